// What csv and its kin share: one codec, another separator by default.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "codec/codec.h"

namespace slipway::codec {

struct CsvKind {
  const char* separator;  // as the setting has it: ",", "tab"; a literal
  const char* about;      // a literal
  std::vector<std::string> extensions;
};

std::unique_ptr<const Codec> make_csv(const CsvKind& kind);

}  // namespace slipway::codec
