// The text of header fields and of targets, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::serve {

std::string_view trimmed(std::string_view text);  // without the spaces around it
std::string lower_case(std::string_view text);    // of ASCII

// The next item of a list, trimmed; `rest` is what follows its `separator`.
std::string_view next_item(std::string_view& rest, char separator);

// "a%20b" as "a b"; what is no such escape stays. Of a query, + is a space too.
std::string percent_decoded(std::string_view text, bool query = false);

// The value of "name=value" in a query, decoded; nullopt: there is none. The first counts.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

// HOST:PORT, with an IPv6 address in brackets: as Host and targets have it.
std::string authority(std::string_view host, std::string_view port);

}  // namespace slipway::serve
