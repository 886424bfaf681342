#include "model/stages/scale.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {

base::Result<Block> check(const Scale& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  const std::size_t width = in[0]->width();
  SLIPWAY_TRY(want_size_or_none("offset", op.offset.size(), width));
  SLIPWAY_TRY(want_size_or_none("divisor", op.divisor.size(), width));
  SLIPWAY_TRY(want_size_or_none("factor", op.factor.size(), width));
  SLIPWAY_TRY(want_size_or_none("addend", op.addend.size(), width));
  if (std::isnan(op.clip_min) || std::isnan(op.clip_max)) return bad("clips at NaN");
  const bool keeps_zero =
      op.offset.empty() && op.addend.empty() && op.clip_min <= 0 && op.clip_max >= 0;
  if (in[0]->sparse && !keeps_zero) return bad("moves the zeros of a sparse block");
  return *in[0];
}

base::Result<Block> check(const Impute& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  const Block& first = *in[0];
  SLIPWAY_TRY(want_size("fill", op.fill.size(), first.width()));
  if (!std::ranges::is_sorted(op.dropped)) return bad("dropped columns are not in order");
  Block out;
  for (std::uint32_t j = 0; j < first.width(); ++j) {
    if (first.columns[j] == Element::kI64) return bad("imputes an index");
    const bool text = first.columns[j] == Element::kString;
    const auto kind = op.fill[j].kind;
    if (kind != Category::Kind::kMissing && (kind == Category::Kind::kString) != text)
      return bad(fmt::format("fills column {} with another kind of value", j));
    if (!std::ranges::binary_search(op.dropped, j)) out.columns.push_back(first.columns[j]);
  }
  for (const std::uint32_t j : op.indicators) {
    if (j >= first.width()) return bad(fmt::format("indicates column {} of {}", j, first.width()));
    out.columns.push_back(Element::kF64);
  }
  if (out.columns.empty()) return bad("leaves no column");
  return out;
}

std::string contract(const Scale& op) {
  const std::string text = op.factor.empty() ? "(x - offset) / divisor" : "x * factor + addend";
  return text + ", each step rounded";
}
std::string contract(const Impute& op) {
  return fmt::format("missing values filled, {} indicator columns", op.indicators.size());
}

}  // namespace slipway::model
