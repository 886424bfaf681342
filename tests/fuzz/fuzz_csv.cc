// modules: codec_csv
// Any bytes as csv, at once and in drips.
#include "fuzz_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::run_codec("csv", data, size);
}
