// sklearn.linear_model: regressors whose answer is a linear score, or a link of it. The classifiers
// are in sklearn_linear_model_classifiers.cc.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/values.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {
namespace {

using model::LinkKind;

// One number a row, even where sparsify() made coef_ a matrix.
base::Result<Emitted> sgd_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Emitted emitted, linear_regressor(context, state, in));
  emitted.predict_is_vector = false;
  return emitted;
}

// exp of the score, or the score itself: the inverse of the link "log" or "identity".
base::Result<Emitted> with_link(Context& context, Attributes& state, const Value& in,
                                const std::string& link) {
  if (link != "log" && link != "identity") return context.unsupported("link=" + link);
  SLIPWAY_ASSIGN(Emitted emitted, linear_regressor(context, state, in));
  if (link == "log") {
    SLIPWAY_ASSIGN(emitted.predict,
                   context.add(*emitted.predict, model::Link{LinkKind::kExp, 1}, "exp"));
  }
  return emitted;
}

// PoissonRegressor and GammaRegressor: until 1.0 the link is an attribute, and always this one.
base::Result<Emitted> log_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string link, state.text("link", "log"));
  return with_link(context, state, in, link);
}

base::Result<Emitted> tweedie_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(std::string link, state.text("link", "auto"));
  SLIPWAY_ASSIGN(Ref power, state.need("power"));
  SLIPWAY_ASSIGN(const double exponent, pickle::as_double(power));
  if (link == "auto") link = exponent <= 0 ? "identity" : "log";
  return with_link(context, state, in, link);
}

// Asks the estimator that was fitted on the inliers.
base::Result<Emitted> ransac(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(estimator, "estimator_", in));
  if (!inner.predict || inner.classes || !inner.target_classes.empty())
    return base::invalid_argument("WRONG_TYPE", "estimator_ is no regressor");
  Emitted emitted;
  emitted.predict = inner.predict;
  emitted.predict_is_vector = inner.predict_is_vector;
  return emitted;
}

const Names kScore = {"coef_", "intercept_"};
// Parameters of fitting that many have.
const Names kFit = {"alpha",   "fit_intercept", "normalize",  "_normalize",   "copy_X",
                    "n_jobs",  "max_iter",      "tol",        "random_state", "verbose",
                    "n_iter_", "warm_start",    "precompute", "positive"};
const Names kDescent = kFit + Names{"l1_ratio", "selection", "dual_gap_", "eps_"};
const Names kPaths = kDescent + Names{"eps",     "n_alphas", "alphas",    "cv",       "alpha_",
                                      "alphas_", "_alphas",  "l1_ratio_", "mse_path_"};
const Names kAngles =
    kFit + Names{"eps",        "fit_path",       "jitter",         "n_nonzero_coefs", "method",
                 "active_",    "alphas_",        "coef_path_",     "max_n_alphas",    "cv",
                 "alpha_",     "cv_alphas_",     "mse_path_",      "cv_mse_path_",    "criterion",
                 "criterion_", "noise_variance", "noise_variance_"};
const Names kPursuit = kFit + Names{"n_nonzero_coefs", "n_nonzero_coefs_", "copy", "cv"};
const Names kBayes =
    kFit + Names{"n_iter",     "alpha_1",     "alpha_2",       "lambda_1",         "lambda_2",
                 "alpha_init", "lambda_init", "compute_score", "threshold_lambda", "alpha_",
                 "lambda_",    "sigma_",      "scores_",       "X_offset_",        "X_scale_"};
const Names kRidge =
    kFit + Names{"solver",           "solver_",           "alphas",           "cv",
                 "gcv_mode",         "scoring",           "alpha_per_target", "store_cv_values",
                 "store_cv_results", "_store_cv_results", "cv_values_",       "cv_results_",
                 "alpha_",           "best_score_"};
const Names kRobust = kFit + Names{"epsilon",
                                   "outliers_",
                                   "scale_",
                                   "max_subpopulation",
                                   "_max_subpopulation",
                                   "n_subsamples",
                                   "breakdown_",
                                   "n_subpopulation_",
                                   "quantile",
                                   "solver",
                                   "solver_options"};
const Names kGeneralized =
    kFit + Names{"solver", "_base_loss", "_family_instance", "_link_instance"};

Adapter regressor(Names classes, Names ignores) {
  return {.package = "sklearn.linear_model",
          .classes = std::move(classes),
          .convert = linear_regressor,
          .reads = kScore,
          .ignores = std::move(ignores)};
}

}  // namespace

std::vector<Adapter> sklearn_linear_model_adapters() {
  return {
      regressor({"LinearRegression"}, kFit + Names{"rank_", "singular_", "_residues", "residues_"}),
      regressor({"Ridge", "RidgeCV"}, kRidge),
      regressor({"Lasso", "ElasticNet", "MultiTaskLasso", "MultiTaskElasticNet"}, kDescent),
      regressor({"LassoCV", "ElasticNetCV", "MultiTaskLassoCV", "MultiTaskElasticNetCV"}, kPaths),
      regressor({"Lars", "LarsCV", "LassoLars", "LassoLarsCV", "LassoLarsIC"}, kAngles),
      regressor({"OrthogonalMatchingPursuit", "OrthogonalMatchingPursuitCV"}, kPursuit),
      regressor({"BayesianRidge", "ARDRegression"}, kBayes),
      regressor({"HuberRegressor", "TheilSenRegressor", "QuantileRegressor"}, kRobust),
      {.package = "sklearn.linear_model",
       .classes = {"SGDRegressor", "PassiveAggressiveRegressor"},
       .convert = sgd_regressor,
       .reads = kScore,
       .ignores = descent_parameters() + Names{"loss"}},
      {.package = "sklearn.linear_model",
       .classes = {"PoissonRegressor", "GammaRegressor"},
       .convert = log_regressor,
       .reads = kScore + Names{"link"},
       .ignores = kGeneralized},
      {.package = "sklearn.linear_model",
       .classes = {"TweedieRegressor"},
       .convert = tweedie_regressor,
       .reads = kScore + Names{"link", "power"},
       .ignores = kGeneralized},
      {.package = "sklearn.linear_model",
       .classes = {"RANSACRegressor"},
       .convert = ransac,
       .reads = {"estimator_"},
       .ignores = {"base_estimator", "estimator", "min_samples", "residual_threshold",
                   "is_data_valid", "is_model_valid", "max_trials", "max_skips", "stop_n_inliers",
                   "stop_score", "stop_probability", "residual_metric", "loss", "random_state",
                   "inlier_mask_", "n_trials_", "n_skips_no_inliers_", "n_skips_invalid_data_",
                   "n_skips_invalid_model_"}},
  };
}

}  // namespace slipway::format::sklearn
