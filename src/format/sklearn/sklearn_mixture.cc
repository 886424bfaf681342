// sklearn.mixture: Gaussian densities, each with its weight.
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/densities.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {
namespace {

using model::Elementwise;
using model::Function;
using model::LinkKind;
using Kind = model::QuadraticForms::Kind;
using Numbers = std::vector<double>;

// means_ and precisions_cholesky_, which is components × inputs × inputs (full), inputs × inputs
// (tied), components × inputs (diag) or components (spherical).
struct Components {
  std::string type;
  std::size_t count = 0, width = 0;
  Numbers means, roots;
  bool matrices() const { return type == "full" || type == "tied"; }
};

base::Result<Components> read_components(Context& context, Attributes& state, std::size_t width) {
  Components all;
  all.width = width;
  SLIPWAY_ASSIGN(all.type, state.text("covariance_type", "full"));
  SLIPWAY_ASSIGN(all.means, state.doubles("means_"));
  SLIPWAY_ASSIGN(all.roots, state.doubles("precisions_cholesky_"));
  if (width == 0 || all.means.empty() || all.means.size() % width != 0)
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("means_ does not fit {} columns", width));
  all.count = all.means.size() / width;
  if (!all.matrices() && all.type != "diag" && all.type != "spherical")
    return context.unsupported(fmt::format("covariance_type={}", all.type));
  const std::size_t wanted = all.type == "full"   ? all.count * width * width
                             : all.type == "tied" ? width * width
                             : all.type == "diag" ? all.count * width
                                                  : all.count;
  SLIPWAY_TRY(want_width("precisions_cholesky_", all.roots.size(), wanted));
  return all;
}

// Half the logarithm of each precision's determinant.
Numbers half_log_determinants(const Components& all) {
  Numbers halves;
  for (std::size_t k = 0; k < all.count; ++k) {
    Numbers logs;
    const std::size_t block = all.type == "full" ? k * all.width * all.width : 0;
    for (std::size_t j = 0; j < all.width; ++j)
      logs.push_back(precise_log(all.matrices()       ? all.roots[block + j * (all.width + 1)]
                                 : all.type == "diag" ? all.roots[k * all.width + j]
                                                      : all.roots[k]));
    halves.push_back(all.type == "spherical" ? static_cast<double>(all.width) * logs[0]
                                             : sum_of(logs));
  }
  return halves;
}

// mean @ root
Numbers projected_mean(const Components& all, std::size_t k, std::size_t block) {
  Numbers projected;
  for (std::size_t i = 0; i < all.width; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < all.width; ++j)
      sum += all.means[k * all.width + j] * all.roots[block + j * all.width + i];
    projected.push_back(sum);
  }
  return projected;
}

Numbers transposed(const Components& all, std::size_t block) {
  Numbers rows;
  for (std::size_t i = 0; i < all.width; ++i)
    for (std::size_t j = 0; j < all.width; ++j)
      rows.push_back(all.roots[block + j * all.width + i]);
  return rows;
}

// |x @ root - mean @ root|^2
base::Result<ValueId> by_matrix(Context& context, const Components& all, const Value& in) {
  model::QuadraticForms op{.kind = Kind::kProjections};
  for (std::size_t k = 0; k < all.count; ++k) {
    const std::size_t block = k * all.width * all.width;
    op.forms.push_back({{}, transposed(all, block), projected_mean(all, k, block)});
  }
  return add_forms(context, in, std::move(op), "distances");
}

// The same of a root that all have: x @ root but once.
base::Result<ValueId> by_one_matrix(Context& context, const Components& all, const Value& in) {
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId projected,
                 context.add(checked,
                             model::Linear{static_cast<std::uint32_t>(all.width),
                                           transposed(all, 0), Numbers(all.width, 0)},
                             "projected"));
  model::QuadraticForms op{.kind = Kind::kVariances};
  op.inputs = static_cast<std::uint32_t>(all.width);
  for (std::size_t k = 0; k < all.count; ++k)
    op.forms.push_back({projected_mean(all, k, 0), Numbers(all.width, 1), {}});
  return context.add(projected, std::move(op), "distances");
}

