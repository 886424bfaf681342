#include "model/stages/feature_hash.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const FeatureHash& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(no_index(*in[0]));
  SLIPWAY_TRY(want_size("names", op.names.size(), in[0]->width()));
  for (std::size_t j = 0; j < op.names.size(); ++j)
    if (op.names[j].empty() && in[0]->columns[j] != Element::kString)
      return bad("a number without a name");
  if (op.columns == 0) return bad("leaves no column");
  if (op.columns > base::kSparseColumnsMax)
    return bad(fmt::format("has {} columns, at most {}", op.columns, base::kSparseColumnsMax));
  Block block = same(Element::kF64, op.columns);
  block.sparse = true;
  return block;
}

std::string contract(const FeatureHash& op) {
  return fmt::format("MurmurHash3 of {} named values to {} columns{}{}{}", op.names.size(),
                     op.columns, op.signs ? ", signed" : "", op.absolute ? ", absolute" : "",
                     op.single ? ", in float32" : "");
}

}  // namespace slipway::model
