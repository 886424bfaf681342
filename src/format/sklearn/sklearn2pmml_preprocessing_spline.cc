// sklearn2pmml.preprocessing.BSplineTransformer: a spline of scipy that was fitted elsewhere.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/parts.h"
#include "format/sklearn/pmml_steps.h"
#include "model/stages/basis.h"
#include "model/stages/columns.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {
namespace {

using model::BSplines;

const Adapter& scipys_spline() {
  static const Adapter kAdapter = {.package = "scipy.interpolate",
                                   .classes = {"BSpline"},
                                   .convert = nullptr,
                                   .reads = {"t", "_t", "k", "c", "_c", "extrapolate"},
                                   .ignores = {"axis", "_asarray", "_delegate_to"}};
  return kAdapter;
}

struct Spline {
  BSplines basis;
  std::vector<double> coef;  // of each function of it
};

base::Status read_outside(Context& context, Attributes& state, BSplines& basis) {
  Ref outside = state.get("extrapolate");
  if (!is_none(outside) && is_text(outside, "periodic")) {
    basis.outside = BSplines::Outside::kPeriodic;
    return {};
  }
  SLIPWAY_ASSIGN(const bool goes_on, state.flag("extrapolate", true));
  if (!goes_on) return context.unsupported("extrapolate=False");
  basis.outside = BSplines::Outside::kContinue;
  return {};
}

base::Result<Spline> read_spline(Context& context, Ref record) {
  if (record->tag != pickle::Tag::kRecord) return context.unsupported("bspline");
  SLIPWAY_ASSIGN(const pickle::State held, pickle::record_state(record));
  if (Ref parts = held.other; parts != nullptr && parts->tag == pickle::Tag::kTuple &&
                              !parts->items().empty() &&
                              parts->items()[0]->tag == pickle::Tag::kRecord)
    record = parts->items()[0];  // scipy from 1.15 on keeps it in a _BSpline
  SLIPWAY_ASSIGN(Attributes state, Attributes::of(record, scipys_spline()));
  SLIPWAY_ASSIGN(Ref order, state.need("k"));
  SLIPWAY_ASSIGN(const std::int64_t degree, pickle::as_int64(order));
  if (degree < 0 || degree > model::kSplineDegreeMax)
    return context.unsupported(fmt::format("degree {}", degree));
  Spline spline;
  const auto k = static_cast<std::size_t>(degree);
  BSplines::Column column;
  SLIPWAY_ASSIGN(column.knots, state.doubles(state.has("t") ? "t" : "_t"));
  SLIPWAY_ASSIGN(spline.coef, state.doubles(state.has("c") ? "c" : "_c"));
  if (column.knots.size() < 2 * (k + 1) || spline.coef.size() < column.knots.size() - k - 1)
    return base::invalid_argument("WRONG_SHAPE", "a spline's knots do not fit its coefficients");
  spline.coef.resize(column.knots.size() - k - 1);  // splrep() leaves zeros behind them
  if (!std::ranges::all_of(spline.coef, [](double c) { return std::isfinite(c); }))
    return context.unsupported("coefficients that are not finite");
  column.low = column.knots[k], column.high = column.knots[spline.coef.size()];
  SLIPWAY_TRY(read_outside(context, state, spline.basis));
  spline.basis.degree = static_cast<std::uint32_t>(k);
  spline.basis.outputs = static_cast<std::uint32_t>(spline.coef.size());
  spline.basis.columns.push_back(std::move(column));
  SLIPWAY_TRY(state.finish(context));
  return spline;
}

// The sum of the coefficients times their functions, in order: those that are 0 add nothing. NaN, of
// which all functions are 0, comes through x * 0.
base::Result<Emitted> b_spline(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_one(context, in));
  SLIPWAY_ASSIGN(Ref held, state.need("bspline"));
  SLIPWAY_ASSIGN(Spline spline, read_spline(context, held));
  SLIPWAY_ASSIGN(const Value finite, context.require(in, model::Element::kF64, true));
  SLIPWAY_ASSIGN(const ValueId x, context.block(finite));
  const auto count = static_cast<std::uint32_t>(spline.coef.size());
  SLIPWAY_ASSIGN(const ValueId basis, context.add(x, std::move(spline.basis), "basis"));
  SLIPWAY_ASSIGN(const ValueId both,
                 context.builder().concat(context.path() + ".both", {x, basis}));
  model::Linear sum{.inputs = count + 1, .coef = {0}, .intercept = {0}};
  sum.coef.insert(sum.coef.end(), spline.coef.begin(), spline.coef.end());
  SLIPWAY_ASSIGN(const ValueId id, context.add(both, std::move(sum)));
  return transformed(id, in.names);
}

}  // namespace

std::vector<Adapter> sklearn2pmml_preprocessing_spline_adapters() {
  return {pmml_adapter({"BSplineTransformer"}, b_spline, {"bspline"}, {}, one_input)};
}

}  // namespace slipway::format::sklearn
