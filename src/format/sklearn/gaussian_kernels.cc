#include "format/sklearn/gaussian_kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::sklearn {
namespace {

using Kind = KernelTerms::Kind;
using model::Function;

constexpr std::string_view kModule = "sklearn.gaussian_process.kernels.";
constexpr std::size_t kStepsMax = 1000;
constexpr std::size_t kDepthMax = 100;
constexpr int kSmoothest = 2300;  // from this version on Matern's nu may be infinite

// One reading of a kernel and those inside it.
class Reading {
 public:
  Reading(Context& context, KernelOf of, KernelTerms& terms)
      : context_(context), of_(of), terms_(terms) {}

  base::Result<std::uint32_t> read(Ref kernel);

  base::Result<std::uint32_t> rbf(Attributes& state);
  base::Result<std::uint32_t> matern(Attributes& state);
  base::Result<std::uint32_t> rational_quadratic(Attributes& state);
  base::Result<std::uint32_t> exp_sine_squared(Attributes& state);
  base::Result<std::uint32_t> dot_product(Attributes& state);
  base::Result<std::uint32_t> constant(Attributes& state);
  base::Result<std::uint32_t> white(Attributes& state);
  base::Result<std::uint32_t> sum(Attributes& state);
  base::Result<std::uint32_t> product(Attributes& state);
  base::Result<std::uint32_t> exponentiation(Attributes& state);
  base::Result<std::uint32_t> pairwise(Attributes& state);
  base::Result<std::uint32_t> compound(Attributes& state);

 private:
  base::Result<double> number(Attributes& state, std::string_view name) {
    SLIPWAY_ASSIGN(Ref value, state.need(name));
    auto read = pickle::as_double(value);
    return read.ok() ? read : read.status().at(name);
  }
  base::Result<std::uint32_t> inner(Attributes& state, std::string_view name) {
    SLIPWAY_ASSIGN(Ref kernel, state.need(name));
    return read(kernel);
  }
  // |x - y|² of rows divided by length_scale.
  base::Result<std::uint32_t> scaled_distance(Attributes& state) {
    SLIPWAY_ASSIGN(std::vector<double> scale, state.doubles("length_scale"));
    if (scale == std::vector<double>{1}) scale.clear();
    return terms_.measure(Kind::kSquaredDistance, std::move(scale));
  }
  std::uint32_t times(std::uint32_t a, double factor) {
    return terms_.function(Function::kMultiply, a, factor);
  }
  std::uint32_t exponential(std::uint32_t a) { return terms_.function(Function::kExp, a); }

