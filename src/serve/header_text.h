// The text of header fields, taken apart.
#pragma once

#include <string>
#include <string_view>

namespace slipway::serve {

std::string_view trimmed(std::string_view text);  // without the spaces around it
std::string lower_case(std::string_view text);    // of ASCII

// The next item of a list, trimmed; `rest` is what follows its `separator`.
std::string_view next_item(std::string_view& rest, char separator);

}  // namespace slipway::serve
