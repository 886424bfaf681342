// sklearn.decomposition and sklearn.random_projection: what multiplies rows with a matrix.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/solve.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/scale.h"
#include "model/stages/topics.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Elementwise;
using model::Function;
using pickle::Tag;

// components_, rows × columns of the input.
base::Result<model::Linear> read_components(Attributes& state, const Value& in) {
  model::Linear linear{.inputs = static_cast<std::uint32_t>(in.width())};
  SLIPWAY_ASSIGN(linear.coef, matrix_values(state, "components_"));
  if (in.width() == 0 || linear.coef.empty() || linear.coef.size() % in.width() != 0)
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("components_ does not fit {} columns", in.width()));
  linear.intercept.assign(linear.coef.size() / in.width(), 0);
  return linear;
}

Emitted projected(const Context& context, ValueId id, std::size_t count) {
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  return emitted;
}

base::Result<std::vector<double>> read_mean(Attributes& state, const Value& in) {
  if (is_none(state.get("mean_"))) return std::vector<double>();
  SLIPWAY_ASSIGN(std::vector<double> mean, state.doubles("mean_"));
  SLIPWAY_TRY(want_width("mean_", mean.size(), in.width()));
  return mean;
}

// (X - mean_) @ components_.T
base::Result<ValueId> centred_product(Context& context, const Value& in, std::vector<double> mean,
                                      model::Linear linear) {
  SLIPWAY_ASSIGN(Value centred, context.require(in, Element::kF64, false));
  if (!mean.empty()) {
    SLIPWAY_ASSIGN(const ValueId id,
                   context.add(centred, model::Scale{.offset = std::move(mean)}, "centred"));
    centred = computed(id, in.names);
  }
  return context.add(centred, std::move(linear));
}

// What components are divided by for whitening: sqrt(explained_variance_), from 1.5 on not below
// 2^-52.
base::Result<std::vector<double>> read_whitening(const Context& context, Attributes& state,
                                                 std::size_t count) {
  SLIPWAY_ASSIGN(std::vector<double> scale, state.doubles("explained_variance_"));
  SLIPWAY_TRY(want_width("explained_variance_", scale.size(), count));
  for (double& value : scale) {
    value = std::sqrt(value);
    if (context.version() >= 10500 && value < 0x1p-52) value = 0x1p-52;
  }
  return scale;
}

// From 1.5 on X @ V - mean @ V, before (X - mean) @ V.
base::Result<Emitted> pca(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool whiten, state.flag("whiten", false));
  SLIPWAY_ASSIGN(model::Linear linear, read_components(state, in));
  SLIPWAY_ASSIGN(std::vector<double> mean, read_mean(state, in));
  const std::size_t count = linear.intercept.size();
  if (context.version() >= 10500) {
    for (std::size_t k = 0; k < count && !mean.empty(); ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < mean.size(); ++j)
        sum += mean[j] * linear.coef[k * mean.size() + j];
      linear.intercept[k] = -sum;
    }
    mean.clear();
  }
  SLIPWAY_ASSIGN(ValueId id,
                 mean.empty() ? add_linear_score(context, in, std::move(linear))
                              : centred_product(context, in, std::move(mean), std::move(linear)));
  const bool of_components = context.origin().ends_with(".RandomizedPCA");
  if (whiten && !of_components) {
    SLIPWAY_ASSIGN(std::vector<double> scale, read_whitening(context, state, count));
    SLIPWAY_ASSIGN(id, context.add(id, model::Scale{.divisor = std::move(scale)}, "whitened"));
  }
  return projected(context, id, count);
}

// X @ components_.T of what may be sparse.
base::Result<Emitted> product(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(model::Linear linear, read_components(state, in));
  const std::size_t count = linear.intercept.size();
  SLIPWAY_ASSIGN(const ValueId id, add_linear_score(context, in, std::move(linear)));
  return projected(context, id, count);
}

base::Result<Emitted> random_projection(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool dense, state.flag("dense_output", false));
  SLIPWAY_ASSIGN(Emitted emitted, product(context, state, in));
  const bool sparse_matrix = context.origin().ends_with(".SparseRandomProjection");
  emitted.transform->sparse = in.sparse && sparse_matrix && !dense;
  return emitted;
}

// whiten is a flag, or the way of it.
base::Result<Emitted> fast_ica(Context& context, Attributes& state, const Value& in) {
  Ref whiten = state.get("_whiten");
  if (is_none(whiten)) whiten = state.get("whiten");
  const bool centres = whiten == nullptr || whiten->tag == Tag::kString ||
                       (whiten->tag == Tag::kBool && whiten->boolean);
  SLIPWAY_ASSIGN(model::Linear linear, read_components(state, in));
  const std::size_t count = linear.intercept.size();
  std::vector<double> mean;
  if (centres) {
    SLIPWAY_ASSIGN(mean, read_mean(state, in));
  }
  SLIPWAY_ASSIGN(const ValueId id,
                 centred_product(context, in, std::move(mean), std::move(linear)));
  return projected(context, id, count);
}

