// The number types of UBJSON (ubjson.org, draft 12): i U I l L d D, all big-endian.
#pragma once

#include <cstddef>

namespace slipway::format::xgboost {

std::size_t number_bytes(char type);            // 0 of what is no number type
double load_number(char type, const char* at);  // REQUIRES: a number type, and its bytes at `at`

}  // namespace slipway::format::xgboost
