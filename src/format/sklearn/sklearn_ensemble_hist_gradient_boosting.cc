// HistGradientBoosting: float64 throughout; raw sums start from the baseline, iteration by
// iteration.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/forest.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

using model::Forest;
using model::LinkKind;
using model::Node;
using model::TreeEnsemble;
using pickle::Tag;

constexpr const char* kNodeFields[] = {"value",          "count",     "feature_idx",
                                       "num_threshold",  "threshold", "missing_go_to_left",
                                       "left",           "right",     "gain",
                                       "depth",          "is_leaf",   "bin_threshold",
                                       "is_categorical", "bitset_idx"};
constexpr std::size_t kSetWords = 8;  // of 32 bits: 256 categories

base::Status add_sets(Ref predictor, Forest& out) {
  Ref bitsets = pickle::attribute(predictor, "raw_left_cat_bitsets");
  if (is_none(bitsets)) return {};
  SLIPWAY_ASSIGN(const auto words, pickle::as_int64s(bitsets));
  if (words.size() % kSetWords != 0)
    return base::invalid_argument("WRONG_SHAPE", "raw_left_cat_bitsets has no rows of 8");
  for (std::size_t at = 0; at < words.size(); at += kSetWords) {
    out.sets.push_back({static_cast<std::uint32_t>(out.set_words.size()), kSetWords});
    for (std::size_t i = 0; i < kSetWords; ++i)
      out.set_words.push_back(static_cast<std::uint32_t>(words[at + i]));
  }
  return {};
}

base::Status add_predictor(Ref predictor, Forest& out) {
  Ref nodes = pickle::attribute(predictor, "nodes");
  const auto fields = pickle::field_names(nodes);
  for (const std::string& field : fields)
    if (std::ranges::find(kNodeFields, field) == std::end(kNodeFields))
      return base::unimplemented(
          "UNKNOWN_ATTRIBUTE",
          fmt::format("the nodes of a predictor have the field {}, which Slipway does not know",
                      field));
  const auto has = [&fields](const char* name) {
    return std::ranges::find(fields, name) != fields.end();
  };
  SLIPWAY_ASSIGN(const auto value, pickle::field_doubles(nodes, "value"));
  SLIPWAY_ASSIGN(
      const auto threshold,
      pickle::field_doubles(nodes, has("num_threshold") ? "num_threshold" : "threshold"));
  SLIPWAY_ASSIGN(const auto feature, pickle::field_int64s(nodes, "feature_idx"));
  SLIPWAY_ASSIGN(const auto left, pickle::field_int64s(nodes, "left"));
  SLIPWAY_ASSIGN(const auto right, pickle::field_int64s(nodes, "right"));
  SLIPWAY_ASSIGN(const auto leaf, pickle::field_int64s(nodes, "is_leaf"));
  const bool knows_missing = has("missing_go_to_left");  // from 0.22 on
  std::vector<std::int64_t> missing_left(value.size(), 0);
  if (knows_missing) {
    SLIPWAY_ASSIGN(missing_left, pickle::field_int64s(nodes, "missing_go_to_left"));
  }
  std::vector<std::int64_t> categorical(value.size(), 0), set(value.size(), 0);
  if (has("is_categorical")) {
    SLIPWAY_ASSIGN(categorical, pickle::field_int64s(nodes, "is_categorical"));
    SLIPWAY_ASSIGN(set, pickle::field_int64s(nodes, "bitset_idx"));
  }
  const std::size_t first_set = out.sets.size();
  SLIPWAY_TRY(add_sets(predictor, out));
  const auto first = static_cast<std::int64_t>(out.nodes.size());
  out.roots.push_back(static_cast<std::uint32_t>(first));
  for (std::size_t i = 0; i < value.size(); ++i) {
    Node node;
    if (leaf[i] != 0) {
      node.left = node.right = ~static_cast<std::int32_t>(out.leaves.size());
      out.leaves.push_back(value[i]);
    } else {
      node.left = static_cast<std::int32_t>(first + left[i]);
      node.right = static_cast<std::int32_t>(first + right[i]);
      node.feature = static_cast<std::uint32_t>(feature[i]);
      node.categorical = categorical[i] != 0;
      node.threshold = node.categorical
                           ? static_cast<double>(first_set) + static_cast<double>(set[i])
                           : threshold[i];
      node.missing = knows_missing ? model::Missing::kNan : model::Missing::kNever;
      node.default_left = missing_left[i] != 0;
    }
    out.nodes.push_back(node);
  }
  return {};
}

