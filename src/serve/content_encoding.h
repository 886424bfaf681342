// Bodies in the forms of Content-Encoding: gzip, deflate (which is zlib's form) and zstd.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace slipway::serve {

// Appends what `body` is when unpacked. UNIMPLEMENTED/UNKNOWN_ENCODING; INVALID_ARGUMENT/BAD_ENCODING of
// a body that is cut, broken or followed by anything; RESOURCE_EXHAUSTED/BODY_TOO_LARGE above
// `bytes_max`, before more than that is in memory.
base::Status decode_content(std::string_view encoding, std::string_view body,
                            std::uint64_t bytes_max, std::string& out);

// The best of ours that an Accept-Encoding allows (weights are 0 or not); empty: none.
std::string_view choose_encoding(std::string_view accepted);

// REQUIRES: encoding was chosen above. Fast rather than small. False: it can't be done; `out` is then void.
bool encode_content(std::string_view encoding, std::string_view body, std::string& out);

}  // namespace slipway::serve
