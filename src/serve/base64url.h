// base64url without padding (RFC 4648, 5), as keys and tokens are written.
#pragma once

#include <string>
#include <string_view>

namespace slipway::serve {

std::string to_base64url(std::string_view bytes);
// False: `text` is none, or not the only one of its bytes.
bool from_base64url(std::string_view text, std::string& bytes);

}  // namespace slipway::serve
