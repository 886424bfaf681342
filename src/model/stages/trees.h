// Ensembles of decision trees, of every library.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

enum class Compare : std::uint8_t {
  kLess,         // x <  threshold goes left: XGBoost
  kLessOrEqual,  // x <= threshold goes left: scikit-learn, LightGBM
};

enum class Missing : std::uint8_t {
  kNever,      // no test: NaN compares false, so it goes right
  kNan,        // NaN takes the default direction
  kNanToZero,  // NaN is 0, then compared            (LightGBM missing type None)
  kZeroOrNan,  // NaN and |x| <= kTiny take the default direction (LightGBM missing type Zero)
};

// What LightGBM takes for zero: 1e-35 as a float32.
inline constexpr double kTiny = static_cast<double>(1e-35f);

// A node is a leaf if `left` is negative: its leaf is ~left. Children come after their parent, so a
// walk always ends. 32 bytes, trees one behind the other.
struct Node {
  double threshold = 0;
  std::int32_t left = -1;
  std::int32_t right = -1;
  std::uint32_t feature = 0;
  std::uint32_t category_set = 0;  // of `sets`, if categorical
  bool categorical = false;
  bool default_left = false;
  Missing missing = Missing::kNever;
  std::uint8_t padding = 0;
};

// Category c is in set s if bit c of its words is set. A value that is missing, negative or not
// below the set's size counts as outside.
struct CategorySet {
  std::uint32_t begin = 0;  // into set_words
  std::uint32_t words = 0;
};

// A leaf's linear model: constant + Σ coef[i] * x[feature[i]] in order; if any of them is NaN, the
// leaf's plain value (LightGBM linear trees).
struct LeafModel {
  double constant = 0;
  std::vector<std::uint32_t> features;
  std::vector<double> coef;
};

enum class Aggregate : std::uint8_t {
  kSum,   // base + Σ, tree by tree in order, in the accumulator's type
  kMean,  // Σ / number of trees that add to it     (random forests)
};

// The value compared is cast to `input` first; thresholds are held as double and were chosen so
// that comparing in double is exact (a float32 threshold widens without loss).
//   kF32: float32(x) against the threshold          (scikit-learn trees and forests, XGBoost)
//   kF64: x as it is                                (LightGBM, HistGradientBoosting)
// A tree adds its leaf to output `tree_output`, or, if leaf_width > 1, its leaf vector to all
// outputs.
struct TreeEnsemble {
  static constexpr const char* kFamily = "tree_ensemble";
  Element input = Element::kF64;
  Compare compare = Compare::kLessOrEqual;
  Element accumulate = Element::kF64;  // kF32: every addition is rounded to float32
  Aggregate aggregate = Aggregate::kSum;
  bool base_first = true;            // sums start from `base`; else it is added at the end
  bool category_in_set_left = true;  // LightGBM, HistGradientBoosting; XGBoost: right
  bool category_missing = false;     // a value beyond its set is missing: XGBoost up to 1.6
  bool category_truncates = false;   // a value in (-1, 0) is category 0: LightGBM
  bool tiny_is_zero = false;         // |x| <= kTiny is 0 before anything else: LightGBM
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 1;
  std::uint32_t leaf_width = 1;
  std::vector<double> base;                // by output
  std::vector<std::uint32_t> roots;        // by tree: index into nodes
  std::vector<std::uint32_t> tree_output;  // by tree; empty if leaf_width > 1 or one output
  std::vector<Node> nodes;
  std::vector<double> leaves;  // leaf × leaf_width
  std::vector<CategorySet> sets;
  std::vector<std::uint32_t> set_words;
  std::vector<LeafModel> leaf_models;  // empty, or by leaf
};

base::Result<Block> check(const TreeEnsemble& op, const Inputs& in);
std::string contract(const TreeEnsemble& op);

}  // namespace slipway::model
