// Values that come with a type (Arrow's) to values of a column's type. Shared by the typed codecs.
#pragma once

#include <cstdint>
#include <string>

#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::codec {

// Whether values of `from` may be read as `to`: numbers and booleans as each other, text as
// anything (as in CSV), whole numbers as text where the type has it so, vectors and timestamps as
// themselves.
bool converts(const data::Type& from, const data::Type& to);

// Appends the rows of `from` to `column`. What is no value of its type (0.5 for an integer, "x" for
// a number) becomes a null and an error: of its row in `from`, called row `first_row` + that of the
// file. REQUIRES: converts().
void append_typed(data::Column& column, const data::ColumnView& from, const std::string& name,
                  std::int64_t first_row, data::RowErrors& errors);

}  // namespace slipway::codec
