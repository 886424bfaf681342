// rooms: score format base data model
// Any bytes as a .skops file: the archive, its schema, its arrays, the adapters.
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run("skops", data, size);
}
