#include "serve/json_body.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "serve/http.h"

namespace slipway::serve {

namespace {

// The end of the text that begins at `at`, behind its quotes.
std::size_t end_of_text(std::string_view body, std::size_t at) {
  for (++at; at < body.size() && body[at] != '"'; ++at)
    if (body[at] == '\\') ++at;
  return std::min(at + 1, body.size());
}

struct Special {
  std::string_view token, spelling;
};

// The one that begins a text; null: none does.
const Special* special_at(std::string_view text) {
  static constexpr std::array<Special, 3> kSpecials = {
      {{"NaN", "null"}, {"-Infinity", "\"-Infinity\""}, {"Infinity", "\"Infinity\""}}};
  for (const Special& special : kSpecials)
    if (text.starts_with(special.token)) return &special;
  return nullptr;
}

// Writes NaN as null, and Infinity and -Infinity as texts: as columns of numbers have them. False: there
// are none.
bool spell_out(std::string_view body, std::string& out) {
  constexpr auto kNone = std::string_view::npos;
  if (body.find("NaN") == kNone && body.find("Infinity") == kNone) return false;
  out.clear();
  std::size_t written = 0;  // of the body
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] == '"') {
      at = end_of_text(body, at);
      continue;
    }
    const Special* special = special_at(body.substr(at));
    if (special == nullptr) {
      ++at;
      continue;
    }
    out.append(body, written, at - written) += special->spelling;
    at = written = at + special->token.size();
  }
  out.append(body, written);
  return written > 0;
}

}  // namespace

base::Status JsonBody::parse(std::string_view body, simdjson::dom::object& root) {
  padded_.assign(body);
  simdjson::dom::element element;
  SLIPWAY_TRY(ready(body.size()));
  auto error = parser_.parse(padded_.data(), padded_.size(), false).get(element);
  if (error != simdjson::SUCCESS && spell_out(body, padded_)) {
    SLIPWAY_TRY(ready(padded_.size()));
    error = parser_.parse(padded_.data(), padded_.size(), false).get(element);
  }
  if (error != simdjson::SUCCESS)
    return base::invalid_argument("BAD_JSON", simdjson::error_message(error));
  if (element.get_object().get(root) == simdjson::SUCCESS) return {};
  return bad_request("the body is no JSON object");
}

base::Status JsonBody::ready(std::size_t size) {
  padded_.reserve(size + simdjson::SIMDJSON_PADDING);
  if ((size > parser_.capacity() || parser_.max_depth() != base::kNestingMax) &&
      parser_.allocate(size, base::kNestingMax) != simdjson::SUCCESS)
    return base::resource_exhausted("NO_MEMORY", "the request is too large");
  return {};
}

}  // namespace slipway::serve
