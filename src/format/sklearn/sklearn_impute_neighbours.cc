// KNNImputer and IterativeImputer: missing values worked out from the other columns.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/importances.h"
#include "format/sklearn/missing.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/neighbour_impute.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using model::Element;
using pickle::Tag;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_nan(const Category& missing) {
  return missing.kind == Category::Kind::kMissing ||
         (missing.kind == Category::Kind::kNumber && std::isnan(missing.number));
}

// Columns of `filled`, then the indicators of `in`.
base::Result<Emitted> with_indicators(Context& context, const Value& filled, const Value& in,
                                      const std::vector<std::uint32_t>& columns,
                                      const Category& missing) {
  Emitted emitted;
  emitted.transform = filled;
  if (columns.empty()) return emitted;
  SLIPWAY_ASSIGN(const Value marks, indicators(context, in, columns, missing));
  SLIPWAY_ASSIGN(emitted.transform, context.concat({filled, marks}));
  return emitted;
}

// --- KNNImputer ---

struct Learned {
  model::NeighbourImpute op;
  std::vector<bool> valid;  // by column: some row has it
};

base::Result<Learned> read_learned(Attributes& state, std::size_t width) {
  Learned learned;
  SLIPWAY_ASSIGN(Ref fitted, state.need("_fit_X"));
  SLIPWAY_ASSIGN(pickle::Matrix rows, pickle::as_matrix(fitted));
  SLIPWAY_TRY(want_width("_fit_X", static_cast<std::size_t>(rows.cols), width));
  SLIPWAY_ASSIGN(Ref held, state.need("_mask_fit_X"));
  auto mask = pickle::as_bools(held);
  if (!mask.ok()) return mask.status().at("_mask_fit_X");
  SLIPWAY_TRY(want_width("_mask_fit_X", mask->size(), rows.values.size()));
  for (std::size_t i = 0; i < mask->size(); ++i)
    if ((*mask)[i]) rows.values[i] = kNan;
  const auto count = static_cast<std::size_t>(rows.rows);
  for (std::size_t j = 0; j < width; ++j) {
    std::vector<double> column(count, 0);
    double present = 0;
    for (std::size_t r = 0; r < count; ++r) {
      const double value = rows.values[r * width + j];
      if (!std::isnan(value)) column[r] = value, present += 1;
    }
    learned.valid.push_back(present > 0);
    learned.op.mean.push_back(present > 0 ? numpy_sum(column.data(), count) / present : 0);
  }
  learned.op.inputs = static_cast<std::uint32_t>(width);
  learned.op.rows = std::move(rows.values);
  return learned;
}

base::Status read_weights(const Context& context, Attributes& state, model::NeighbourImpute& op) {
  SLIPWAY_ASSIGN(const std::string metric, state.text("metric", "nan_euclidean"));
  if (metric != "nan_euclidean") return context.unsupported("metric that is a function");
  Ref weights = state.get("weights");
  if (!is_none(weights) && weights->tag != Tag::kString)
    return context.unsupported("weights that is a function");
  SLIPWAY_ASSIGN(const std::string how, state.text("weights", "uniform"));
  if (how != "uniform" && how != "distance" && !how.empty())
    return context.unsupported(fmt::format("weights={}", how));
  op.by_distance = how == "distance";
  op.counts_lost = context.version() < 10600;
  SLIPWAY_ASSIGN(Ref count, state.need("n_neighbors"));
  SLIPWAY_ASSIGN(const std::int64_t neighbours, pickle::as_int64(count));
  if (neighbours < 1 || neighbours > std::numeric_limits<std::int32_t>::max())
    return base::invalid_argument("WRONG_SHAPE", fmt::format("n_neighbors={}", neighbours));
  op.neighbours = static_cast<std::uint32_t>(neighbours);
  return {};
}

// Columns that had nothing are dropped, or with keep_empty_features 0.
base::Result<Value> without_empty(Context& context, const Value& filled,
                                  const std::vector<bool>& valid, bool keep_empty) {
  std::vector<Value> parts;
  for (std::uint32_t j = 0; j < valid.size(); ++j) {
    if (!valid[j] && !keep_empty) continue;
    SLIPWAY_ASSIGN(Value column, context.gather(filled, {j}));
    if (!valid[j]) {
      // Of a number that is finite or missing: 0.
      SLIPWAY_ASSIGN(const ValueId zero,
                     context.add(column, model::Elementwise{model::Function::kIsInf, {}}, "empty"));
      column = computed(zero, column.names);
    }
    parts.push_back(std::move(column));
  }
  if (parts.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  return context.concat(parts);
}

base::Result<Emitted> knn_imputer(Context& context, Attributes& state, const Value& in) {
  if (in.single) return context.unsupported("float32 input");
  SLIPWAY_ASSIGN(const bool keep_empty, state.flag("keep_empty_features", false));
  SLIPWAY_ASSIGN(Learned learned, read_learned(state, in.width()));
  SLIPWAY_TRY(read_weights(context, state, learned.op));
  SLIPWAY_ASSIGN(const Category missing, read_missing(state));
  if (missing.kind == Category::Kind::kString) return context.unsupported("missing_values of text");
  learned.op.missing = {Category::Kind::kNumber, is_nan(missing) ? kNan : missing.number, {}};
  SLIPWAY_ASSIGN(const auto marked, read_indicator(context, state, in.width()));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, is_nan(missing)));
  SLIPWAY_ASSIGN(const ValueId id, context.add(checked, std::move(learned.op)));
  Value filled = computed(id, in.names);
  if (std::ranges::find(learned.valid, false) != learned.valid.end()) {
    SLIPWAY_ASSIGN(filled, without_empty(context, filled, learned.valid, keep_empty));
  }
  filled.finite = is_nan(missing);
  return with_indicators(context, filled, checked, marked, missing);
}

