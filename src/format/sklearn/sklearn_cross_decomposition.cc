// sklearn.cross_decomposition: partial least squares and canonical correlation. Rows are centred and
// scaled, then multiplied with a matrix.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/densities.h"
#include "format/sklearn/values.h"
#include "model/stages/linear.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kPrivate = 2400;      // from this version on _x_mean was x_mean_
constexpr int kByTarget = 10100;    // coef_ has a row a target, and there is an intercept_
constexpr int kScaledCoef = 10500;  // predict does not divide by the scale: coef_ is divided by it

// Rows less their mean, and divided by their scale.
base::Result<Value> centred(Context& context, Attributes& state, const Value& in, bool scale) {
  const bool now = context.version() >= kPrivate;
  model::Scale op;
  SLIPWAY_ASSIGN(op.offset, state.doubles(now ? "_x_mean" : "x_mean_"));
  SLIPWAY_TRY(want_width("x_mean", op.offset.size(), in.width()));
  if (scale) {
    SLIPWAY_ASSIGN(op.divisor, state.doubles(now ? "_x_std" : "x_std_"));
    SLIPWAY_TRY(want_width("x_std", op.divisor.size(), in.width()));
  }
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId id,
                 context.add(checked, std::move(op), scale ? "scaled" : "centred"));
  return computed(id, in.names);
}

// x @ matrix, or x @ matrix.T if it has a row an output.
base::Result<model::Linear> product(Ref held, const char* name, std::size_t width, bool by_row) {
  SLIPWAY_ASSIGN(const pickle::Matrix matrix, pickle::as_matrix(held));
  const auto inputs = static_cast<std::size_t>(by_row ? matrix.cols : matrix.rows);
  const auto outputs = static_cast<std::size_t>(by_row ? matrix.rows : matrix.cols);
  SLIPWAY_TRY(want_width(name, inputs, width));
  model::Linear linear{.inputs = static_cast<std::uint32_t>(width)};
  for (std::size_t k = 0; k < outputs; ++k)
    for (std::size_t j = 0; j < inputs; ++j)
      linear.coef.push_back(matrix.values[by_row ? k * inputs + j : j * outputs + k]);
  linear.intercept.assign(outputs, 0);
  return linear;
}

base::Result<Value> transformed(Context& context, Attributes& state, const Value& in,
                                const char* matrix) {
  SLIPWAY_ASSIGN(Ref held, state.need(matrix));
  SLIPWAY_ASSIGN(model::Linear linear, product(held, matrix, in.width(), false));
  const std::size_t count = linear.intercept.size();
  SLIPWAY_ASSIGN(const Value scaled_rows, centred(context, state, in, true));
  SLIPWAY_ASSIGN(const ValueId id, context.add(scaled_rows, std::move(linear), "scores"));
  return computed_components(context, id, count);
}

base::Result<ValueId> predicted(Context& context, Attributes& state, const Value& in) {
  const int version = context.version();
  const bool by_target = version >= kByTarget;
  const char* name = by_target && version < 10300 ? "_coef_" : "coef_";
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  SLIPWAY_ASSIGN(model::Linear linear, product(held, name, in.width(), by_target));
  const std::size_t count = linear.intercept.size();
  const char* mean = by_target ? "intercept_" : version >= kPrivate ? "_y_mean" : "y_mean_";
  SLIPWAY_ASSIGN(linear.intercept, state.doubles(mean));
  SLIPWAY_TRY(want_width(mean, linear.intercept.size(), count));
  SLIPWAY_ASSIGN(const Value rows, centred(context, state, in, version < kScaledCoef));
  return context.add(rows, std::move(linear), "predict");
}

base::Result<Emitted> least_squares(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, predicted(context, state, in));
  SLIPWAY_ASSIGN(const bool flat, state.flag("_predict_1d", false));  // from 1.3 on
  emitted.predict_is_vector = !flat;
  SLIPWAY_ASSIGN(emitted.transform, transformed(context, state, in, "x_rotations_"));
  return emitted;
}

base::Result<Emitted> singular_vectors(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, transformed(context, state, in, "x_weights_"));
  return emitted;
}

const Names kRows = {"x_mean_", "x_std_", "_x_mean", "_x_std"};
const Names kFit = {"copy",      "n_components", "scale",          "x_scores_",
                    "y_scores_", "_x_scores",    "_y_scores",      "_y_std",
                    "y_std_",    "y_weights_",   "_n_features_out"};

}  // namespace

std::vector<Adapter> sklearn_cross_decomposition_adapters() {
  return {
      {.package = "sklearn.cross_decomposition",
       .classes = {"PLSRegression", "PLSCanonical", "CCA"},
       .convert = least_squares,
       .reads = kRows + Names{"coef_", "_coef_", "intercept_", "_y_mean", "y_mean_", "x_rotations_",
                              "_predict_1d"},
       .ignores = kFit + Names{"algorithm", "deflation_mode", "max_iter", "mode", "n_iter_",
                               "norm_y_weights", "_norm_y_weights", "tol", "x_loadings_",
                               "x_weights_", "y_loadings_", "y_rotations_", "_coef_warning"}},
      {.package = "sklearn.cross_decomposition",
       .classes = {"PLSSVD"},
       .convert = singular_vectors,
       .reads = kRows + Names{"x_weights_"},
       .ignores = kFit + Names{"_y_mean", "y_mean_"}},
  };
}

}  // namespace slipway::format::sklearn
