#include "serve/json_body.h"

#include "base/limits.h"
#include "serve/http.h"

namespace slipway::serve {

base::Status JsonBody::parse(std::string_view body, simdjson::dom::object& root) {
  padded_.assign(body);
  padded_.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  if ((body.size() > parser_.capacity() || parser_.max_depth() != base::kNestingMax) &&
      parser_.allocate(body.size(), base::kNestingMax) != simdjson::SUCCESS)
    return base::resource_exhausted("NO_MEMORY", "the request is too large");
  simdjson::dom::element element;
  if (const auto error = parser_.parse(padded_.data(), padded_.size(), false).get(element);
      error != simdjson::SUCCESS)
    return base::invalid_argument("BAD_JSON", simdjson::error_message(error));
  if (element.get_object().get(root) == simdjson::SUCCESS) return {};
  return bad_request("the body is no JSON object");
}

}  // namespace slipway::serve
