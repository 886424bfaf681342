// scikit-lego: a threshold for two classes, columns chosen by name or kept between quantiles,
// regressors inside transformers, linear regressors.
#include <span>
#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/columns_by_name.h"
#include "format/sklearn/linear_score.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> thresholder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(Ref held, state.need("threshold"));
  SLIPWAY_ASSIGN(double threshold, pickle::as_double(held));
  Emitted emitted;
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(estimator, "estimator_", in));
  if (!inner.classes || inner.classes->text.size() != 2 || !inner.proba ||
      context.builder().block(*inner.proba).width() != 2)
    return context.unsupported("an estimator inside without probabilities of two classes");
  SLIPWAY_ASSIGN(
      const ValueId second,
      context.builder().select(fmt::format("{}.second", context.path()), *inner.proba, {1}));
  // numpy compares what is float32 with the threshold in float32
  if (context.builder().block(second).columns[0] == model::Element::kF32)
    threshold = static_cast<float>(threshold);
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(second, model::Decide{.threshold = threshold}, "predict"));
  emitted.classes = inner.classes;
  emitted.proba = inner.proba;
  return emitted;
}

constexpr char kColumns[] = "columns_";
constexpr char kLeft[] = "feature_names_";  // ColumnDropper and TypeSelector note what is left

// Rows that are checked if the option says so.
base::Result<Value> checked(Context& context, Attributes& state, const char* option,
                            const Value& in) {
  SLIPWAY_ASSIGN(const bool checks, state.flag(option, false));
  if (!checks) return in;
  return context.require(in, model::Element::kF64, false);
}

base::Result<Emitted> identity(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, checked(context, state, "check_X", in));
  return emitted;
}

// Each column between its two quantiles; missing values stay.
base::Result<Emitted> column_capper(Context& context, Attributes& state, const Value& in) {
  if (in.single) return context.unsupported("columns of float32");
  SLIPWAY_ASSIGN(Ref held, state.need("quantiles_"));
  SLIPWAY_ASSIGN(const pickle::Matrix quantiles, pickle::as_matrix(held));
  if (quantiles.rows != 2 || std::cmp_not_equal(quantiles.cols, in.width()))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("quantiles_ does not fit {} columns", in.width()));
  SLIPWAY_ASSIGN(const bool discards, state.flag("discard_infs", false));
  SLIPWAY_ASSIGN(ValueId id, context.block(in));
  if (discards) {  // x * 0 + x is x, and of an infinity NaN
    SLIPWAY_ASSIGN(const ValueId none,
                   context.add(id, model::Elementwise{model::Function::kMultiply, {0}}, "nothing"));
    SLIPWAY_ASSIGN(id, context.add({none, id}, model::Combine{}, "finite"));
  }
  const auto bounds = std::span(quantiles.values);
  const std::vector<double> low(bounds.begin(), bounds.begin() + quantiles.cols),
      high(bounds.begin() + quantiles.cols, bounds.end());
  SLIPWAY_ASSIGN(id,
                 context.add(id, model::Elementwise{model::Function::kMinimum, high}, "at_most"));
  SLIPWAY_ASSIGN(id,
                 context.add(id, model::Elementwise{model::Function::kMaximum, low}, "at_least"));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  return emitted;
}

// What a regressor predicts, as columns. It may have been given rows that are checked before.
base::Result<Emitted> estimator_transformer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(const std::string function, state.text("predict_func", "predict"));
  if (function != "predict") return context.unsupported(fmt::format("predict_func={}", function));
  SLIPWAY_ASSIGN(const Value rows, checked(context, state, "check_input", in));
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(estimator, "estimator_", rows));
  if (!inner.predict || inner.classes || !inner.target_classes.empty())
    return context.unsupported("an estimator inside that is no regressor");
  std::vector<std::string> names;
  for (std::size_t k = 0; k < context.builder().block(*inner.predict).width(); ++k)
    names.push_back(fmt::format("estimatortransformer{}", k));
  Emitted emitted;
  emitted.transform = computed(*inner.predict, std::move(names));
  return emitted;
}

