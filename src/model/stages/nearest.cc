#include "model/stages/nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

constexpr std::size_t kRowsMax = std::numeric_limits<std::uint32_t>::max();

base::Status check_tree(const SearchedRows& learned) {
  const SearchTree& tree = learned.tree;
  if (tree.nodes.empty()) return {};
  const std::size_t sides = tree.ball ? 1 : 2;
  SLIPWAY_TRY(want_size("bounds", tree.bounds.size(), sides * tree.nodes.size() * learned.inputs));
  const bool inside =
      std::ranges::all_of(tree.order, [&](std::uint32_t row) { return row < learned.count(); });
  if (!inside) return bad("the tree has a row that is not there");
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const SearchTree::Node& node = tree.nodes[i];
    if (node.begin > node.end || node.end > tree.order.size())
      return bad("a node of the tree is out of range");
    if (!node.leaf && 2 * i + 2 >= tree.nodes.size()) return bad("a node has no children");
  }
  return {};
}

}  // namespace

base::Status check_learned(const SearchedRows& learned, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("inputs", learned.inputs, in[0]->width()));
  const std::size_t width = learned.inputs;
  if (width == 0 || learned.rows.empty() || learned.rows.size() % width != 0)
    return bad("rows are cut off");
  if (learned.count() > kRowsMax) return bad("has too many rows");
  const bool weighted = learned.metric == Metric::kWeightedMinkowski ||
                        learned.metric == Metric::kMinkowskiWeighted ||
                        learned.metric == Metric::kStandardised;
  SLIPWAY_TRY(want_size("weights", learned.weights.size(), weighted ? width : 0));
  const bool matrix = learned.metric == Metric::kMahalanobis;
  SLIPWAY_TRY(want_size("matrix", learned.matrix.size(), matrix ? width * width : 0));
  if (learned.metric == Metric::kHaversine && width != 2) return bad("haversine is of two columns");
  if (!(learned.p > 0)) return bad("p is not above 0");
  return check_tree(learned);
}

base::Result<Block> check(const Nearest& op, const Inputs& in) {
  SLIPWAY_TRY(check_learned(op.learned, in));
  if (op.count == 0 || op.count > op.learned.count()) return bad("asks more rows than there are");
  SLIPWAY_TRY(want_columns(op.count));
  Block block = same(Element::kF64, op.count);
  block.columns.resize(std::size_t{2} * op.count, Element::kI64);
  return block;
}

base::Result<Block> check(const Within& op, const Inputs& in) {
  SLIPWAY_TRY(check_learned(op.learned, in));
  if (std::isnan(op.radius)) return bad("has no radius");
  // As wide as there are rows in memory: no limit of columns.
  Block block = same(Element::kF64, op.learned.count());
  block.sparse = true;
  return block;
}

base::Result<Block> check(const Distances& op, const Inputs& in) {
  SLIPWAY_TRY(check_learned(op.learned, in));
  SLIPWAY_TRY(want_columns(op.learned.count()));
  return same(Element::kF64, op.learned.count());
}

const char* name(Metric metric) {
  static constexpr const char* kNames[] = {"euclidean",
                                           "sqeuclidean",
                                           "manhattan",
                                           "chebyshev",
                                           "minkowski",
                                           "wminkowski",
                                           "minkowski by w",
                                           "seuclidean",
                                           "mahalanobis",
                                           "hamming",
                                           "canberra",
                                           "braycurtis",
                                           "braycurtis of sums",
                                           "haversine",
                                           "cosine",
                                           "correlation",
                                           "nan_euclidean",
                                           "matching",
                                           "jaccard",
                                           "jaccard",
                                           "dice",
                                           "kulsinski",
                                           "rogerstanimoto",
                                           "russellrao",
                                           "sokalsneath",
                                           "yule",
                                           "yule"};
  return kNames[static_cast<std::size_t>(metric)];
}

std::string contract(const Nearest& op) {
  static constexpr const char* kTies[] = {"a heap", "two heaps", "argpartition"};
  return fmt::format("the {} nearest of {} rows by {} in float64; equally near ones as {} has them",
                     op.count, op.learned.count(), name(op.learned.metric),
                     op.learned.tree.nodes.empty() ? kTies[static_cast<std::size_t>(op.ties)]
                                                   : "the tree of the file");
}
std::string contract(const Within& op) {
  return fmt::format("those of {} rows within {} by {} in float64", op.learned.count(), op.radius,
                     name(op.learned.metric));
}
std::string contract(const Distances& op) {
  return fmt::format("{} to {} rows in float64", name(op.learned.metric), op.learned.count());
}

}  // namespace slipway::model
