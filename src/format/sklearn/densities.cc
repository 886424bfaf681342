#include "format/sklearn/densities.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "base/pairwise_sum.h"
#include "format/sklearn/responses.h"
#include "model/stages/elementwise.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {

using model::Function;
using model::LinkKind;

constexpr int kJoint = 10200;  // from this version on there is predict_joint_log_proba

double precise_log(double x) { return static_cast<double>(std::log(static_cast<long double>(x))); }

float numpy_log(float x) {
  if (!(x > 0) || std::isinf(x)) return std::log(x);
  static constexpr float kAbove[] = {
      0x1.a8579ap-6F, 0x1.860666p-2F, 0x1.7ae152p+0F, 0x1.0e6c38p+1F, 1, 0};
  static constexpr float kBelow[] = {0x1.8107bep-8F, 0x1.3cb7e6p-3F, 0x1.f915c8p-1F,
                                     0x1.39fc1ap+1F, 0x1.4e6c38p+1F, 1};
  int power = 0;
  float rest = std::frexp(x, &power);  // then from sqrt(1/2) to sqrt(2)
  if (rest <= 0.70710678F) rest += rest, --power;
  rest -= 1;
  float above = kAbove[0], below = kBelow[0];
  for (std::size_t i = 1; i < std::size(kAbove); ++i) {
    above = std::fma(above, rest, kAbove[i]), below = std::fma(below, rest, kBelow[i]);
  }
  return std::fma(static_cast<float>(power), std::numbers::ln2_v<float>, above / below);
}

// By recurrence to x >= 16, then Bernoulli's series: its next term is below 2^-64.
double digamma(double x) {
  if (!(x > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(x)) return x;
  long double at = x, below = 0;
  for (; at < 16; at += 1) below += 1 / at;
  static constexpr long double kTerms[] = {1.0L / 12,   -1.0L / 120,     1.0L / 252,
                                           -1.0L / 240, 1.0L / 132,      -691.0L / 32760,
                                           1.0L / 12,   -3617.0L / 8160, 43867.0L / 14364};
  const long double square = 1 / (at * at);
  long double series = 0, power = square;
  for (const long double term : kTerms) series += term * power, power *= square;
  return static_cast<double>(std::log(at) - 1 / (2 * at) - series - below);
}

base::Status count_numbers(std::size_t& total, std::size_t more) {
  constexpr std::size_t kNumbersMax = std::size_t{1} << 27;
  total += std::min(more, kNumbersMax + 1);
  if (total <= kNumbersMax) return {};
  return base::invalid_argument("BAD_MODEL", "the densities have more than 2^27 numbers");
}

double sum_of(const std::vector<double>& values) {
  return base::pairwise_sum([&](std::size_t i) { return values[i]; }, 0, values.size());
}

std::vector<double> row_of(const std::vector<double>& matrix, std::size_t k, std::size_t width) {
  const auto first = matrix.begin() + static_cast<std::ptrdiff_t>(k * width);
  return {first, first + static_cast<std::ptrdiff_t>(width)};
}

base::Result<ValueId> add_forms(Context& context, const Value& in, model::QuadraticForms op,
                                std::string_view part) {
  op.inputs = static_cast<std::uint32_t>(in.width());
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  return context.add(checked, std::move(op), part);
}

base::Result<ValueId> scaled(Context& context, ValueId value, double factor,
                             std::vector<double> addend, std::string_view part) {
  SLIPWAY_ASSIGN(value, context.add(value, model::Elementwise{Function::kMultiply, {factor}},
                                    fmt::format("{}.factor", part)));
  return context.add(value, model::Elementwise{Function::kAdd, std::move(addend)}, part);
}

base::Result<Emitted> of_joint(Context& context, model::Labels classes, ValueId joint) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, joint, {classes.text.size()}));
  SLIPWAY_ASSIGN(emitted.log_proba,
                 context.add(joint, model::Link{LinkKind::kLogNormalise, 1}, "log_proba"));
  SLIPWAY_ASSIGN(emitted.proba,
                 context.add(*emitted.log_proba, model::Link{LinkKind::kExp, 1}, "proba"));
  if (context.version() >= kJoint) emitted.joint = joint;
  emitted.classes = std::move(classes);
  return emitted;
}

}  // namespace slipway::format::sklearn
