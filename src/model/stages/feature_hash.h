// Named values hashed to columns: scikit-learn's FeatureHasher.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// One dense block of numbers and texts to a sparse block of `columns` columns. Column j of the input is
// called names[j]. A number counts as itself for the term names[j]; a text as 1 for the term
// names[j] + "=" + the text, or for the text itself if names[j] is empty. A missing value and a 0 count
// for nothing.
// Term t belongs to column |h| mod `columns`, h the signed 32-bit MurmurHash3 (x86, seed 0) of its UTF-8,
// and counts with the other sign if `signs` and h < 0. Terms of one column are summed in the order in
// which scipy sorts them (sklearn/feature_extraction/_hashing_fast.pyx, scipy/sparse/sparsetools/csr.h), in
// float32 if `single`; with `absolute` the sums lose their sign.
struct FeatureHash {
  static constexpr const char* kFamily = "feature_hash";
  std::vector<std::string> names;
  std::uint32_t columns = 0;
  bool signs = true, absolute = false, single = false;
};

base::Result<Block> check(const FeatureHash& op, const Inputs& in);
std::string contract(const FeatureHash& op);

}  // namespace slipway::model
