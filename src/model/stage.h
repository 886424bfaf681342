// The stages a model is made of: what each family holds, and the arithmetic it promises.
//
// A stage reads blocks (rows × columns) and writes one block. Every column of a block has one
// Element. The family says what is computed; the comments and enums here say *how*, to the bit:
// cast, compare, order of sums, rule for missing values. Kernels (engine/) implement these
// contracts and nothing else; readers (format/) choose among them.
//
// Missing is NaN in kF32/kF64, invalid in kString. A kI64 value is never missing.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace slipway::model {

enum class Element : std::uint8_t { kF64, kF32, kI64, kString };

// One block: the element of each column.
struct Block {
  std::vector<Element> columns;
  std::size_t width() const { return columns.size(); }
  bool operator==(const Block&) const = default;
};

using ValueId = std::uint32_t;  // a block in the graph

// ---- Columns
// -------------------------------------------------------------------------------------

// Output column i is column `column` of input `input` (an index into the stage's inputs). Selects,
// concatenates and passes through; nothing is computed.
struct Gather {
  struct From {
    std::uint32_t input;
    std::uint32_t column;
  };
  std::vector<From> columns;
};

// Each value is converted: f64→f32 rounds to nearest, i64→f64 and bool (as 0/1) are exact in range.
struct Cast {
  Element to;
};

// A known value of a column, for look-ups. NaN matches NaN, a missing string matches kMissing.
struct Category {
  enum class Kind : std::uint8_t { kNumber, kString, kMissing };
  Kind kind = Kind::kNumber;
  double number = 0;
  std::string text;
  bool operator==(const Category&) const = default;
};

// ---- Scaling and imputing (kF64 or kF32 in and out, arithmetic in the element's own type)
// ---------

// out = (x - offset[j]) / divisor[j], in that order; an empty vector leaves its step out. With
// `multiply`, out = x * factor[j] + addend[j] (MinMaxScaler): product rounded, then sum. Clip last.
struct Scale {
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
  Category missing;
  std::vector<Category> fill;          // by input column; kMissing: left as it is
  std::vector<std::uint32_t> dropped;  // sorted
  std::vector<std::uint32_t> indicators;
};

// ---- Look-ups
// --------------------------------------------------------------------------------------

enum class Unknown : std::uint8_t {
  kReject,  // the row fails with UNKNOWN_CATEGORY
  kIgnore,  // one-hot: all zeros; ordinal: unknown_value
};

// For each input column, the output slot of each category; several categories may share a slot
// (infrequent ones). kNoSlot: all zeros (a dropped category).
struct OneHot {
  static constexpr std::int32_t kNoSlot = -1;
  struct Column {
    std::vector<Category> categories;
    std::vector<std::int32_t> slot;  // by category: 0 … slots-1, or kNoSlot
    std::int32_t slots = 0;
    Unknown unknown = Unknown::kReject;
    std::int32_t unknown_slot = kNoSlot;  // where an ignored unknown value goes
  };
  std::vector<Column> columns;
};

// For each input column, the number of each category.
struct Ordinal {
  struct Column {
    std::vector<Category> categories;
    std::vector<double> code;  // by category; NaN is allowed
    Unknown unknown = Unknown::kReject;
    double unknown_code = 0;
  };
  std::vector<Column> columns;
};

// ---- Linear
// ----------------------------------------------------------------------------------------

// out[k] = Σ_j x[j] * coef[k][j] (j ascending, one accumulator per output, kF64) + intercept[k].
// The library's own sum comes from BLAS, whose order is undefined: ≤ 1e-12 relative.
struct Linear {
  std::uint32_t inputs = 0;
  std::vector<double> coef;       // outputs × inputs, row-major
  std::vector<double> intercept;  // by output
};

// ---- Links: what turns a raw score into a response
// -------------------------------------------------

enum class LinkKind : std::uint8_t {
  kIdentity,
  kSigmoid,       // 1 / (1 + exp(-scale * x))
  kCutSigmoid,    // 1 / (exp(min(-x, 88.7)) + 1)     (XGBoost from 1.5 on: never 0)
  kSoftmax,       // of the row: exp(x - max) / Σ, Σ in column order
  kExp,           // exp(x)
  kSignedSquare,  // sign(x) * x²                       (LightGBM reg_sqrt)
  kLog1pExp,      // log1p(exp(x))                      (LightGBM cross_entropy_lambda)
  kOneMinus,      // one column p in, [1 - p, p] out
  kNormalise,     // x / Σ of the row; a row whose sum is 0 becomes 1 / width (OvR probabilities)
  kNegatePair,    // one column x in, [-x, x] out
  kClipProbability,  // [0, 1]
  kHinge,            // x > 0 ? 1 : 0                      (XGBoost binary:hinge)
};

// In the element of its input.
struct Link {
  LinkKind kind = LinkKind::kIdentity;
  double scale = 1;
};

// ---- Trees
// -----------------------------------------------------------------------------------------

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

// ---- Deciding
// --------------------------------------------------------------------------------------

// Scores to the index of a label (kI64): of one column, x > threshold (class 1) or not (class 0);
// of several, the first greatest, as numpy.argmax: the first NaN, if there is one. NaN is above no
// threshold.
struct Decide {
  double threshold = 0.5;
  bool greater_or_equal = false;
};

// Passes its input on; a row with a value that the library would refuse fails with MISSING_VALUE or
// NOT_FINITE. Values are judged after a cast to `as` (a float64 may overflow float32).
struct Require {
  Element as = Element::kF64;
  bool allow_nan = false;
  bool allow_infinite = false;
};

using Op = std::variant<Gather, Cast, Scale, Impute, OneHot, Ordinal, Linear, Link, TreeEnsemble,
                        Decide, Require>;

// "tree_ensemble": what `inspect` prints and kernels are registered under.
const char* family(const Op& op);

// One line of the contract, for people: "float32(x) <= threshold, sum in float64 in tree order".
std::string contract(const Op& op);

}  // namespace slipway::model
