// sklearn.linear_model: the classifiers, and SGDOneClassSVM.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::LinkKind;

constexpr int kPerLabel = 10000;  // before, RidgeClassifier.predict gave the greatest of all labels

// One-versus-rest or softmax: as LogisticRegression.predict_proba decides it. multi_class is gone
// from 1.8 on.
base::Result<bool> one_versus_rest(Context& context, Attributes& state, std::size_t classes) {
  SLIPWAY_ASSIGN(const std::string multi_class, state.text("multi_class", "auto"));
  SLIPWAY_ASSIGN(const std::string solver, state.text("solver", "lbfgs"));
  const int version = context.version();
  if (version >= 10800) return classes <= 2;
  if (version < 2000 && classes == 2) return true;
  if (multi_class == "ovr" || multi_class == "warn") return true;
  if (multi_class == "multinomial") return false;
  if (multi_class == "auto" || multi_class == "deprecated")
    return classes <= 2 || solver == "liblinear";
  return context.unsupported(fmt::format("multi_class={}", multi_class));
}

base::Result<Emitted> logistic_regression(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Emitted emitted, linear_classifier(context, state, in));
  const std::size_t outputs = context.builder().block(*emitted.decision).width();
  SLIPWAY_ASSIGN(const bool ovr, one_versus_rest(context, state, emitted.classes->text.size()));
  SLIPWAY_ASSIGN(emitted.proba, ovr ? one_versus_rest_proba(context, *emitted.decision, outputs)
                                    : softmax_proba(context, *emitted.decision, outputs));
  SLIPWAY_TRY(add_log_proba(context, emitted));
  return emitted;
}

// Of several targets that are labels (an indicator matrix), predict is 0 or 1 of each.
base::Result<Emitted> ridge_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref binarizer, state.need("_label_binarizer"));
  Ref classes = state.get("classes_");
  if (is_none(classes)) classes = pickle::attribute(binarizer, "classes_");
  if (classes == nullptr)
    return base::invalid_argument("MISSING_ATTRIBUTE", "_label_binarizer has no classes_");
  SLIPWAY_ASSIGN(model::Labels labels, read_labels(classes));
  SLIPWAY_ASSIGN(LinearScore score, read_linear_score(state, in.width()));
  SLIPWAY_ASSIGN(const std::string type,
                 pickle::as_string(pickle::attribute(binarizer, "y_type_")));
  const bool per_label = type.starts_with("multilabel") && context.version() >= kPerLabel;
  if (!per_label) return linear_classifier(context, std::move(score), std::move(labels), in);
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.decision, add_linear_score(context, in, std::move(score.linear)));
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision, model::Decide{.threshold = 0, .each_column = true},
                             "predict"));
  emitted.predict_is_vector = emitted.decision_is_vector = true;
  return emitted;
}

// predict_proba by loss: "log" (from 1.1 on "log_loss") and "modified_huber" have one.
base::Result<Emitted> sgd_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Emitted emitted, linear_classifier(context, state, in));
  const std::size_t outputs = context.builder().block(*emitted.decision).width();
  SLIPWAY_ASSIGN(const std::string loss, state.text("loss", "hinge"));
  if (loss == "log" || loss == "log_loss") {
    SLIPWAY_ASSIGN(emitted.proba, one_versus_rest_proba(context, *emitted.decision, outputs));
  } else if (loss == "modified_huber") {
    SLIPWAY_ASSIGN(
        const ValueId each,
        context.add(*emitted.decision, model::Link{LinkKind::kHuberProbability, 1}, "huber"));
    SLIPWAY_ASSIGN(
        emitted.proba,
        context.add(each, model::Link{outputs == 1 ? LinkKind::kOneMinus : LinkKind::kNormalise, 1},
                    "proba"));
  } else {
    return emitted;
  }
  SLIPWAY_TRY(add_log_proba(context, emitted));
  return emitted;
}

// Inliers are 1, outliers -1: decision_function >= 0.
base::Result<Emitted> sgd_one_class(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::vector<double> offset, state.doubles("offset_"));
  SLIPWAY_ASSIGN(std::vector<double> coef, matrix_values(state, "coef_"));
  if (offset.size() != 1 || coef.size() != in.width())
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("coef_ does not fit {} columns", in.width()));
  Emitted emitted;
  emitted.classes = outlier_labels();
  SLIPWAY_ASSIGN(emitted.decision,
                 add_linear_score(context, in,
                                  {.inputs = static_cast<std::uint32_t>(in.width()),
                                   .coef = std::move(coef),
                                   .intercept = {-offset[0]}}));
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision,
                             model::Decide{.threshold = 0, .greater_or_equal = true}, "predict"));
  model::Scale back;
  back.offset = {-offset[0]};
  SLIPWAY_ASSIGN(emitted.samples, context.add(*emitted.decision, std::move(back), "samples"));
  return emitted;
}

const Names kLogistic = {"C",
                         "penalty",
                         "dual",
                         "tol",
                         "fit_intercept",
                         "intercept_scaling",
                         "class_weight",
                         "random_state",
                         "max_iter",
                         "verbose",
                         "warm_start",
                         "n_jobs",
                         "l1_ratio",
                         "n_iter_"};
const Names kClassifier = {"classes_", "coef_", "intercept_"};

}  // namespace

std::vector<Adapter> sklearn_linear_model_classifiers_adapters() {
  return {
      {.package = "sklearn.linear_model",
       .classes = {"LogisticRegression", "LogisticRegressionCV"},
       .convert = logistic_regression,
       .reads = kClassifier + Names{"multi_class", "solver"},
       .ignores = kLogistic + Names{"Cs", "cv", "scoring", "refit", "l1_ratios", "C_", "Cs_",
                                    "coefs_paths_", "scores_", "l1_ratio_", "l1_ratios_",
                                    "use_legacy_attributes"}},
      {.package = "sklearn.linear_model",
       .classes = {"RidgeClassifier", "RidgeClassifierCV"},
       .convert = ridge_classifier,
       .reads = kClassifier + Names{"_label_binarizer"},
       .ignores = {"alpha",
                   "alphas",
                   "fit_intercept",
                   "normalize",
                   "_normalize",
                   "copy_X",
                   "max_iter",
                   "tol",
                   "class_weight",
                   "solver",
                   "solver_",
                   "random_state",
                   "positive",
                   "n_iter_",
                   "cv",
                   "scoring",
                   "store_cv_values",
                   "store_cv_results",
                   "_store_cv_results",
                   "cv_values_",
                   "cv_results_",
                   "alpha_",
                   "alpha_per_target",
                   "best_score_",
                   "gcv_mode"}},
      {.package = "sklearn.linear_model",
       .classes = {"SGDClassifier"},
       .convert = sgd_classifier,
       .reads = kClassifier + Names{"loss"},
       .ignores = descent_parameters()},
      {.package = "sklearn.linear_model",
       .classes = {"Perceptron", "PassiveAggressiveClassifier"},
       .convert = linear_classifier,
       .reads = kClassifier,
       .ignores = descent_parameters() + Names{"loss"}},
      {.package = "sklearn.linear_model",
       .classes = {"SGDOneClassSVM"},
       .convert = sgd_one_class,
       .reads = {"coef_", "offset_"},
       .ignores = descent_parameters() + Names{"loss"}},
  };
}

}  // namespace slipway::format::sklearn
