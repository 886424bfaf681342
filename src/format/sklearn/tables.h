// Encoders by table: known values of a column to rows of numbers. What encoders of several libraries
// are read into; the other columns pass. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "format/pickle/pandas.h"
#include "format/sklearn/adapter.h"
#include "model/stage.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {

// What becomes of one column.
struct Table {
  std::uint32_t column = 0;  // of the value that the encoder is given
  model::LookupRows::Column lookup;
  std::vector<std::string> names;  // of what it becomes; none: the column goes
};

// Where what the tables make stands: each in its column's place, or before all columns that pass.
enum class Place : std::uint8_t { kInPlace, kFirst };

// `in` with the columns of the tables replaced; a column may have several. Tells columns whose
// values are texts to be text. A result of no columns is INVALID_ARGUMENT/BAD_MODEL.
base::Result<Value> apply_tables(Context& context, const Value& in, std::vector<Table> tables,
                                 Place place = Place::kInPlace);

// Only the columns that are not among `names`.
base::Result<Value> without(Context& context, const Value& in,
                            const std::vector<std::string>& names);

// A value of an Index as a known value of a column; missing ones are missing.
model::Category category_of(const pickle::Cell& cell);
// … as Python's str() shows it.
std::string shown(const pickle::Cell& cell);
bool equal(const pickle::Cell& a, const pickle::Cell& b);
bool is_missing(const pickle::Cell& cell);  // NaN too

// The column of `in` that an encoder calls `name`: by the names it was fitted on, if the file has
// them; else by those of `in`, or by its number. BAD_COLUMN if there is none.
base::Result<std::uint32_t> column_called(const pickle::Cell& name,
                                          const std::vector<pickle::Cell>& fitted, const Value& in);

}  // namespace slipway::format::sklearn
