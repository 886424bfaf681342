// The page to try a model by hand: a form made of its OpenAPI document, which lies beside it. One text for
// all models; it needs nothing from elsewhere.
#pragma once

#include <string>

namespace slipway::serve {

struct TryPage {
  std::string html;
  std::string
      policy;  // its Content-Security-Policy: its own script and style alone, by their hashes
};

const TryPage& try_page();  // any thread

}  // namespace slipway::serve
