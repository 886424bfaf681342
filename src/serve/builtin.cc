// The protocols of the server: protocol_<name>.cc exports register_protocol_<name>.
#include <cstdlib>

#include "serve/protocol.h"

#define PROTOCOL(name) base::Status register_protocol_##name(base::Kinds<Protocol>& kinds);
#define ALL_PROTOCOLS      \
  PROTOCOL(config)         \
  PROTOCOL(health)         \
  PROTOCOL(metrics)        \
  PROTOCOL(mlflow)         \
  PROTOCOL(open_inference) \
  PROTOCOL(sagemaker) PROTOCOL(slipway) PROTOCOL(tensorflow) PROTOCOL(vertex)

namespace slipway::serve {

ALL_PROTOCOLS
#undef PROTOCOL

base::Kinds<Protocol>& protocols() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<Protocol>;  // never freed: modules may use it at exit
#define PROTOCOL(name) \
  if (!register_protocol_##name(*all).ok()) std::abort();
    ALL_PROTOCOLS
#undef PROTOCOL
    return all;
  }();
  return *kinds;
}

}  // namespace slipway::serve