// Before 1.4 categories are numbers, and one that was not in training counts as missing: which
// those were, the bin mapper knows. From 1.4 on _preprocessor encodes them.
base::Result<Value> prepare(Context& context, Attributes& state, const Value& in) {
  if (Ref preprocessor = state.get("_preprocessor"); !is_none(preprocessor)) {
    SLIPWAY_ASSIGN(const Emitted emitted, context.convert(preprocessor, "preprocessor", in));
    if (!emitted.transform)
      return base::invalid_argument("BAD_MODEL", "_preprocessor does not transform");
    return *emitted.transform;
  }
  Value checked = in;  // what is not finite passes
  if (context.version() < 2200) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, false));
  }
  Ref flags = state.get("is_categorical_");
  if (is_none(flags)) return checked;
  SLIPWAY_ASSIGN(const auto categorical, pickle::as_bools(flags));
  Ref mapper = state.get("_bin_mapper");
  Ref thresholds = is_none(mapper) ? nullptr : pickle::attribute(mapper, "bin_thresholds_");
  if (is_none(thresholds) || categorical.size() != in.width() ||
      thresholds->items().size() != in.width())
    return base::invalid_argument("MISSING_ATTRIBUTE",
                                  "categorical features without their categories");
  SLIPWAY_TRY(refuse_repeats("bin_thresholds_", thresholds->items()));
  std::vector<Value> parts;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    SLIPWAY_ASSIGN(Value part, context.gather(checked, {j}));
    if (categorical[j]) {
      SLIPWAY_ASSIGN(const auto known, pickle::as_doubles(thresholds->items()[j]));
      // The library casts to one byte; from 1.2 on what is below 0 counts as missing.
      const double least =
          context.version() >= 10200 ? 0 : -std::numeric_limits<double>::infinity();
      SLIPWAY_ASSIGN(
          const ValueId byte,
          context.add(part, model::Elementwise{model::Function::kByte, {least}}, "byte"));
      part = computed(byte, part.names);
      model::Ordinal op;
      auto& column = op.columns.emplace_back();
      for (const double category : known)
        column.categories.push_back({model::Category::Kind::kNumber, category, {}}),
            column.code.push_back(category);
      column.unknown = model::Unknown::kIgnore;
      column.unknown_code = std::numeric_limits<double>::quiet_NaN();
      SLIPWAY_ASSIGN(const ValueId id, context.add(part, std::move(op), "categories"));
      part = computed(id, part.names);
    }
    parts.push_back(std::move(part));
  }
  return context.concat(parts);
}

base::Result<ValueId> add_raw(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Value prepared, prepare(context, state, in));
  SLIPWAY_ASSIGN(Ref iterations, state.need("_predictors"));
  Forest forest;
  forest.inputs = static_cast<std::uint32_t>(prepared.width());
  TreeEnsemble op;
  SLIPWAY_ASSIGN(op.base, state.doubles("_baseline_prediction"));
  SLIPWAY_ASSIGN(Ref trees, state.need("n_trees_per_iteration_"));
  SLIPWAY_ASSIGN(const std::int64_t per_iteration, pickle::as_int64(trees));
  if (per_iteration < 1 || std::cmp_not_equal(op.base.size(), per_iteration))
    return base::invalid_argument(
        "WRONG_SHAPE",
        "_baseline_prediction has another number of values than there are trees an iteration");
  op.outputs = static_cast<std::uint32_t>(per_iteration);
  for (Ref iteration : iterations->items()) {
    if (std::cmp_not_equal(iteration->items().size(), per_iteration))
      return base::invalid_argument("WRONG_SHAPE", "an iteration has another number of trees");
    for (std::size_t k = 0; k < iteration->items().size(); ++k) {
      if (auto status = add_predictor(iteration->items()[k], forest); !status.ok())
        return status.at("_predictors");
      if (per_iteration > 1) op.tree_output.push_back(static_cast<std::uint32_t>(k));
    }
  }
  op.forest = std::make_shared<const Forest>(std::move(forest));
  return context.add(prepared, std::move(op));
}

