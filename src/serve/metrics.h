// What a server's models have done, in Prometheus' text form. The counters are those of
// model_statistics.h; they cost a request some atomic additions, whether anybody looks or not.
#pragma once

#include <string>

#include "serve/protocol.h"

namespace slipway::serve {

// Text format 0.0.4. Any thread.
std::string metrics_text(const ServeContext& context);

}  // namespace slipway::serve