// (Σ mean^2 p - 2 x @ (mean p)) + x^2 @ p, p the precisions; of "spherical" the last is (Σ x^2) p.
base::Result<ValueId> by_axis(Context& context, const Components& all, const Value& in) {
  const bool spherical = all.type == "spherical";
  const auto width = static_cast<std::uint32_t>(all.width);
  model::Linear first{.inputs = width}, second{.inputs = width};
  for (std::size_t k = 0; k < all.count; ++k) {
    Numbers squares;
    double precision = 0;
    for (std::size_t j = 0; j < all.width; ++j) {
      const double root = all.roots[spherical ? k : k * all.width + j];
      const double mean = all.means[k * all.width + j];
      precision = root * root;
      squares.push_back(spherical ? mean * mean : mean * mean * precision);
      first.coef.push_back(-2 * (mean * precision));
      if (!spherical) second.coef.push_back(precision);
    }
    first.intercept.push_back(spherical ? sum_of(squares) * precision : sum_of(squares));
    second.intercept.push_back(0);
  }
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId near, context.add(checked, std::move(first), "near"));
  SLIPWAY_ASSIGN(ValueId squared,
                 context.add(checked, Elementwise{Function::kSquare, {}}, "squared"));
  if (spherical) {
    SLIPWAY_ASSIGN(
        squared, context.add(squared, model::Linear{width, Numbers(all.width, 1), {0}}, "length"));
    second.inputs = 1;
    for (const double root : all.roots) second.coef.push_back(root * root);
  }
  SLIPWAY_ASSIGN(const ValueId far, context.add(squared, std::move(second), "far"));
  return context.add({near, far}, model::Combine{}, "distances");
}

// -0.5 * (columns * log(2 pi) + distance) + log-determinant
base::Result<ValueId> log_densities(Context& context, const Components& all, const Value& in) {
  SLIPWAY_ASSIGN(ValueId id, all.type == "tied"   ? by_one_matrix(context, all, in)
                             : all.type == "full" ? by_matrix(context, all, in)
                                                  : by_axis(context, all, in));
  const double height = static_cast<double>(all.width) * precise_log(2 * std::numbers::pi);
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kAdd, {height}}, "heights"));
  return scaled(context, id, -0.5, half_log_determinants(all), "densities");
}

base::Result<Emitted> answers(Context& context, ValueId densities, Numbers log_weights) {
  const std::size_t count = log_weights.size();
  SLIPWAY_ASSIGN(
      const ValueId weighted,
      context.add(densities, Elementwise{Function::kAdd, std::move(log_weights)}, "weighted"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, weighted, {count}));
  SLIPWAY_ASSIGN(const ValueId log,
                 context.add(weighted, model::Link{LinkKind::kLogNormalise, 1}, "log_proba"));
  SLIPWAY_ASSIGN(emitted.proba, context.add(log, model::Link{LinkKind::kExp, 1}, "proba"));
  SLIPWAY_ASSIGN(emitted.samples,
                 context.add(weighted, model::Link{LinkKind::kLogSumExp, 1}, "samples"));
  return emitted;
}

base::Result<Emitted> gaussian_mixture(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Components all, read_components(context, state, in.width()));
  SLIPWAY_ASSIGN(Numbers weights, state.doubles("weights_"));
  SLIPWAY_TRY(want_width("weights_", weights.size(), all.count));
  for (double& weight : weights) weight = precise_log(weight);
  SLIPWAY_ASSIGN(const ValueId densities, log_densities(context, all, in));
  return answers(context, densities, std::move(weights));
}

