// sklearn.covariance.EllipticEnvelope: outliers by their Mahalanobis distance.
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/densities.h"
#include "format/sklearn/solve.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {
namespace {

using model::Elementwise;
using model::Function;

constexpr int kOffset =
    2000;  // from this version on offset_ was threshold_, and there is score_samples

// precision_, or the inverse of covariance_ if it was not stored.
base::Result<std::vector<double>> read_precision(Attributes& state, std::size_t width) {
  std::vector<double> precision;
  if (!is_none(state.get("precision_"))) {
    SLIPWAY_ASSIGN(precision, state.doubles("precision_"));
    SLIPWAY_TRY(want_width("precision_", precision.size(), width * width));
    return precision;
  }
  SLIPWAY_ASSIGN(std::vector<double> covariance, state.doubles("covariance_"));
  SLIPWAY_TRY(want_width("covariance_", covariance.size(), width * width));
  precision.assign(width * width, 0);
  for (std::size_t j = 0; j < width; ++j) precision[j * width + j] = 1;
  SLIPWAY_TRY(solve(std::move(covariance), width, precision));
  return precision;
}

base::Result<double> number(Attributes& state, std::string_view name) {
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  return pickle::as_double(held);
}

// threshold^0.33 - distance^0.33, an inlier if distance <= threshold
base::Result<Emitted> by_threshold(Context& context, Attributes& state, ValueId distance) {
  if (is_none(state.get("contamination"))) return context.unsupported("contamination=None");
  SLIPWAY_ASSIGN(const double threshold, number(state, "threshold_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(const ValueId negative,
                 context.add(distance, Elementwise{Function::kNegative, {}}, "negative"));
  SLIPWAY_ASSIGN(
      emitted.predict,
      context.add(negative, model::Decide{.threshold = -threshold, .greater_or_equal = true},
                  "predict"));
  SLIPWAY_ASSIGN(const ValueId root,
                 context.add(distance, Elementwise{Function::kPower, {0.33}}, "power"));
  const auto greatest = static_cast<double>(
      std::pow(static_cast<long double>(threshold), static_cast<long double>(0.33)));
  SLIPWAY_ASSIGN(emitted.decision,
                 context.add(root, Elementwise{Function::kSubtractFrom, {greatest}}, "decision"));
  return emitted;
}

// -distance - offset, an inlier if that is not below 0. The library takes the root, and squares it.
base::Result<Emitted> by_offset(Context& context, Attributes& state, ValueId distance) {
  SLIPWAY_ASSIGN(const double offset, number(state, "offset_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(ValueId id, context.add(distance, Elementwise{Function::kSqrt, {}}, "root"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kSquare, {}}, "squared"));
  SLIPWAY_ASSIGN(emitted.samples, context.add(id, Elementwise{Function::kNegative, {}}, "samples"));
  SLIPWAY_ASSIGN(
      emitted.decision,
      context.add(*emitted.samples, Elementwise{Function::kSubtract, {offset}}, "decision"));
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision,
                             model::Decide{.threshold = 0, .greater_or_equal = true}, "predict"));
  return emitted;
}

base::Result<Emitted> elliptic_envelope(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(std::vector<double> centre, state.doubles("location_"));
  SLIPWAY_TRY(want_width("location_", centre.size(), in.width()));
  SLIPWAY_ASSIGN(std::vector<double> precision, read_precision(state, in.width()));
  model::QuadraticForms op{.kind = model::QuadraticForms::Kind::kProducts};
  op.forms.push_back({std::move(centre), std::move(precision), {}});
  SLIPWAY_ASSIGN(const ValueId distance, add_forms(context, in, std::move(op), "distance"));
  SLIPWAY_ASSIGN(Emitted emitted, context.version() >= kOffset
                                      ? by_offset(context, state, distance)
                                      : by_threshold(context, state, distance));
  emitted.classes = outlier_labels();
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_covariance_adapters() {
  return {
      {.package = "sklearn.covariance",
       .classes = {"EllipticEnvelope"},
       .convert = elliptic_envelope,
       .reads = {"location_", "precision_", "covariance_", "offset_", "threshold_",
                 "contamination"},
       .ignores = {"assume_centered", "dist_", "random_state", "raw_covariance_", "raw_location_",
                   "raw_support_", "store_precision", "support_", "support_fraction"}},
  };
}

}  // namespace slipway::format::sklearn
