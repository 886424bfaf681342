// rooms: score format base data model
// Any bytes as a LightGBM text model.
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run("lightgbm", data, size);
}
