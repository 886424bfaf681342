// What is made of the trees of a Forest: sums of their leaves, or which leaves they are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/forest.h"

namespace slipway::model {

enum class Aggregate : std::uint8_t {
  kSum,   // base + Σ, tree by tree in order, in the accumulator's type
  kMean,  // Σ / number of trees that add to it     (random forests)
};

// The sum or mean of the leaves that a row falls into. A tree adds its leaf to output
// `tree_output`, or, if the forest's leaf_width > 1, its leaf vector to all outputs. A second block
// (kF64, a column an output) says where the sums of each row start, instead of `base`.
struct TreeEnsemble {
  static constexpr const char* kFamily = "tree_ensemble";
  ForestPtr forest;
  Element accumulate = Element::kF64;  // kF32: every addition is rounded to float32
  Aggregate aggregate = Aggregate::kSum;
  bool wide_leaves = false;  // of kF32: a leaf is added as it is, and only the sum rounded
  bool base_first = true;    // sums start from `base`; else it is added at the end
  std::uint32_t outputs = 1;
  std::vector<double> base;                // by output
  std::vector<std::uint32_t> tree_output;  // by tree; empty if leaf_width > 1 or one output
};

// Which leaf of each tree a row falls into (kI64, a column a tree), as the library numbers them:
// leaf_name, or, if there are none, counted from the first leaf of the tree.
struct TreeLeaves {
  static constexpr const char* kFamily = "tree_leaves";
  ForestPtr forest;
};

base::Result<Block> check(const TreeEnsemble& op, const Inputs& in);
base::Result<Block> check(const TreeLeaves& op, const Inputs& in);
std::string contract(const TreeEnsemble& op);
std::string contract(const TreeLeaves& op);

}  // namespace slipway::model
