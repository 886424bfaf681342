// Base64 (RFC 4648), by libsodium. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace slipway::base {

// As JSON carries bytes: standard or URL-safe alphabet, padded or not. False: it is something else, and `bytes`
// is of no use.
bool decode_base64(std::string_view text, std::string& bytes);

// base64url without padding (section 5), as keys and tokens are written.
std::string to_base64url(std::string_view bytes);
// False: `text` is none, or not the only one of its bytes; `bytes` is of no use.
bool from_base64url(std::string_view text, std::string& bytes);

}  // namespace slipway::base
