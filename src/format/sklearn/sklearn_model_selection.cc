// Searches for parameters: the best estimator answers, and nothing else of a search matters then.
// Classifiers of two classes with a threshold of their own.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/parts.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> search(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref best, state.need("best_estimator_"));
  SLIPWAY_ASSIGN(Emitted emitted, context.convert(best, "best_estimator_", in));
  emitted.leaves.reset();
  emitted.margin.reset();
  if (context.version() < 2400) emitted.samples.reset();
  return emitted;
}

// Of the two classes, the index of the positive one. None: the second.
base::Result<std::uint32_t> positive(const model::Labels& classes, Ref label) {
  if (is_none(label)) return 1u;
  SLIPWAY_ASSIGN(const model::Category wanted, read_category(label));
  for (std::uint32_t k = 0; k < 2; ++k)
    if (classes.kind == data::Kind::kString
            ? wanted.kind == model::Category::Kind::kString && classes.text[k] == wanted.text
            : wanted.kind == model::Category::Kind::kNumber && classes.number[k] == wanted.number)
      return k;
  return base::invalid_argument("BAD_MODEL", "pos_label is none of the two classes");
}

struct Threshold {
  Ref estimator = nullptr;
  std::string response = "auto";
  std::optional<double> value;  // nothing: halfway
};

bool all_single(Context& context, ValueId block) {
  return std::ranges::all_of(context.builder().block(block).columns,
                             [](model::Element e) { return e == model::Element::kF32; });
}

// The positive class where its score is at or above the threshold; `find_positive` is asked once the
// classes are known.
template <class FindPositive>
base::Result<Emitted> above(Context& context, const Threshold& threshold, const Value& in,
                            FindPositive find_positive) {
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(threshold.estimator, "estimator_", in));
  if (!inner.classes || inner.classes->text.size() != 2)
    return context.unsupported("an estimator inside that is no classifier of two classes");
  SLIPWAY_ASSIGN(const std::uint32_t which, find_positive(*inner.classes));
  const bool by_shares = threshold.response == "predict_proba" ||
                         (threshold.response == "auto" && inner.proba.has_value());
  if (!by_shares && threshold.response != "auto" && threshold.response != "decision_function")
    return context.unsupported(fmt::format("response_method={}", threshold.response));
  const auto& response = by_shares ? inner.proba : inner.decision;
  const std::size_t width = by_shares ? 2 : 1;
  if (!response || context.builder().block(*response).width() != width)
    return context.unsupported(fmt::format("an estimator inside without {}",
                                           by_shares ? "predict_proba" : "decision_function"));
  ValueId score = *response;
  if (by_shares) {
    SLIPWAY_ASSIGN(
        score, context.builder().select(fmt::format("{}.score", context.path()), score, {which}));
  } else if (which == 0) {
    SLIPWAY_ASSIGN(
        score,
        context.add(score, model::Elementwise{.function = model::Function::kNegative}, "score"));
  }
  double at = threshold.value.value_or(by_shares ? 0.5 : 0.0);
  if (all_single(context, score)) at = static_cast<float>(at);
  SLIPWAY_ASSIGN(
      const ValueId decided,
      context.add(score, model::Decide{.threshold = at, .greater_or_equal = true}, "decide"));
  Emitted emitted;
  emitted.classes = inner.classes;
  SLIPWAY_ASSIGN(emitted.predict, index_among(context, decided, {1 - which, which}, "predict"));
  emitted.proba = inner.proba, emitted.log_proba = inner.log_proba;
  emitted.decision = inner.decision;
  emitted.decision_is_vector = inner.decision_is_vector;
  return emitted;
}

base::Result<Emitted> fixed_threshold(Context& context, Attributes& state, const Value& in) {
  Threshold threshold;
  threshold.estimator = state.get("estimator_");
  if (is_none(threshold.estimator)) {  // one that was fitted before, from 1.6 on
    SLIPWAY_ASSIGN(threshold.estimator, state.need("estimator"));
  }
  SLIPWAY_ASSIGN(threshold.response, state.text("response_method", "auto"));
  SLIPWAY_ASSIGN(Ref at, state.need("threshold"));
  if (!is_text(at, "auto")) {
    SLIPWAY_ASSIGN(threshold.value, pickle::as_double(at));
  }
  Ref label = state.get("pos_label");
  return above(context, threshold, in,
               [&](const model::Labels& classes) { return positive(classes, label); });
}

