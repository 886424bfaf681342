// A request's body as JSON. For the .cc files of this room that read JSON requests.
//
// Bare NaN, Infinity and -Infinity are taken, which are no JSON, but what Python's json and TensorFlow Serving
// write: NaN as null, the others as the texts "Infinity" and "-Infinity". Bodies without them pay nothing.
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

#include "base/status.h"

namespace slipway::serve {

// One thread; memory is used again by the next body, and what was found in the last one is then void.
class JsonBody {
 public:
  // BAD_JSON; BAD_REQUEST: it is no object; RESOURCE_EXHAUSTED/NO_MEMORY. Bounded in depth.
  base::Status parse(std::string_view body, simdjson::dom::object& root);

 private:
  base::Status ready(std::size_t size);  // for so many bytes in padded_

  simdjson::dom::parser parser_;
  std::string padded_;  // the body, with room behind it for the parser
};

}  // namespace slipway::serve