// (X - mean_) @ Wpsi.T @ inv(I + Wpsi @ components_.T), Wpsi = components_ / noise_variance_.
base::Result<Emitted> factor_analysis(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const model::Linear components, read_components(state, in));
  SLIPWAY_ASSIGN(std::vector<double> mean, read_mean(state, in));
  SLIPWAY_ASSIGN(const std::vector<double> noise, state.doubles("noise_variance_"));
  SLIPWAY_TRY(want_width("noise_variance_", noise.size(), in.width()));
  const std::size_t count = components.intercept.size(), width = in.width();
  model::Linear weighted = components;
  for (std::size_t i = 0; i < weighted.coef.size(); ++i) weighted.coef[i] /= noise[i % width];
  // Symmetric, so that solving for the identity gives the inverse.
  std::vector<double> system = products_of_rows(weighted.coef, components.coef, width);
  std::vector<double> inverse(count * count, 0);
  for (std::size_t k = 0; k < count; ++k) system[k * count + k] += 1, inverse[k * count + k] = 1;
  SLIPWAY_TRY(solve(system, count, inverse));
  model::Linear last{.inputs = static_cast<std::uint32_t>(count),
                     .coef = std::vector<double>(count * count),
                     .intercept = std::vector<double>(count, 0)};
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = 0; b < count; ++b) last.coef[b * count + a] = inverse[a * count + b];
  SLIPWAY_ASSIGN(ValueId id, centred_product(context, in, std::move(mean), std::move(weighted)));
  SLIPWAY_ASSIGN(id, context.add(id, std::move(last), "factors"));
  return projected(context, id, count);
}

// Ridge regression on the components: (C C' + alpha I)^-1 C of the centred row. What was not
// normalised (the default until 0.21) is divided by the norm of the whole batch.
base::Result<Emitted> sparse_pca(Context& context, Attributes& state, const Value& in) {
  Ref normalize = state.get("normalize_components");
  const bool on = normalize != nullptr && normalize->tag == Tag::kBool && normalize->boolean;
  if (context.version() < 2200 && !on)
    return context.unsupported(
        "normalize_components=False, whose answers depend on the other rows of a batch");
  SLIPWAY_ASSIGN(model::Linear linear, read_components(state, in));
  SLIPWAY_ASSIGN(std::vector<double> mean, read_mean(state, in));
  SLIPWAY_ASSIGN(Ref ridge, state.need("ridge_alpha"));
  SLIPWAY_ASSIGN(const double alpha, pickle::as_double(ridge));
  const std::size_t count = linear.intercept.size();
  std::vector<double> system = products_of_rows(linear.coef, linear.coef, in.width());
  for (std::size_t k = 0; k < count; ++k) system[k * count + k] += alpha;
  SLIPWAY_TRY(solve(system, count, linear.coef));
  SLIPWAY_ASSIGN(const ValueId id,
                 centred_product(context, in, std::move(mean), std::move(linear)));
  return projected(context, id, count);
}

// Each row by itself, until the topics of that row change little.
base::Result<Emitted> latent_dirichlet(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("exp_dirichlet_component_"));
  SLIPWAY_ASSIGN(pickle::Matrix words, pickle::as_matrix(held));
  SLIPWAY_TRY(
      want_width("exp_dirichlet_component_", static_cast<std::size_t>(words.cols), in.width()));
  model::Topics op{.inputs = static_cast<std::uint32_t>(in.width()),
                   .words = std::move(words.values)};
  SLIPWAY_ASSIGN(Ref prior, state.need("doc_topic_prior_"));
  SLIPWAY_ASSIGN(op.prior, pickle::as_double(prior));
  SLIPWAY_ASSIGN(Ref tolerance, state.need("mean_change_tol"));
  SLIPWAY_ASSIGN(op.tolerance, pickle::as_double(tolerance));
  SLIPWAY_ASSIGN(Ref rounds, state.need("max_doc_update_iter"));
  SLIPWAY_ASSIGN(const std::int64_t iterations, pickle::as_int64(rounds));
  op.iterations = static_cast<std::uint32_t>(std::clamp<std::int64_t>(iterations, 0, 1'000'000));
  const auto topics = static_cast<std::size_t>(words.rows);
  SLIPWAY_ASSIGN(ValueId id, context.block_as_is(in));
  SLIPWAY_ASSIGN(id, context.add(id, model::Require{.least = 0}, "counts"));
  SLIPWAY_ASSIGN(id, context.add(id, std::move(op)));
  return projected(context, id, topics);
}