// --- IterativeImputer ---

// One step of imputation_sequence_.
struct Triplet {
  std::uint32_t column = 0;
  std::vector<std::uint32_t> neighbours;
  Ref estimator = nullptr;
};

base::Result<Triplet> read_triplet(Ref record, std::size_t width) {
  auto parts = pickle::record_args(record);
  if (record->tag == Tag::kTuple) parts.assign(record->items().begin(), record->items().end());
  if (parts.size() != 3)
    return base::invalid_argument("WRONG_TYPE", "a step of imputation_sequence_ is not a triplet");
  Triplet triplet;
  const auto column = [width](std::int64_t index) -> base::Result<std::uint32_t> {
    if (index < 0 || std::cmp_greater_equal(index, width))
      return base::invalid_argument("WRONG_SHAPE",
                                    "imputation_sequence_ has a column out of range");
    return static_cast<std::uint32_t>(index);
  };
  SLIPWAY_ASSIGN(const std::int64_t index, pickle::as_int64(parts[0]));
  SLIPWAY_ASSIGN(triplet.column, column(index));
  SLIPWAY_ASSIGN(const auto indices, pickle::as_int64s(parts[1]));
  for (const std::int64_t neighbour : indices) {
    SLIPWAY_ASSIGN(const std::uint32_t one, column(neighbour));
    triplet.neighbours.push_back(one);
  }
  triplet.estimator = parts[2];
  return triplet;
}

// _min_value or _max_value: one for all columns, or one each; None is no limit.
base::Result<std::vector<double>> read_limit(Attributes& state, const char* name, double none,
                                             std::size_t width) {
  Ref value = state.get(name);
  if (is_none(value)) return std::vector<double>(width, none);
  SLIPWAY_ASSIGN(std::vector<double> limits, pickle::as_doubles(value));
  if (limits.size() == 1) limits.resize(width, limits[0]);
  SLIPWAY_TRY(want_width(name, limits.size(), width));
  return limits;
}

// The columns as they are while they are worked out one after the other.
class Rounds {
 public:
  Rounds(Context& context, Value filled, ValueId marks)
      : context_(context), names_(filled.names), marks_(marks) {
    for (std::uint32_t j = 0; j < filled.width(); ++j) columns_.push_back({filled, j});
  }

  base::Status step(const Triplet& triplet, std::size_t number, double low, double high) {
    std::vector<Value> neighbours;
    for (const std::uint32_t j : triplet.neighbours) {
      SLIPWAY_ASSIGN(Value one, column(j));
      neighbours.push_back(std::move(one));
    }
    if (neighbours.empty()) return base::invalid_argument("BAD_MODEL", "a column without others");
    SLIPWAY_ASSIGN(Value given, context_.concat(neighbours));
    given.finite = false;
    const std::string name = fmt::format("step{}", number);
    SLIPWAY_ASSIGN(const Emitted emitted, context_.convert(triplet.estimator, name, given));
    if (!emitted.predict || emitted.classes || !emitted.target_classes.empty())
      return context_.unsupported("an estimator that predicts no numbers");
    SLIPWAY_ASSIGN(ValueId id, context_.add(*emitted.predict,
                                            model::Scale{.clip_min = low, .clip_max = high}, name));
    SLIPWAY_ASSIGN(id, context_.add(id, model::Cast{Element::kF64}, name));
    SLIPWAY_ASSIGN(const ValueId mark, context_.builder().select(name, marks_, {triplet.column}));
    SLIPWAY_ASSIGN(const Value before, column(triplet.column));
    SLIPWAY_ASSIGN(const ValueId old, context_.block(before));
    SLIPWAY_ASSIGN(id, context_.add({mark, id, old}, model::Where{}, name));
    columns_[triplet.column] = {computed(id, {names_[triplet.column]}), 0};
    return {};
  }

