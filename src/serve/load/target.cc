#include "serve/load/target.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace slipway::serve {

Target::~Target() = default;

std::string Target::code_text(int code) const { return std::to_string(code); }

base::Result<Url> read_url(std::string_view text) {
  const auto bad = [text] {
    return base::invalid_argument("BAD_URL", fmt::format("\"{}\" is no URL of a server", text))
        .remedy("write it as http://localhost:8080 or grpc://localhost:8081");
  };
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos) return bad();
  Url url{.scheme = std::string(text.substr(0, mark))};
  if (url.scheme == "https" || url.scheme == "grpcs")
    return base::unimplemented("NO_TLS", "a load is sent without TLS")
        .remedy("bench the server's plain port, or the proxy that ends TLS");
  if (url.scheme != "http" && url.scheme != "grpc") return bad();
  std::string_view rest = text.substr(mark + 3);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  url.path = rest.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  rest = rest.substr(0, slash);
  const std::size_t bracket = rest.rfind(']');  // of an IPv6 address
  const std::size_t colon = rest.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  url.host = rest.substr(0, has_port ? colon : rest.size());
  url.port = has_port ? std::string(rest.substr(colon + 1)) : url.scheme == "http" ? "80" : "8081";
  if (url.host.starts_with('[') && url.host.ends_with(']'))
    url.host = url.host.substr(1, url.host.size() - 2);
  const auto odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '@'; };
  const auto digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (url.host.empty() || std::ranges::any_of(text, odd) || url.port.empty() ||
      url.port.size() > 5 || !std::ranges::all_of(url.port, digit))
    return bad();
  return url;
}

}  // namespace slipway::serve
