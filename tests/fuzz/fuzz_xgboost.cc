// rooms: score format base data model
// Any bytes as an XGBoost model, JSON or UBJSON.
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run("xgboost", data, size);
}
