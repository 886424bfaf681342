// Scaling and imputing: kF64 or kF32 in and out, arithmetic in the element's own type.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// out = (x - offset[j]) / divisor[j], in that order; an empty vector leaves its step out. With
// `multiply`, out = x * factor[j] + addend[j] (MinMaxScaler): product rounded, then sum. Clip last.
struct Scale {
  static constexpr const char* kFamily = "scale";
  std::vector<double> offset;
  std::vector<double> divisor;
  std::vector<double> factor;
  std::vector<double> addend;
  double clip_min = -std::numeric_limits<double>::infinity();
  double clip_max = std::numeric_limits<double>::infinity();
};

// Values equal to `missing` are replaced by fill[j]. Then one 0/1 column (in the output's element)
// for each j in `indicators`, in order. Columns in `dropped` are left out of the filled part.
struct Impute {
  static constexpr const char* kFamily = "impute";
  Category missing;
  std::vector<Category> fill;          // by input column; kMissing: left as it is
  std::vector<std::uint32_t> dropped;  // sorted
  std::vector<std::uint32_t> indicators;
};

base::Result<Block> check(const Scale& op, const Inputs& in);
base::Result<Block> check(const Impute& op, const Inputs& in);
std::string contract(const Scale& op);
std::string contract(const Impute& op);

}  // namespace slipway::model
