#include "format/sklearn/kernels.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/sparse_matrix.h"
#include "format/sklearn/gaussian_kernels.h"
#include "model/stages/columns.h"

namespace slipway::format::sklearn {
namespace {

using Kind = KernelTerms::Kind;
using model::Function;
using model::KernelRows;
using model::KernelTerm;

constexpr int kChi2Gamma = 1900;  // before, pairwise_kernels passed no gamma on
constexpr std::size_t kValuesMax = std::size_t{1} << 27;  // of sparse rows written out: 1 GiB

// libsvm's powi: by squaring.
std::uint32_t whole_power(std::uint32_t base, std::int64_t times, KernelTerms& terms) {
  std::optional<std::uint32_t> power;
  for (; times > 0; times /= 2) {
    if (times % 2 == 1) power = power ? terms.product(*power, base) : base;
    if (times > 1) base = terms.product(base, base);
  }
  return power ? *power : terms.constant(1);
}

// gamma * x + coef0
std::uint32_t affine(const KernelOptions& options, std::uint32_t x, KernelTerms& terms) {
  const std::uint32_t scaled = terms.function(Function::kMultiply, x, options.gamma);
  return terms.function(Function::kAdd, scaled, options.coef0);
}

std::uint32_t exponential(std::uint32_t x, double factor, KernelTerms& terms) {
  return terms.function(Function::kExp, terms.function(Function::kMultiply, x, factor));
}

base::Result<KernelRows> read_sparse_rows(Ref value) {
  SLIPWAY_ASSIGN(pickle::CompressedRows held, pickle::as_compressed_rows(value));
  KernelRows rows{.columns = static_cast<std::uint32_t>(held.cols),
                  .count = static_cast<std::size_t>(held.rows),
                  .values = std::move(held.values),
                  .sparse = true};
  rows.begin.assign(held.begin.begin(), held.begin.end());
  rows.column.assign(held.column.begin(), held.column.end());
  return rows;
}

base::Result<KernelRows> read_dense_rows(Ref value) {
  SLIPWAY_ASSIGN(pickle::Matrix held, pickle::as_matrix(value));
  return KernelRows{.columns = static_cast<std::uint32_t>(held.cols),
                    .count = static_cast<std::size_t>(held.rows),
                    .values = std::move(held.values)};
}

base::Status write_out(KernelRows& rows) {
  if (rows.columns != 0 && rows.count > kValuesMax / rows.columns)
    return base::invalid_argument("TOO_LARGE", "learned rows that are sparse, and many");
  std::vector<double> values(rows.count * rows.columns, 0);
  for (std::size_t i = 0; i < rows.count; ++i)
    for (std::size_t v = rows.begin[i]; v < rows.begin[i + 1]; ++v)
      values[i * rows.columns + rows.column[v]] += rows.values[v];
  rows = {.columns = rows.columns, .count = rows.count, .values = std::move(values)};
  return {};
}

bool needs_all_columns(const KernelTerm& term) {
  return model::is_measure(term.kind) &&
         ((term.kind != Kind::kDot && term.kind != Kind::kSquaredDistance) || !term.scale.empty());
}

}  // namespace

std::uint32_t KernelTerms::add(KernelTerm term) {
  const bool alone = model::is_measure(term.kind) || term.kind == Kind::kConstant;
  if (const auto at = std::ranges::find(terms_, term); alone && at != terms_.end())
    return static_cast<std::uint32_t>(at - terms_.begin());
  terms_.push_back(std::move(term));
  return static_cast<std::uint32_t>(terms_.size() - 1);
}

std::uint32_t KernelTerms::measure(Kind kind, std::vector<double> scale) {
  return add({.kind = kind, .scale = std::move(scale)});
}
std::uint32_t KernelTerms::constant(double value) {
  return add({.kind = Kind::kConstant, .constant = value});
}
std::uint32_t KernelTerms::function(Function function, std::uint32_t a, double constant) {
  return add({.kind = Kind::kFunction, .function = function, .constant = constant, .a = a});
}
std::uint32_t KernelTerms::sum(std::uint32_t a, std::uint32_t b) {
  return add({.kind = Kind::kSum, .a = a, .b = b});
}
std::uint32_t KernelTerms::product(std::uint32_t a, std::uint32_t b) {
  return add({.kind = Kind::kProduct, .a = a, .b = b});
}

std::uint32_t KernelTerms::power(std::uint32_t a, double exponent) {
  if (exponent == 1) return a;
  if (exponent == 2) return function(Function::kSquare, a);
  if (exponent == 0.5) return function(Function::kSqrt, a);
  if (exponent == -1) return function(Function::kReciprocal, a);
  return function(Function::kPower, a, exponent);
}

std::vector<KernelTerm> KernelTerms::take(std::uint32_t last) && {
  if (last + 1 != terms_.size()) function(Function::kPositive, last);
  return std::move(terms_);
}

std::optional<std::uint32_t> libsvm_kernel(std::string_view name, const KernelOptions& options,
                                           KernelTerms& terms) {
  if (name == "rbf")
    return exponential(terms.measure(Kind::kSquaredDistance), -options.gamma, terms);
  if (name != "linear" && name != "poly" && name != "sigmoid") return std::nullopt;
  const std::uint32_t dot = terms.measure(Kind::kDot);
  if (name == "linear") return dot;
  const std::uint32_t inner = affine(options, dot, terms);
  if (name == "sigmoid") return terms.function(Function::kTanh, inner);
  // libsvm's degree is an int
  return whole_power(inner, static_cast<std::int64_t>(std::clamp(options.degree, 0.0, 0x1p31)),
                     terms);
}

std::optional<std::uint32_t> pairwise_kernel(std::string_view name, const KernelOptions& options,
                                             int version, KernelTerms& terms) {
  const auto dot = [&] { return terms.measure(Kind::kDot); };
  if (name == "linear") return dot();
  if (name == "poly" || name == "polynomial")
    return terms.power(affine(options, dot(), terms), options.degree);
  if (name == "sigmoid") return terms.function(Function::kTanh, affine(options, dot(), terms));
  if (name == "rbf")
    return exponential(terms.measure(Kind::kSquaredDistance), -options.gamma, terms);
  if (name == "laplacian")
    return exponential(terms.measure(Kind::kManhattan), -options.gamma, terms);
  if (name == "cosine") return terms.measure(Kind::kCosine);
  const std::uint32_t chi2 = terms.measure(Kind::kChi2);
  if (name == "additive_chi2") return terms.function(Function::kNegative, chi2);
  if (name == "chi2") return exponential(chi2, version < kChi2Gamma ? -1 : -options.gamma, terms);
  return std::nullopt;
}

base::Result<KernelRows> read_kernel_rows(Attributes& state, std::string_view name,
                                          std::size_t width) {
  SLIPWAY_ASSIGN(Ref value, state.need(name));
  auto rows = pickle::is_sparse_matrix(value) ? read_sparse_rows(value) : read_dense_rows(value);
  if (!rows.ok()) return rows.status().at(name);
  if (rows->columns != width)
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("{} has {} columns, wanted {}", name, rows->columns, width));
  return rows;
}

