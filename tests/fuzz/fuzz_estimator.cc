// rooms: score format base data model
// Any bytes as a pickle or joblib file of an estimator: beyond the machine (fuzz_pickle) to the
// adapters.
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run("pickle", data, size);
}
