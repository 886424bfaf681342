// rooms: score format base data model
// Any bytes as a CatBoost model in JSON. Its own corpus, for a mutation seldom makes the one of the other.
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run("catboost", data, size);
}
