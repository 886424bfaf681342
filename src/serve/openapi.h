// The OpenAPI 3.1 document of one model version: what its rows and answers are, made from its signature.
#pragma once

#include <string>
#include <string_view>

#include "serve/models.h"

namespace slipway::serve {

// `at`: the path under which the version is served, "/api/v1/models/wine". Any thread.
std::string openapi_document(const ServedModel& model, std::string_view at);

}  // namespace slipway::serve
