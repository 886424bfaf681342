// Why a row could not be scored, as JSON: of answers that have a place for it.
#pragma once

#include <cstdint>
#include <string>

#include "data/row_error.h"

namespace slipway::serve {

// {"row": 7, "reason": "BAD_VALUE", "message": …, "column": "age", "value": "abc"}; the last two if they
// are known.
void append_row_error(std::string& out, const data::RowError& error, std::int64_t row);

// Without the values, and each status as terse_error() has it.
void make_terse(data::RowErrors& errors);

}  // namespace slipway::serve
