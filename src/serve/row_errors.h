// Rows as JSON, and why some could not be scored: of answers that have a place for it.
#pragma once

#include <cstdint>
#include <string>

#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::codec {
class JsonRowWriter;
}

namespace slipway::serve {

// {"row": 7, "reason": "BAD_VALUE", "message": …, "column": "age", "value": "abc"}; the last two if they
// are known.
void append_row_error(std::string& out, const data::RowError& error, std::int64_t row);

// All of them, by their own rows: [{"row": 7, …}, …]
void append_row_errors(std::string& out, const data::RowErrors& errors);

// [{"predict": 1}, null, …]: null for the rows of `errors`, which are sorted. `writer` is of these rows' schema.
void append_rows(std::string& out, const codec::JsonRowWriter& writer, const data::Chunk& rows,
                 const data::RowErrors& errors);

// Without the values, and each status as terse_error() has it.
void make_terse(data::RowErrors& errors);

}  // namespace slipway::serve