base::Result<Emitted> hist_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string loss, state.text("loss", "log_loss"));
  static constexpr std::string_view kKnown[] = {"log_loss", "auto", "binary_crossentropy",
                                                "categorical_crossentropy"};
  if (std::ranges::find(kKnown, loss) == std::end(kKnown))
    return context.unsupported(fmt::format("loss={}", loss));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(classes));
  SLIPWAY_ASSIGN(const ValueId raw, add_raw(context, state, in));
  const std::size_t outputs = context.builder().block(raw).width();
  if (emitted.classes->text.size() != (outputs == 1 ? 2 : outputs))
    return base::invalid_argument("WRONG_SHAPE", "another number of classes than of sums");
  ValueId proba = raw;
  if (outputs == 1) {
    SLIPWAY_ASSIGN(proba, context.add(raw, model::Link{LinkKind::kSigmoid, 1}, "sigmoid"));
    SLIPWAY_ASSIGN(proba, context.add(proba, model::Link{LinkKind::kOneMinus, 1}, "proba"));
  } else {
    SLIPWAY_ASSIGN(proba, context.add(raw, model::Link{LinkKind::kSoftmax, 1}, "softmax"));
  }
  SLIPWAY_ASSIGN(emitted.predict, context.add(proba, model::Decide{}, "predict"));
  emitted.proba = proba;
  emitted.decision = raw;
  emitted.decision_is_vector = outputs > 1;
  return emitted;
}

base::Result<Emitted> hist_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string loss, state.text("loss", "squared_error"));
  static constexpr std::string_view kIdentity[] = {
      "squared_error", "least_squares", "absolute_error", "least_absolute_deviation", "quantile"};
  const bool exponential = loss == "poisson" || loss == "gamma";
  if (!exponential && std::ranges::find(kIdentity, loss) == std::end(kIdentity))
    return context.unsupported(fmt::format("loss={}", loss));
  Emitted emitted;
  SLIPWAY_ASSIGN(const ValueId raw, add_raw(context, state, in));
  emitted.predict = raw;
  if (exponential) {
    SLIPWAY_ASSIGN(emitted.predict, context.add(raw, model::Link{LinkKind::kExp, 1}, "response"));
  }
  return emitted;
}

const Names kParameters = {"learning_rate",
                           "max_iter",
                           "max_leaf_nodes",
                           "max_depth",
                           "min_samples_leaf",
                           "l2_regularization",
                           "max_features",
                           "max_bins",
                           "monotonic_cst",
                           "interaction_cst",
                           "warm_start",
                           "early_stopping",
                           "scoring",
                           "validation_fraction",
                           "n_iter_no_change",
                           "tol",
                           "verbose",
                           "random_state",
                           "categorical_features",
                           "class_weight",
                           "quantile",
                           "_random_seed",
                           "_feature_subsample_rng",
                           "_loss",
                           "loss_",
                           "n_features_",
                           "train_score_",
                           "validation_score_",
                           "do_early_stopping_",
                           "_use_validation_data",
                           "_in_fit",
                           "_scorer",
                           "scorer_",
                           "_label_encoder",
                           "_is_categorical_remapped",
                           "bin_mapper_",
                           "_n_features",
                           "_raw_predictions",
                           "n_iter_"};
const Names kTrees = {"_preprocessor", "is_categorical_",      "_bin_mapper",
                      "_predictors",   "_baseline_prediction", "n_trees_per_iteration_",
                      "loss"};

}  // namespace

std::vector<Adapter> sklearn_ensemble_hist_gradient_boosting_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"HistGradientBoostingClassifier"},
       .convert = hist_classifier,
       .reads = kTrees + Names{"classes_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"HistGradientBoostingRegressor"},
       .convert = hist_regressor,
       .reads = kTrees,
       .ignores = kParameters},
  };
}

}  // namespace slipway::format::sklearn
