// What transformers of sklearn2pmml have in common: most read one column, of text or of numbers, and
// make one. One thread.
#pragma once

#include <optional>
#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stages/times.h"

namespace slipway::format::sklearn {

// What a model is asked for that starts with a transformer of one column.
base::Result<std::optional<Inputs>> one_input(Ref record);

// One column, of numbers as float64 or of text.
base::Status want_one(const Context& context, const Value& in);

// All columns are text, with these known values: inputs are told so, READ_AGAIN included.
base::Status want_texts(Context& context, const Value& in,
                        const std::vector<model::Category>& known = {});

// Points in time: read off texts, which a model's inputs are told to be; or computed already.
base::Result<Value> as_times(Context& context, const Value& in, model::ReadTimes::Down down);

// Rows that lack a value fail with MISSING_VALUE: releases of the library differ in what becomes of
// them.
base::Result<ValueId> present(Context& context, ValueId in);

// A column that `op` makes of `in`, under its name.
base::Result<Emitted> one_column(Context& context, const Value& in, model::Op op);
Emitted transformed(ValueId id, std::vector<std::string> names);

// NaN, or a text that is missing.
model::Category missing_of(bool text);
bool is_null(const model::Category& value);  // whichever of these

// A class of sklearn2pmml.preprocessing.
Adapter pmml_adapter(Names classes, decltype(Adapter::convert) convert, Names reads,
                     Names ignores = {}, decltype(Adapter::inputs) inputs = nullptr);

}  // namespace slipway::format::sklearn
