// numpy.dtype, as its records in a pickle and as the text of a .npy header write it. Pure; any
// thread. as_dtype, for records, is in numpy.h.
#pragma once

#include <string_view>

#include "format/pickle/object.h"

namespace slipway::format::pickle {

// "<f8", "f8", "|b1", "U5", "O", "M8[ns]": kind, size and byte order. False if it is none of those.
bool parse_dtype(std::string_view text, DType& into);

}  // namespace slipway::format::pickle