  base::Result<Value> result() {
    std::vector<Value> all;
    for (std::uint32_t j = 0; j < columns_.size(); ++j) {
      SLIPWAY_ASSIGN(Value one, column(j));
      all.push_back(std::move(one));
    }
    return context_.concat(all);
  }

 private:
  base::Result<Value> column(std::uint32_t j) {
    return context_.gather(columns_[j].first, {columns_[j].second});
  }

  Context& context_;
  const std::vector<std::string> names_;
  const ValueId marks_;
  std::vector<std::pair<Value, std::uint32_t>> columns_;
};

// A row of a batch that lacks everything gets what a batch of such rows alone would not: its columns
// are worked out like any other's.
base::Result<Emitted> iterative_imputer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool posterior, state.flag("sample_posterior", false));
  if (posterior) return context.unsupported("sample_posterior, which draws at random");
  SLIPWAY_ASSIGN(const bool keep_empty, state.flag("keep_empty_features", false));
  SLIPWAY_ASSIGN(const Category missing, read_missing(state));
  SLIPWAY_ASSIGN(Ref initial, state.need("initial_imputer_"));
  SLIPWAY_ASSIGN(const auto marked, read_indicator(context, state, in.width()));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, is_nan(missing)));
  SLIPWAY_ASSIGN(const Emitted first, context.convert(initial, "initial", checked));
  const Value filled = *first.transform;
  if (filled.width() != in.width() && keep_empty)
    return base::invalid_argument("WRONG_SHAPE", "initial_imputer_ keeps fewer columns");
  if (keep_empty && context.version() < 10600)
    return context.unsupported("keep_empty_features before 1.6");
  SLIPWAY_ASSIGN(Ref rounds, state.need("n_iter_"));
  SLIPWAY_ASSIGN(const std::int64_t count, pickle::as_int64(rounds));
  Ref sequence = state.get("imputation_sequence_");
  if (count == 0 || is_none(sequence))
    return with_indicators(context, filled, checked, marked, missing);
  // The columns that are left, by their names: which of the input they were.
  std::vector<std::uint32_t> left;
  for (const std::string& name : filled.names) {
    const auto at = std::ranges::find(in.names, name);
    if (at == in.names.end()) return context.unsupported("an initial imputer that renames columns");
    left.push_back(static_cast<std::uint32_t>(at - in.names.begin()));
  }
  SLIPWAY_ASSIGN(const Value marks, indicators(context, checked, left, missing));
  const double infinity = std::numeric_limits<double>::infinity();
  SLIPWAY_ASSIGN(const auto low, read_limit(state, "_min_value", -infinity, filled.width()));
  SLIPWAY_ASSIGN(const auto high, read_limit(state, "_max_value", infinity, filled.width()));
  SLIPWAY_ASSIGN(const std::vector<Ref> steps, pickle::as_refs(sequence));
  std::vector<bool> empty(filled.width(), false);  // of keep_empty_features: they stay as filled
  if (Ref held = state.get("_is_empty_feature"); keep_empty && !is_none(held)) {
    SLIPWAY_ASSIGN(empty, pickle::as_bools(held));
    SLIPWAY_TRY(want_width("_is_empty_feature", empty.size(), filled.width()));
  }
  Rounds all(context, filled, marks.id);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SLIPWAY_ASSIGN(const Triplet triplet, read_triplet(steps[i], filled.width()));
    if (empty[triplet.column]) continue;
    SLIPWAY_TRY(all.step(triplet, i, low[triplet.column], high[triplet.column]));
  }
  SLIPWAY_ASSIGN(Value result, all.result());
  return with_indicators(context, result, checked, marked, missing);
}

}  // namespace

std::vector<Adapter> sklearn_impute_neighbours_adapters() {
  return {
      {.package = "sklearn.impute",
       .classes = {"KNNImputer"},
       .convert = knn_imputer,
       .reads = {"missing_values", "n_neighbors", "weights", "metric", "keep_empty_features",
                 "_fit_X", "_mask_fit_X", "indicator_", "add_indicator"},
       .ignores = {"copy", "_valid_mask"}},
      {.package = "sklearn.impute",
       .classes = {"IterativeImputer"},
       .convert = iterative_imputer,
       .reads = {"missing_values", "sample_posterior", "keep_empty_features", "initial_imputer_",
                 "indicator_", "add_indicator", "n_iter_", "imputation_sequence_", "_min_value",
                 "_max_value", "_is_empty_feature"},
       .ignores = {"estimator", "_estimator", "max_iter", "tol", "n_nearest_features",
                   "initial_strategy", "fill_value", "imputation_order", "skip_complete",
                   "min_value", "max_value", "verbose", "random_state", "random_state_",
                   "n_features_with_missing_"}},
  };
}

}  // namespace slipway::format::sklearn
