#include "engine/tree/sums.h"

#include <cmath>

#include "model/stages/forest.h"

namespace slipway::engine::tree {
namespace {

using model::Compare;
using model::Element;
using model::Missing;

bool in_set(const model::Forest& forest, const model::Node& node, double x) {
  const model::CategorySet& set = forest.sets[node.category_set()];
  const bool below = forest.category_truncates ? !(x > -1) : !(x >= 0);
  if (below || x >= static_cast<double>(set.words) * 32) return false;  // also NaN
  const auto category = x <= 0 ? 0 : static_cast<std::uint32_t>(x);
  return ((forest.set_words[set.begin + category / 32] >> (category % 32)) & 1) != 0;
}

bool goes_left(const model::Forest& forest, const model::Node& node, double x) {
  if (node.missing == Missing::kNan && std::isnan(x)) return node.default_left;
  if (node.missing == Missing::kZeroOrNan && (std::isnan(x) || std::abs(x) <= model::kTiny))
    return node.default_left;
  if (node.categorical && forest.category_missing &&
      !(x >= 0 && x < static_cast<double>(forest.sets[node.category_set()].words) * 32))
    return node.default_left;
  if (node.categorical) return in_set(forest, node, x) == forest.category_in_set_left;
  if (node.missing == Missing::kNanToZero && std::isnan(x)) x = 0;
  return forest.compare == Compare::kLess ? x < node.threshold : x <= node.threshold;
}

}  // namespace

std::size_t walk(const model::Forest& forest, std::size_t tree, const double* x) {
  auto at = static_cast<std::int32_t>(forest.roots[tree]);
  while (at >= 0) {
    const model::Node& node = forest.nodes[static_cast<std::size_t>(at)];
    if (node.is_leaf()) return static_cast<std::size_t>(~node.left);
    at = goes_left(forest, node, x[node.feature]) ? node.left : node.right;
  }
  return static_cast<std::size_t>(~at);
}

template <class Number>
void gather_rows(const model::Forest& forest, const std::vector<Element>& elements, const Run& run,
                 std::int64_t begin, std::int64_t count, Number* x) {
  for (std::uint32_t j = 0; j < forest.inputs; ++j) {
    const Values& in = run.in[0][j];
    for (std::int64_t i = 0; i < count; ++i) {
      double value =
          elements[j] == Element::kF64 ? in.f64[begin + i] : static_cast<double>(in.f32[begin + i]);
      if (forest.input == Element::kF32) value = static_cast<double>(static_cast<float>(value));
      if (forest.tiny_is_zero && std::abs(value) <= model::kTiny) value = 0;
      x[i * forest.inputs + j] = static_cast<Number>(value);
    }
  }
}
template void gather_rows(const model::Forest&, const std::vector<Element>&, const Run&,
                          std::int64_t, std::int64_t, double*);
template void gather_rows(const model::Forest&, const std::vector<Element>&, const Run&,
                          std::int64_t, std::int64_t, float*);

}  // namespace slipway::engine::tree
