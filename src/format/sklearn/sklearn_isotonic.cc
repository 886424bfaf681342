// IsotonicRegression: linear between thresholds, of one column.
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/interpolate.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Interpolate;

struct Thresholds {
  std::vector<double> x, y;
  Element element = Element::kF64;  // of what is predicted
};

base::Result<Thresholds> read_thresholds(const Context& context, Attributes& state) {
  const bool old = context.version() < 2400;
  const char* name = old ? "_necessary_X_" : "X_thresholds_";
  Thresholds thresholds;
  SLIPWAY_ASSIGN(thresholds.x, state.doubles(name));
  SLIPWAY_ASSIGN(thresholds.y, state.doubles(old ? "_necessary_y_" : "y_thresholds_"));
  if (thresholds.x.empty() || thresholds.x.size() != thresholds.y.size())
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("{} has {} values for {} answers", name, thresholds.x.size(),
                                   thresholds.y.size()));
  for (const auto& [bound, value] :
       {std::pair("X_min_", thresholds.x.front()), std::pair("X_max_", thresholds.x.back())}) {
    SLIPWAY_ASSIGN(Ref held, state.need(bound));
    SLIPWAY_ASSIGN(const double number, pickle::as_double(held));
    if (number != value)
      return base::invalid_argument("BAD_MODEL", fmt::format("{} is no end of {}", bound, name));
  }
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  SLIPWAY_ASSIGN(const pickle::DType type, pickle::as_dtype(held));
  if (type.kind == 'f' && type.itemsize == 4) thresholds.element = Element::kF32;
  return thresholds;
}

// What `x` is asked for beyond its ends. A single threshold answers everything.
base::Result<ValueId> beyond_ends(Context& context, const std::string& out_of_bounds, ValueId x,
                                  Interpolate& op) {
  Interpolate::Column& column = op.columns[0];
  if (out_of_bounds == "clip" || column.x.size() == 1) return x;
  if (out_of_bounds == "raise")
    return context.add(x,
                       model::Require{.allow_nan = true,
                                      .allow_infinite = true,
                                      .least = column.x.front(),
                                      .greatest = column.x.back()},
                       "bounds");
  if (out_of_bounds != "nan")
    return context.unsupported(fmt::format("out_of_bounds={}", out_of_bounds));
  op.ends = Interpolate::Ends::kWithin;
  column.low_x = column.x.front(), column.high_x = column.x.back();
  column.low_y = column.high_y = std::numeric_limits<double>::quiet_NaN();
  return x;
}

base::Result<Emitted> isotonic(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_width("X_thresholds_", 1, in.width()));
  SLIPWAY_ASSIGN(Thresholds thresholds, read_thresholds(context, state));
  SLIPWAY_ASSIGN(const std::string out_of_bounds, state.text("out_of_bounds", "nan"));
  Value checked = in;  // up to 0.20 an array is not checked, and NaN stays NaN
  if (context.version() >= 2100) {
    SLIPWAY_ASSIGN(checked, context.require(in, thresholds.element, false));
  }
  SLIPWAY_ASSIGN(ValueId x, context.block(checked));
  const bool single = thresholds.element == Element::kF32;
  if (single) {
    SLIPWAY_ASSIGN(x, context.add(x, model::Cast{Element::kF32}, "single"));
  }
  if (thresholds.x.size() == 1) {  // which answers NaN too
    using Kind = model::Category::Kind;
    model::Impute impute;
    impute.missing = {Kind::kNumber, std::numeric_limits<double>::quiet_NaN(), {}};
    impute.fill = {{Kind::kNumber, thresholds.x[0], {}}};
    SLIPWAY_ASSIGN(x, context.add(x, std::move(impute), "any"));
  }
  Interpolate op{.columns = {{std::move(thresholds.x), std::move(thresholds.y)}}};
  SLIPWAY_ASSIGN(x, beyond_ends(context, out_of_bounds, x, op));
  SLIPWAY_ASSIGN(x, context.add(x, std::move(op)));
  // scipy computes in float32 then, by one of two formulas that its versions have: rounding once is
  // within a unit in the last place of both.
  if (single) {
    SLIPWAY_ASSIGN(x, context.add(x, model::Cast{Element::kF32}, "rounded"));
  }
  Emitted emitted;
  emitted.predict = x;
  emitted.transform = computed(x, {"isotonicregression0"});
  return emitted;
}

base::Result<std::optional<Inputs>> one_column(Ref) {
  SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(1));
  return std::optional(std::move(inputs));
}

}  // namespace

std::vector<Adapter> sklearn_isotonic_adapters() {
  return {
      {.package = "sklearn.isotonic",
       .classes = {"IsotonicRegression"},
       .convert = isotonic,
       .reads = {"_necessary_X_", "_necessary_y_", "X_thresholds_", "y_thresholds_", "X_min_",
                 "X_max_", "out_of_bounds"},
       .ignores = {"y_min", "y_max", "increasing", "increasing_", "_X_", "_y_"},
       .inputs = one_column},
  };
}

}  // namespace slipway::format::sklearn
