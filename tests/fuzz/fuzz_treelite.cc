// rooms: score format base data model
// Any bytes as a Treelite checkpoint.
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run("treelite", data, size);
}