base::Result<model::Linear> read_row_weights(Attributes& state, std::string_view name,
                                             std::size_t rows) {
  SLIPWAY_ASSIGN(const std::vector<double> weights, state.doubles(name));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, pickle::shape_of(state.get(name)));
  const std::size_t outputs = shape.size() == 2 ? static_cast<std::size_t>(shape[1]) : 1;
  if (rows == 0 || outputs == 0 || weights.size() != rows * outputs)
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("{} has {} values for {} rows", name, weights.size(), rows));
  model::Linear linear{.inputs = static_cast<std::uint32_t>(rows),
                       .coef = std::vector<double>(weights.size()),
                       .intercept = std::vector<double>(outputs, 0)};
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < outputs; ++k) linear.coef[k * rows + i] = weights[i * outputs + k];
  return linear;
}

base::Result<std::string> read_kernel_name(Context& context, Attributes& state) {
  SLIPWAY_ASSIGN(Ref kernel, state.need("kernel"));
  const auto name = pickle::as_string(kernel);
  if (!name.ok())
    return context.unsupported(fmt::format("kernel is a function ({})", pickle::describe(kernel)));
  if (*name == "precomputed") return context.unsupported("kernel=precomputed, which reads no rows");
  return *name;
}

base::Result<PairwiseKernel> read_pairwise_kernel(Context& context, Attributes& state, Ref gamma,
                                                  std::size_t width) {
  PairwiseKernel kernel;
  SLIPWAY_ASSIGN(Ref held, state.need("kernel"));
  if (is_gaussian_kernel(held)) {
    kernel.named = false;
    SLIPWAY_ASSIGN(kernel.last,
                   read_gaussian_kernel(context, held, KernelOf::kPairs, kernel.terms));
    return kernel;
  }
  SLIPWAY_ASSIGN(const std::string name, read_kernel_name(context, state));
  KernelOptions options;
  options.gamma = 1.0 / static_cast<double>(width);
  if (!is_none(gamma)) {
    SLIPWAY_ASSIGN(options.gamma, pickle::as_double(gamma));
  }
  SLIPWAY_ASSIGN(Ref degree, state.need("degree"));
  SLIPWAY_ASSIGN(options.degree, pickle::as_double(degree));
  SLIPWAY_ASSIGN(Ref coef0, state.need("coef0"));
  SLIPWAY_ASSIGN(options.coef0, pickle::as_double(coef0));
  const auto last = pairwise_kernel(name, options, context.version(), kernel.terms);
  if (!last) return context.unsupported("kernel=" + name);
  kernel.last = *last;
  return kernel;
}

base::Result<ValueId> add_kernel_values(Context& context, const Value& in, KernelRows rows,
                                        KernelTerms terms, std::uint32_t last, bool any_number) {
  model::KernelValues op{.rows = std::move(rows), .terms = std::move(terms).take(last)};
  if (op.rows.sparse && std::ranges::any_of(op.terms, needs_all_columns))
    SLIPWAY_TRY(write_out(op.rows));
  const bool no_negative = std::ranges::any_of(
      op.terms, [](const KernelTerm& term) { return term.kind == Kind::kChi2; });
  Value checked = in;
  if (!any_number) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, false));
  }
  SLIPWAY_ASSIGN(ValueId block, context.block_as_is(checked));
  if (no_negative) {
    SLIPWAY_ASSIGN(block, context.add(block, model::Require{.least = 0}, "counts"));
  }
  return context.add(block, std::move(op), "kernel");
}

}  // namespace slipway::format::sklearn