// It has no other method than predict.
base::Result<Emitted> decay_estimator(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(const Value rows, checked(context, state, "check_input", in));
  SLIPWAY_ASSIGN(Emitted inner, context.convert(estimator, "estimator_", rows));
  Emitted emitted;
  emitted.predict = inner.predict;
  emitted.predict_is_vector = inner.predict_is_vector;
  emitted.classes = std::move(inner.classes);
  emitted.target_classes = std::move(inner.target_classes);
  return emitted;
}

// X @ coef_, which was coefs_ before 0.7.
base::Result<Emitted> without_intercept(Context& context, Attributes& state, const Value& in) {
  model::Linear linear;
  linear.inputs = static_cast<std::uint32_t>(in.width());
  SLIPWAY_ASSIGN(linear.coef, state.doubles(state.has("coefs_") ? "coefs_" : "coef_"));
  if (linear.coef.size() != in.width())
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("coef_ does not fit {} columns", in.width()));
  linear.intercept = {0};
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, add_linear_score(context, in, std::move(linear)));
  return emitted;
}

// Before 0.9 nothing else says how many there are.
base::Result<std::optional<Inputs>> as_many_as_coefficients(Ref record) {
  Ref count = pickle::attribute(record, "n_features_in_");
  for (const char* name : {"coefs_", "coef_"}) {
    Ref coef = pickle::attribute(record, name);
    if (coef == nullptr || !is_none(count)) continue;
    SLIPWAY_ASSIGN(const std::vector<double> each, pickle::as_doubles(coef));
    SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(static_cast<std::int64_t>(each.size())));
    return std::optional(std::move(inputs));
  }
  return std::optional<Inputs>();
}

}  // namespace

std::vector<Adapter> sklego_adapters() {
  return {
      {.package = "sklego.meta",
       .classes = {"Thresholder"},
       .convert = thresholder,
       .reads = {"estimator_", "threshold"},
       .ignores = {"model", "refit", "check_input", "classes_"}},
      {.package = "sklego.preprocessing",
       .classes = {"ColumnSelector"},
       .convert = pass_columns_of<kColumns>,
       .reads = {kColumns},
       .ignores = {"columns"},
       .inputs = inputs_of<kColumns>},
      {.package = "sklego.preprocessing",
       .classes = {"ColumnDropper", "TypeSelector", "PandasTypeSelector"},
       .convert = pass_columns_of<kLeft>,
       .reads = {kLeft},
       .ignores = {"columns", "columns_", "include", "exclude", "X_dtypes_"},
       .inputs = inputs_of<kLeft>},
      {.package = "sklego.preprocessing",
       .classes = {"IdentityTransformer"},
       .convert = identity,
       .reads = {"check_X"},
       .ignores = {"n_samples_", "shape_"}},
      {.package = "sklego.preprocessing",
       .classes = {"ColumnCapper"},
       .convert = column_capper,
       .reads = {"quantiles_", "discard_infs"},
       .ignores = {"quantile_range", "interpolation", "copy", "n_columns_"}},
      {.package = "sklego.meta",
       .classes = {"EstimatorTransformer"},
       .convert = estimator_transformer,
       .reads = {"estimator_", "predict_func", "check_input"},
       .ignores = {"estimator", "multi_output_", "n_outputs_"}},
      {.package = "sklego.meta",
       .classes = {"DecayEstimator"},
       .convert = decay_estimator,
       .reads = {"estimator_", "check_input"},
       .ignores = {"model", "decay_func", "decay_func_", "decay_kwargs", "decay", "weights_",
                   "classes_"}},
      {.package = "sklego.linear_model",
       .classes = {"ProbWeightRegression", "DeadZoneRegressor"},
       .convert = without_intercept,
       .reads = {"coef_", "coefs_"},
       .ignores = {"non_negative", "threshold", "relative", "effect", "convergence_status_",
                   "allowed_effects", "check_grad", "deriv_log_", "loss_log_", "wts_log_", "n_iter",
                   "stepsize"},
       .inputs = as_many_as_coefficients},
      {.package = "sklego.linear_model",
       .classes = {"ImbalancedLinearRegression", "QuantileRegression", "LADRegression"},
       .convert = linear_regressor,
       .reads = {"coef_", "intercept_"},
       .ignores = {"alpha", "l1_ratio", "fit_intercept", "copy_X", "positive", "method",
                   "overestimation_punishment_factor", "quantile", "convergence_status_"}},
  };
}

}  // namespace slipway::format::sklearn
