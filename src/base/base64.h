// Base64 (RFC 4648), as JSON carries bytes. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace slipway::base {

// Standard or URL-safe alphabet, padded or not. False: it is something else, and `bytes` is of no use.
bool decode_base64(std::string_view text, std::string& bytes);

}  // namespace slipway::base