  Context& context_;
  const KernelOf of_;
  KernelTerms& terms_;
  std::size_t depth_ = 0;
};

base::Result<std::uint32_t> Reading::rbf(Attributes& state) {
  SLIPWAY_ASSIGN(const std::uint32_t distance, scaled_distance(state));
  return exponential(times(distance, -0.5));
}

base::Result<std::uint32_t> Reading::matern(Attributes& state) {
  SLIPWAY_ASSIGN(const double nu, number(state, "nu"));
  SLIPWAY_ASSIGN(const std::uint32_t squared, scaled_distance(state));
  const std::uint32_t distance = terms_.function(Function::kSqrt, squared);
  if (nu == 0.5) return exponential(terms_.function(Function::kNegative, distance));
  if (std::isinf(nu) && nu > 0 && context_.version() >= kSmoothest) {
    const std::uint32_t square = terms_.function(Function::kSquare, distance);
    return exponential(
        terms_.function(Function::kDivide, terms_.function(Function::kNegative, square), 2));
  }
  if (nu != 1.5 && nu != 2.5)
    return context_.unsupported(fmt::format("a Matern kernel of nu={}", nu))
        .remedy("use nu 0.5, 1.5 or 2.5, or score it in a Python worker");
  const std::uint32_t x = times(distance, std::sqrt(nu == 1.5 ? 3.0 : 5.0));
  std::uint32_t polynomial = terms_.function(Function::kAdd, x, 1);
  if (nu == 2.5)
    polynomial = terms_.sum(
        polynomial, terms_.function(Function::kDivide, terms_.function(Function::kSquare, x), 3));
  return terms_.product(polynomial, exponential(terms_.function(Function::kNegative, x)));
}

base::Result<std::uint32_t> Reading::rational_quadratic(Attributes& state) {
  SLIPWAY_ASSIGN(const double alpha, number(state, "alpha"));
  SLIPWAY_ASSIGN(const double scale, number(state, "length_scale"));
  const std::uint32_t distance = terms_.measure(Kind::kSquaredDistance);
  const std::uint32_t ratio =
      terms_.function(Function::kDivide, distance, 2 * alpha * (scale * scale));
  return terms_.power(terms_.function(Function::kAdd, ratio, 1), -alpha);
}

base::Result<std::uint32_t> Reading::exp_sine_squared(Attributes& state) {
  SLIPWAY_ASSIGN(const double scale, number(state, "length_scale"));
  SLIPWAY_ASSIGN(const double period, number(state, "periodicity"));
  std::uint32_t x = terms_.function(Function::kSqrt, terms_.measure(Kind::kSquaredDistance));
  x = terms_.function(Function::kSin, times(x, std::numbers::pi / period));
  x = terms_.function(Function::kSquare, terms_.function(Function::kDivide, x, scale));
  return exponential(times(x, -2));
}

base::Result<std::uint32_t> Reading::dot_product(Attributes& state) {
  SLIPWAY_ASSIGN(const double sigma, number(state, "sigma_0"));
  return terms_.function(Function::kAdd, terms_.measure(Kind::kDot), sigma * sigma);
}

base::Result<std::uint32_t> Reading::constant(Attributes& state) {
  SLIPWAY_ASSIGN(const double value, number(state, "constant_value"));
  return terms_.constant(value);
}

// The noise of a row is its own: it has none in common with another row.
base::Result<std::uint32_t> Reading::white(Attributes& state) {
  SLIPWAY_ASSIGN(const double noise, number(state, "noise_level"));
  return terms_.constant(of_ == KernelOf::kDiagonal ? noise : 0);
}

base::Result<std::uint32_t> Reading::sum(Attributes& state) {
  SLIPWAY_ASSIGN(const std::uint32_t a, inner(state, "k1"));
  SLIPWAY_ASSIGN(const std::uint32_t b, inner(state, "k2"));
  return terms_.sum(a, b);
}

base::Result<std::uint32_t> Reading::product(Attributes& state) {
  SLIPWAY_ASSIGN(const std::uint32_t a, inner(state, "k1"));
  SLIPWAY_ASSIGN(const std::uint32_t b, inner(state, "k2"));
  return terms_.product(a, b);
}

base::Result<std::uint32_t> Reading::exponentiation(Attributes& state) {
  SLIPWAY_ASSIGN(const double exponent, number(state, "exponent"));
  SLIPWAY_ASSIGN(const std::uint32_t kernel, inner(state, "kernel"));
  return terms_.power(kernel, exponent);
}

base::Result<std::uint32_t> Reading::pairwise(Attributes& state) {
  SLIPWAY_ASSIGN(Ref metric, state.need("metric"));
  const auto name = pickle::as_string(metric);
  if (!name.ok()) return context_.unsupported("a PairwiseKernel whose metric is a function");
  KernelOptions options;
  SLIPWAY_ASSIGN(options.gamma, number(state, "gamma"));
  for (const auto& [key, value] : pickle::dict_pairs(state.get("pairwise_kernels_kwargs"))) {
    SLIPWAY_ASSIGN(const std::string option, pickle::as_string(key));
    if (option != "degree" && option != "coef0")
      return context_.unsupported(fmt::format("pairwise_kernels_kwargs: {}", option));
    SLIPWAY_ASSIGN((option == "degree" ? options.degree : options.coef0), pickle::as_double(value));
  }
  const auto last = pairwise_kernel(*name, options, context_.version(), terms_);
  if (!last) return context_.unsupported(fmt::format("a PairwiseKernel of metric={}", *name));
  return *last;
}

base::Result<std::uint32_t> Reading::compound(Attributes&) {
  return context_.unsupported("CompoundKernel, which has several values for a pair of rows");
}

// --- classes ---

struct Class {
  Adapter attributes;
  base::Result<std::uint32_t> (Reading::*read)(Attributes& state);
};

Class of_class(std::string_view name, base::Result<std::uint32_t> (Reading::*read)(Attributes&),
               Names reads, Names ignores = {}) {
  return {{.package = "sklearn.gaussian_process",
           .classes = {name},
           .convert = nullptr,
           .reads = std::move(reads),
           .ignores = std::move(ignores)},
          read};
}

const std::vector<Class>& classes() {
  static const std::vector<Class> kAll = {
      of_class("RBF", &Reading::rbf, {"length_scale"}, {"length_scale_bounds"}),
      of_class("Matern", &Reading::matern, {"length_scale", "nu"}, {"length_scale_bounds"}),
      of_class("RationalQuadratic", &Reading::rational_quadratic, {"length_scale", "alpha"},
               {"length_scale_bounds", "alpha_bounds"}),
      of_class("ExpSineSquared", &Reading::exp_sine_squared, {"length_scale", "periodicity"},
               {"length_scale_bounds", "periodicity_bounds"}),
      of_class("DotProduct", &Reading::dot_product, {"sigma_0"}, {"sigma_0_bounds"}),
      of_class("ConstantKernel", &Reading::constant, {"constant_value"}, {"constant_value_bounds"}),
      of_class("WhiteKernel", &Reading::white, {"noise_level"}, {"noise_level_bounds"}),
      of_class("Sum", &Reading::sum, {"k1", "k2"}),
      of_class("Product", &Reading::product, {"k1", "k2"}),
      of_class("Exponentiation", &Reading::exponentiation, {"kernel", "exponent"}),
      of_class("PairwiseKernel", &Reading::pairwise, {"metric", "gamma", "pairwise_kernels_kwargs"},
               {"gamma_bounds"}),
      of_class("CompoundKernel", &Reading::compound, {"kernels"}),
  };
  return kAll;
}

base::Result<std::uint32_t> Reading::read(Ref kernel) {
  if (!is_gaussian_kernel(kernel)) return unknown_symbol(kernel);
  if (depth_ >= kDepthMax || terms_.size() >= kStepsMax)
    return base::invalid_argument("BAD_MODEL", "kernels are inside each other too often");
  const std::string name = pickle::record_class(kernel).substr(kModule.size());
  const auto found = std::ranges::find_if(
      classes(), [&](const Class& each) { return each.attributes.classes.front() == name; });
  if (found == classes().end()) return unknown_symbol(kernel);
  SLIPWAY_ASSIGN(Attributes state, Attributes::of(kernel, found->attributes));
  ++depth_;
  SLIPWAY_ASSIGN(const std::uint32_t last, (this->*found->read)(state));
  --depth_;
  SLIPWAY_TRY(state.finish(context_));
  return last;
}

}  // namespace

bool is_gaussian_kernel(Ref value) {
  return value != nullptr && value->tag == pickle::Tag::kRecord &&
         pickle::record_class(value).starts_with(kModule);
}

base::Result<std::uint32_t> read_gaussian_kernel(Context& context, Ref kernel, KernelOf of,
                                                 KernelTerms& terms) {
  return Reading(context, of, terms).read(kernel);
}

}  // namespace slipway::format::sklearn