base::Result<Emitted> by_batch(Context& context, Attributes&, const Value&) {
  return context
      .unsupported(
          "its transform solves for all rows of a batch together, so that the answer for "
          "a row depends on the others")
      .remedy("use PCA or TruncatedSVD, or score it in a Python worker");
}

const Names kPca = {"copy",
                    "n_components",
                    "n_components_",
                    "n_features_",
                    "n_samples_",
                    "explained_variance_ratio_",
                    "singular_values_",
                    "noise_variance_",
                    "svd_solver",
                    "_fit_svd_solver",
                    "tol",
                    "iterated_power",
                    "n_oversamples",
                    "power_iteration_normalizer",
                    "random_state",
                    "batch_size",
                    "batch_size_",
                    "n_samples_seen_",
                    "var_",
                    "_n_features_out"};

}  // namespace

std::vector<Adapter> sklearn_decomposition_adapters() {
  return {
      {.package = "sklearn.decomposition",
       .classes = {"PCA", "IncrementalPCA", "RandomizedPCA"},
       .convert = pca,
       .reads = {"components_", "mean_", "whiten", "explained_variance_"},
       .ignores = kPca},
      {.package = "sklearn.decomposition",
       .classes = {"TruncatedSVD"},
       .convert = product,
       .reads = {"components_"},
       .ignores = {"algorithm", "n_components", "n_iter", "n_oversamples",
                   "power_iteration_normalizer", "random_state", "tol", "explained_variance_",
                   "explained_variance_ratio_", "singular_values_", "_n_features_out"}},
      {.package = "sklearn.decomposition",
       .classes = {"FastICA"},
       .convert = fast_ica,
       .reads = {"components_", "mean_", "whiten", "_whiten"},
       .ignores = {"_unmixing", "algorithm", "fun", "fun_args", "max_iter", "mixing_",
                   "n_components", "n_iter_", "random_state", "tol", "w_init", "whiten_solver",
                   "whitening_", "_FastICA__sources", "_n_features_out"}},
      {.package = "sklearn.decomposition",
       .classes = {"FactorAnalysis"},
       .convert = factor_analysis,
       .reads = {"components_", "mean_", "noise_variance_"},
       .ignores = {"copy", "iterated_power", "loglike_", "max_iter", "n_components", "n_iter_",
                   "noise_variance_init", "random_state", "rotation", "svd_method", "tol",
                   "_n_features_out"}},
      {.package = "sklearn.decomposition",
       .classes = {"SparsePCA", "MiniBatchSparsePCA"},
       .convert = sparse_pca,
       .reads = {"components_", "mean_", "ridge_alpha", "normalize_components"},
       .ignores = {"U_init", "V_init", "alpha", "batch_size", "callback", "error_", "max_iter",
                   "max_no_improvement", "method", "n_components", "n_components_", "n_iter",
                   "n_iter_", "n_jobs", "random_state", "shuffle", "tol", "verbose",
                   "_n_features_out"}},
      {.package = "sklearn.decomposition",
       .classes = {"LatentDirichletAllocation"},
       .convert = latent_dirichlet,
       .reads = {"exp_dirichlet_component_", "doc_topic_prior_", "mean_change_tol",
                 "max_doc_update_iter"},
       .ignores = {"_n_components",   "batch_size",     "bound_",           "components_",
                   "doc_topic_prior", "evaluate_every", "learning_decay",   "learning_method",
                   "learning_offset", "max_iter",       "n_batch_iter_",    "n_components",
                   "n_iter_",         "n_jobs",         "n_topics",         "perp_tol",
                   "random_state",    "random_state_",  "topic_word_prior", "topic_word_prior_",
                   "total_samples",   "verbose",        "_n_features_out"}},
      {.package = "sklearn.decomposition",
       .classes = {"NMF", "MiniBatchNMF", "ProjectedGradientNMF", "DictionaryLearning",
                   "MiniBatchDictionaryLearning", "SparseCoder"},
       .convert = by_batch,
       .reads = {},
       .ignores = {}},
      {.package = "sklearn.random_projection",
       .classes = {"GaussianRandomProjection", "SparseRandomProjection"},
       .convert = random_projection,
       .reads = {"components_", "dense_output"},
       .ignores = {"compute_inverse_components", "inverse_components_", "density", "density_",
                   "eps", "n_components", "n_components_", "random_state", "_n_features_out"}},
  };
}

}  // namespace slipway::format::sklearn
