// Columns that a transformer of another library was told to choose, by name or number. One thread.
#pragma once

#include <optional>
#include <string_view>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// BAD_COLUMN of one that is not there, UNSUPPORTED_OPTION if they are given otherwise.
base::Result<Value> named_columns(Context& context, Ref columns, const Value& in);

// What a model is asked for whose first step chooses: the names, or as many columns as the greatest
// number asks for. Nothing if the attribute says neither.
base::Result<std::optional<Inputs>> inputs_by_name(Ref record, std::string_view attribute);

// Both, for the adapter of a class whose attribute `kName` says which columns it passes on.
template <const char* kName>
base::Result<Emitted> pass_columns_of(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref columns, state.need(kName));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, named_columns(context, columns, in));
  return emitted;
}
template <const char* kName>
base::Result<std::optional<Inputs>> inputs_of(Ref record) {
  return inputs_by_name(record, kName);
}

}  // namespace slipway::format::sklearn