// The score's function says which class is the positive one: as an argument it was given, or by its
// default, which is 1 or (None) the second class. Only if 1 is the first class are these different.
base::Result<std::uint32_t> positive_of_scorer(const Context& context, Ref scorer,
                                               const model::Labels& classes) {
  if (Ref label = pickle::find(pickle::attribute(scorer, "_kwargs"), "pos_label"))
    return positive(classes, label);
  if (classes.kind == data::Kind::kString || classes.number[0] != 1) return 1u;
  const std::string function = pickle::symbol_name(pickle::attribute(scorer, "_score_func"));
  const std::string name = function.substr(function.rfind('.') + 1);
  for (const char* of_one : {"f1_score", "fbeta_score", "precision_score", "recall_score",
                             "jaccard_score", "average_precision_score"})
    if (function.starts_with("sklearn.metrics.") && name == of_one) return 0u;
  for (const char* of_none :
       {"accuracy_score", "balanced_accuracy_score", "matthews_corrcoef", "cohen_kappa_score",
        "roc_auc_score", "log_loss", "brier_score_loss", "hamming_loss", "zero_one_loss"})
    if (function.starts_with("sklearn.metrics.") && name == of_none) return 1u;
  return context.unsupported(fmt::format("scoring by {}, with a class 1 that is the first",
                                         function.empty() ? "a function of its own" : function));
}

base::Result<Emitted> tuned_threshold(Context& context, Attributes& state, const Value& in) {
  Threshold threshold;
  SLIPWAY_ASSIGN(threshold.estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(threshold.response, state.text("response_method", "auto"));
  SLIPWAY_ASSIGN(Ref best, state.need("best_threshold_"));
  SLIPWAY_ASSIGN(threshold.value, pickle::as_double(best));
  SLIPWAY_ASSIGN(Ref scorer, state.need("_curve_scorer"));
  return above(context, threshold, in, [&](const model::Labels& classes) {
    return positive_of_scorer(context, scorer, classes);
  });
}

const Names kSearch = {
    "estimator",    "scoring",         "n_jobs",       "iid",          "refit",
    "cv",           "verbose",         "pre_dispatch", "error_score",  "return_train_score",
    "fit_params",   "random_state",    "scorer_",      "n_splits_",    "cv_results_",
    "grid_scores_", "best_index_",     "best_score_",  "best_params_", "refit_time_",
    "multimetric_", "_checked_cv_orig"};
const Names kGrid = kSearch + Names{"param_grid"};
const Names kRandom = kSearch + Names{"param_distributions", "n_iter"};
const Names kHalving = {"param_grid",
                        "param_distributions",
                        "factor",
                        "resource",
                        "max_resources",
                        "min_resources",
                        "aggressive_elimination",
                        "n_candidates",
                        "_n_samples_orig",
                        "max_resources_",
                        "min_resources_",
                        "n_candidates_",
                        "n_iterations_",
                        "n_possible_iterations_",
                        "n_remaining_candidates_",
                        "n_required_iterations_",
                        "n_resources_"};

}  // namespace

std::vector<Adapter> sklearn_model_selection_adapters() {
  std::vector<Adapter> all = {
      {.package = "sklearn.model_selection",
       .classes = {"HalvingGridSearchCV", "HalvingRandomSearchCV"},
       .convert = search,
       .reads = {"best_estimator_"},
       .ignores = kSearch + kHalving},
      {.package = "sklearn.model_selection",
       .classes = {"FixedThresholdClassifier"},
       .convert = fixed_threshold,
       .reads = {"estimator_", "estimator", "threshold", "pos_label", "response_method"},
       .ignores = {}},
      {.package = "sklearn.model_selection",
       .classes = {"TunedThresholdClassifierCV"},
       .convert = tuned_threshold,
       .reads = {"estimator_", "best_threshold_", "response_method", "_curve_scorer"},
       .ignores = {"estimator", "scoring", "thresholds", "cv", "refit", "n_jobs", "random_state",
                   "store_cv_results", "best_score_", "cv_results_"}},
  };
  // sklearn_pandas 1 has the same under its own name.
  for (const char* package :
       {"sklearn.model_selection", "sklearn.grid_search", "sklearn_pandas.cross_validation"}) {
    all.push_back({.package = package,
                   .classes = {"GridSearchCV"},
                   .convert = search,
                   .reads = {"best_estimator_"},
                   .ignores = kGrid});
    all.push_back({.package = package,
                   .classes = {"RandomizedSearchCV"},
                   .convert = search,
                   .reads = {"best_estimator_"},
                   .ignores = kRandom});
  }
  return all;
}

}  // namespace slipway::format::sklearn
