#include "engine/tree/sums.h"

#include <cmath>

namespace slipway::engine::tree {
namespace {

using model::Compare;
using model::Element;
using model::Missing;

bool in_set(const model::TreeEnsemble& op, const model::Node& node, double x) {
  const model::CategorySet& set = op.sets[node.category_set];
  const bool below = op.category_truncates ? !(x > -1) : !(x >= 0);
  if (below || x >= static_cast<double>(set.words) * 32) return false;  // also NaN
  const auto category = x <= 0 ? 0 : static_cast<std::uint32_t>(x);
  return ((op.set_words[set.begin + category / 32] >> (category % 32)) & 1) != 0;
}

bool goes_left(const model::TreeEnsemble& op, const model::Node& node, double x) {
  if (node.missing == Missing::kNan && std::isnan(x)) return node.default_left;
  if (node.missing == Missing::kZeroOrNan && (std::isnan(x) || std::abs(x) <= model::kTiny))
    return node.default_left;
  if (node.categorical && op.category_missing &&
      !(x >= 0 && x < static_cast<double>(op.sets[node.category_set].words) * 32))
    return node.default_left;
  if (node.categorical) return in_set(op, node, x) == op.category_in_set_left;
  if (node.missing == Missing::kNanToZero && std::isnan(x)) x = 0;
  return op.compare == Compare::kLess ? x < node.threshold : x <= node.threshold;
}

}  // namespace

std::size_t walk(const model::TreeEnsemble& op, std::size_t tree, const double* x) {
  auto at = static_cast<std::int32_t>(op.roots[tree]);
  while (at >= 0) {
    const model::Node& node = op.nodes[static_cast<std::size_t>(at)];
    if (node.left < 0 && node.left == node.right) return static_cast<std::size_t>(~node.left);
    at = goes_left(op, node, x[node.feature]) ? node.left : node.right;
  }
  return static_cast<std::size_t>(~at);
}

void gather_rows(const model::TreeEnsemble& op, const std::vector<Element>& elements,
                 const Run& run, std::int64_t begin, std::int64_t count, double* x) {
  for (std::uint32_t j = 0; j < op.inputs; ++j) {
    const Values& in = run.in[0][j];
    for (std::int64_t i = 0; i < count; ++i) {
      double value =
          elements[j] == Element::kF64 ? in.f64[begin + i] : static_cast<double>(in.f32[begin + i]);
      if (op.input == Element::kF32) value = static_cast<double>(static_cast<float>(value));
      if (op.tiny_is_zero && std::abs(value) <= model::kTiny) value = 0;
      x[i * op.inputs + j] = value;
    }
  }
}

}  // namespace slipway::engine::tree