// The expected logarithms of the weights, of a Dirichlet process (two numbers a component) or
// distribution.
base::Result<Numbers> expected_weights(Context& context, Attributes& state, std::size_t count) {
  SLIPWAY_ASSIGN(const std::string type,
                 state.text("weight_concentration_prior_type", "dirichlet_process"));
  Numbers logs;
  if (type == "dirichlet_distribution") {
    SLIPWAY_ASSIGN(const Numbers concentration, state.doubles("weight_concentration_"));
    SLIPWAY_TRY(want_width("weight_concentration_", concentration.size(), count));
    const double all = digamma(sum_of(concentration));
    for (const double one : concentration) logs.push_back(digamma(one) - all);
    return logs;
  }
  if (type != "dirichlet_process")
    return context.unsupported(fmt::format("weight_concentration_prior_type={}", type));
  SLIPWAY_ASSIGN(Ref held, state.need("weight_concentration_"));
  SLIPWAY_ASSIGN(const auto pair, pickle::as_refs(held));
  SLIPWAY_TRY(want_width("weight_concentration_", pair.size(), 2));
  SLIPWAY_ASSIGN(const Numbers taken, pickle::as_doubles(pair[0]));
  SLIPWAY_ASSIGN(const Numbers left, pickle::as_doubles(pair[1]));
  SLIPWAY_TRY(want_width("weight_concentration_", taken.size(), count));
  SLIPWAY_TRY(want_width("weight_concentration_", left.size(), count));
  double before = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const double both = digamma(taken[k] + left[k]);
    logs.push_back((digamma(taken[k]) - both) + before);
    before += digamma(left[k]) - both;
  }
  return logs;
}

base::Result<Emitted> bayesian_mixture(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Components all, read_components(context, state, in.width()));
  SLIPWAY_ASSIGN(Numbers freedom, state.doubles("degrees_of_freedom_"));
  if (freedom.size() == 1) freedom.resize(all.count, freedom[0]);
  SLIPWAY_TRY(want_width("degrees_of_freedom_", freedom.size(), all.count));
  SLIPWAY_ASSIGN(Numbers precision, state.doubles("mean_precision_"));
  if (precision.size() == 1) precision.resize(all.count, precision[0]);
  SLIPWAY_TRY(want_width("mean_precision_", precision.size(), all.count));
  SLIPWAY_ASSIGN(Numbers weights, expected_weights(context, state, all.count));
  const auto width = static_cast<double>(all.width);
  Numbers scale, expected;
  for (std::size_t k = 0; k < all.count; ++k) {
    scale.push_back(0.5 * width * precise_log(freedom[k]));
    double sum = 0;
    for (std::size_t j = 0; j < all.width; ++j)
      sum += digamma(0.5 * (freedom[k] - static_cast<double>(j)));
    const double log_lambda = width * precise_log(2) + sum;
    expected.push_back(0.5 * (log_lambda - width / precision[k]));
  }
  SLIPWAY_ASSIGN(ValueId id, log_densities(context, all, in));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kSubtract, std::move(scale)}, "scale"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kAdd, std::move(expected)}, "expected"));
  return answers(context, id, std::move(weights));
}

base::Result<Emitted> gone(Context& context, Attributes&, const Value&) {
  return context.unsupported("a class that scikit-learn 0.20 took away")
      .remedy("fit a GaussianMixture or a BayesianGaussianMixture");
}

const Names kFit = {"converged_",    "covariances_", "init_params",     "lower_bound_",
                    "lower_bounds_", "max_iter",     "n_components",    "n_init",
                    "n_iter_",       "precisions_",  "precisions_init", "random_state",
                    "reg_covar",     "tol",          "verbose",         "verbose_interval",
                    "warm_start",    "means_init",   "weights_init"};

}  // namespace

std::vector<Adapter> sklearn_mixture_adapters() {
  return {
      {.package = "sklearn.mixture",
       .classes = {"GaussianMixture"},
       .convert = gaussian_mixture,
       .reads = {"covariance_type", "means_", "precisions_cholesky_", "weights_"},
       .ignores = kFit},
      {.package = "sklearn.mixture",
       .classes = {"BayesianGaussianMixture"},
       .convert = bayesian_mixture,
       .reads = {"covariance_type", "means_", "precisions_cholesky_", "degrees_of_freedom_",
                 "mean_precision_", "weight_concentration_", "weight_concentration_prior_type"},
       .ignores = kFit + Names{"weights_", "covariance_prior", "covariance_prior_",
                               "degrees_of_freedom_prior", "degrees_of_freedom_prior_",
                               "mean_precision_prior", "mean_precision_prior_", "mean_prior",
                               "mean_prior_", "weight_concentration_prior",
                               "weight_concentration_prior_"}},
      {.package = "sklearn.mixture",
       .classes = {"GMM", "VBGMM", "DPGMM"},
       .convert = gone,
       .reads = {},
       .ignores = {}},
  };
}

}  // namespace slipway::format::sklearn
