// Forest: trees, and how a row walks down them. Stages share one: TreeEnsemble adds its leaves up,
// TreeLeaves names them. Readers (format/) fill it, ModelBuilder checks it, nobody changes it then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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

// A node is a leaf if `left` is negative and is `right`: its leaf is ~left; one side alone may be a
// leaf too. Children come after their parent, so a walk always ends. 24 bytes, trees one behind the
// other.
struct Node {
  double threshold = 0;  // of a categorical node: the index of its set
  std::int32_t left = -1;
  std::int32_t right = -1;
  std::uint32_t feature = 0;
  bool categorical = false;
  bool default_left = false;
  Missing missing = Missing::kNever;
  std::uint8_t padding = 0;

  bool is_leaf() const { return left < 0 && left == right; }
  std::size_t category_set() const { return static_cast<std::size_t>(threshold); }
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

// The value compared is cast to `input` first; thresholds are held as double and were chosen so
// that comparing in double is exact (a float32 threshold widens without loss).
//   kF32: float32(x) against the threshold          (scikit-learn trees and forests, XGBoost)
//   kF64: x as it is                                (LightGBM, HistGradientBoosting)
struct Forest {
  Element input = Element::kF64;
  Compare compare = Compare::kLessOrEqual;
  bool category_in_set_left = true;  // LightGBM, HistGradientBoosting; XGBoost: right
  bool category_missing = false;     // a value beyond its set is missing: XGBoost up to 1.6
  bool category_truncates = false;   // a value in (-1, 0) is category 0: LightGBM
  bool tiny_is_zero = false;         // |x| <= kTiny is 0 before anything else: LightGBM
  std::uint32_t inputs = 0;
  std::uint32_t leaf_width = 1;
  std::vector<std::uint32_t> roots;  // by tree: index into nodes
  std::vector<Node> nodes;
  std::vector<double> leaves;            // leaf × leaf_width
  std::vector<std::uint32_t> leaf_name;  // by leaf: its number in its tree; empty: counted there
  std::vector<CategorySet> sets;
  std::vector<std::uint32_t> set_words;
  std::vector<LeafModel> leaf_models;  // empty, or by leaf

  std::size_t leaf_count() const { return leaves.size() / leaf_width; }
};

using ForestPtr = std::shared_ptr<const Forest>;

// Whether every index is in range, and every walk ends: INVALID_ARGUMENT/BAD_MODEL.
base::Status check_forest(const Forest& forest);

}  // namespace slipway::model
