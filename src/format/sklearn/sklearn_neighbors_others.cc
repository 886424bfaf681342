// sklearn.neighbors: the nearest centroid, a learned projection, densities.
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/importances.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/neighbours.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/kernel_density.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::Elementwise;
using model::Function;
using model::LinkKind;
using pickle::Tag;

// --- NearestCentroid ---

// The least of the distances wins, the first of equal ones.
base::Result<ValueId> nearest_of(Context& context, ValueId distances) {
  SLIPWAY_ASSIGN(const ValueId nearness,
                 context.add(distances, Elementwise{Function::kNegative, {}}, "nearness"));
  model::Decide decide;
  if (context.builder().block(distances).width() == 1)
    decide.threshold = std::numeric_limits<double>::infinity();
  return context.add(nearness, decide, "predict");
}

// Discriminant scores, from 1.6 on: -d² + 2 log(prior), of what is divided by the deviation within
// classes.
base::Result<ValueId> discriminant(Context& context, Attributes& state, ValueId in,
                                   model::SearchedRows centroids,
                                   const std::vector<double>& priors) {
  SLIPWAY_ASSIGN(std::vector<double> deviation, state.doubles("within_class_std_dev_"));
  SLIPWAY_TRY(want_width("within_class_std_dev_", deviation.size(), centroids.inputs));
  for (double& value : deviation)
    if (value == 0) value = 1;
  for (std::size_t i = 0; i < centroids.rows.size(); ++i)
    centroids.rows[i] /= deviation[i % centroids.inputs];
  centroids.metric = model::Metric::kSquaredEuclidean;
  SLIPWAY_ASSIGN(ValueId id,
                 context.add(in, Elementwise{Function::kDivide, std::move(deviation)}, "scaled"));
  SLIPWAY_ASSIGN(id, context.add(id, model::Distances{std::move(centroids)}, "squares"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kNegative, {}}, "score"));
  std::vector<double> of_prior;
  for (const double prior : priors) of_prior.push_back(2 * std::log(prior));
  return context.add(id, Elementwise{Function::kAdd, std::move(of_prior)}, "score");
}

// Of two classes the decision is the second one's score beside the first one's.
base::Result<ValueId> decision_of(Context& context, ValueId scores) {
  if (context.builder().block(scores).width() != 2) return scores;
  return context.add(scores, model::Linear{.inputs = 2, .coef = {-1, 1}, .intercept = {0}},
                     "decision");
}

bool alike(const std::vector<double>& priors) {
  const double each = 1 / static_cast<double>(priors.size());
  for (const double prior : priors)
    if (!(std::abs(prior - each) <= 1e-8 + 1e-5 * each)) return false;
  return true;
}

base::Result<Emitted> nearest_centroid(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  SLIPWAY_ASSIGN(model::Labels labels, read_labels(classes));
  SLIPWAY_ASSIGN(Ref held, state.need("centroids_"));
  SLIPWAY_ASSIGN(pickle::Matrix matrix, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width("centroids_", static_cast<std::size_t>(matrix.cols), in.width()));
  if (std::cmp_not_equal(matrix.rows, labels.text.size()))
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("centroids_ has {} rows for {} classes", matrix.rows, labels.text.size()));
  model::SearchedRows centroids{.inputs = static_cast<std::uint32_t>(in.width()),
                                .rows = std::move(matrix.values)};
  SLIPWAY_TRY(read_metric(context, state.get("metric"), nullptr, centroids));
  adjust_metric(context, centroids, true);
  SLIPWAY_ASSIGN(const ValueId block, search_input(context, in, centroids.metric));
  Emitted emitted;
  Ref prior = state.get("class_prior_");
  if (!is_none(prior)) {
    SLIPWAY_ASSIGN(const std::vector<double> priors, state.doubles("class_prior_"));
    SLIPWAY_TRY(want_width("class_prior_", priors.size(), labels.text.size()));
    if (centroids.metric == model::Metric::kEuclidean) {
      SLIPWAY_ASSIGN(const ValueId scores, discriminant(context, state, block, centroids, priors));
      SLIPWAY_ASSIGN(emitted.decision, decision_of(context, scores));
      emitted.decision_is_vector = labels.text.size() != 2;
      SLIPWAY_ASSIGN(emitted.log_proba,
                     context.add(scores, model::Link{LinkKind::kLogSoftmax, 1}, "log_proba"));
      SLIPWAY_ASSIGN(emitted.proba,
                     context.add(*emitted.log_proba, model::Link{LinkKind::kExp, 1}, "proba"));
      if (!alike(priors)) {
        SLIPWAY_ASSIGN(emitted.predict, context.add(scores, model::Decide{}, "predict"));
      }
    } else if (!alike(priors)) {
      return context.unsupported("priors with a metric that is not euclidean");
    }
  }
  if (!emitted.predict) {
    SLIPWAY_ASSIGN(const ValueId distances,
                   context.add(block, model::Distances{std::move(centroids)}, "distances"));
    SLIPWAY_ASSIGN(emitted.predict, nearest_of(context, distances));
  }
  emitted.classes = std::move(labels);
  return emitted;
}

// --- NeighborhoodComponentsAnalysis ---

base::Result<Emitted> components_analysis(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("components_"));
  SLIPWAY_ASSIGN(pickle::Matrix matrix, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width("components_", static_cast<std::size_t>(matrix.cols), in.width()));
  const auto count = static_cast<std::size_t>(matrix.rows);
  SLIPWAY_ASSIGN(const ValueId id,
                 add_linear_score(context, in,
                                  {.inputs = static_cast<std::uint32_t>(in.width()),
                                   .coef = std::move(matrix.values),
                                   .intercept = std::vector<double>(count, 0)}));
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  return emitted;
}

// --- KernelDensity ---

double log_gamma(double x) { return static_cast<double>(std::lgamma(static_cast<long double>(x))); }

// The volume of a ball of n dimensions, and the surface of one of n + 1.
double log_volume(double n) {
  return 0.5 * n * std::log(std::numbers::pi) - log_gamma(0.5 * n + 1);
}
double log_surface(double n) { return std::log(2 * std::numbers::pi) + log_volume(n - 1); }

// What the kernel is over all space, as sklearn/neighbors/_binary_tree.pxi has it.
double log_norm(model::DensityKernel kernel, double bandwidth, double dimensions) {
  double factor = 0;
  switch (kernel) {
    case model::DensityKernel::kGaussian:
      factor = 0.5 * dimensions * std::log(2 * std::numbers::pi);
      break;
    case model::DensityKernel::kTophat:
      factor = log_volume(dimensions);
      break;
    case model::DensityKernel::kEpanechnikov:
      factor = log_volume(dimensions) + std::log(2 / (dimensions + 2));
      break;
    case model::DensityKernel::kExponential:
      factor = log_surface(dimensions - 1) + log_gamma(dimensions);
      break;
    case model::DensityKernel::kLinear:
      factor = log_volume(dimensions) - std::log(dimensions + 1);
      break;
    case model::DensityKernel::kCosine: {
      const double part = 2 / std::numbers::pi;
      double term = part;
      for (double k = 1; k <= dimensions; k += 2) {
        factor += term;
        term *= -(dimensions - k) * (dimensions - k - 1) * part * part;
      }
      factor = std::log(factor) + log_surface(dimensions - 1);
    }
  }
  return -factor - dimensions * std::log(bandwidth);
}

base::Result<model::DensityKernel> read_kernel(const Context& context, const std::string& name) {
  using model::DensityKernel;
  if (name == "gaussian") return DensityKernel::kGaussian;
  if (name == "tophat") return DensityKernel::kTophat;
  if (name == "epanechnikov") return DensityKernel::kEpanechnikov;
  if (name == "exponential") return DensityKernel::kExponential;
  if (name == "linear") return DensityKernel::kLinear;
  if (name == "cosine") return DensityKernel::kCosine;
  return context.unsupported(fmt::format("kernel={}", name));
}

// The rows are in the tree's state, and the weights after its metric (from 0.20 on).
base::Status read_density_rows(Attributes& state, model::KernelDensity& op) {
  SLIPWAY_ASSIGN(Ref tree, state.need("tree_"));
  SLIPWAY_ASSIGN(const pickle::State held, pickle::record_state(tree));
  if (held.other == nullptr || held.other->tag != Tag::kTuple || held.other->items().size() < 12)
    return base::invalid_argument("WRONG_TYPE", "tree_ is no tree");
  SLIPWAY_ASSIGN(pickle::Matrix rows, pickle::as_matrix(held.other->items()[0]));
  SLIPWAY_TRY(want_width("tree_", static_cast<std::size_t>(rows.cols), op.learned.inputs));
  op.learned.rows = std::move(rows.values);
  SLIPWAY_ASSIGN(op.learned.tree, read_search_tree(tree));
  op.total = static_cast<double>(rows.rows);
  if (held.other->items().size() > 12 && !is_none(held.other->items()[12])) {
    SLIPWAY_ASSIGN(op.weights, pickle::as_doubles(held.other->items()[12]));
    op.total = numpy_sum(op.weights.data(), op.weights.size());
  }
  return {};
}

// Before 0.24 only the tree says how many columns there were.
base::Result<std::optional<Inputs>> inputs_of_tree(Ref record) {
  Ref tree = pickle::attribute(record, "tree_");
  if (tree == nullptr || pickle::attribute(record, "n_features_in_") != nullptr)
    return std::optional<Inputs>();
  SLIPWAY_ASSIGN(const pickle::State held, pickle::record_state(tree));
  if (held.other == nullptr || held.other->items().size() == 0) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, pickle::shape_of(held.other->items()[0]));
  if (shape.size() != 2) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(shape[1]));
  return std::optional(std::move(inputs));
}

base::Result<Emitted> kernel_density(Context& context, Attributes& state, const Value& in) {
  model::KernelDensity op;
  SLIPWAY_ASSIGN(const std::string kernel, state.text("kernel", "gaussian"));
  SLIPWAY_ASSIGN(op.kernel, read_kernel(context, kernel));
  for (const auto& [name, tolerance] : {std::pair("atol", &op.atol), std::pair("rtol", &op.rtol)}) {
    Ref held = state.get(name);
    if (is_none(held)) continue;
    SLIPWAY_ASSIGN(*tolerance, pickle::as_double(held));
  }
  SLIPWAY_ASSIGN(op.breadth_first, state.flag("breadth_first", true));
  Ref bandwidth = state.get("bandwidth_");
  if (bandwidth == nullptr) bandwidth = state.get("bandwidth");
  SLIPWAY_ASSIGN(op.bandwidth, pickle::as_double(bandwidth));
  op.learned.inputs = static_cast<std::uint32_t>(in.width());
  SLIPWAY_TRY(read_metric(context, state.get("metric"), state.get("metric_params"), op.learned));
  op.log_norm = log_norm(op.kernel, op.bandwidth, static_cast<double>(in.width()));
  SLIPWAY_TRY(read_density_rows(state, op));
  SLIPWAY_ASSIGN(const ValueId block, search_input(context, in, op.learned.metric));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.samples, context.add(block, std::move(op)));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_neighbors_others_adapters() {
  return {
      {.package = "sklearn.neighbors",
       .classes = {"NearestCentroid"},
       .convert = nearest_centroid,
       .reads = {"metric", "classes_", "centroids_", "class_prior_", "within_class_std_dev_"},
       .ignores = {"shrink_threshold", "priors", "deviations_"}},
      {.package = "sklearn.neighbors",
       .classes = {"NeighborhoodComponentsAnalysis"},
       .convert = components_analysis,
       .reads = {"components_"},
       .ignores = {"n_components", "init", "warm_start", "max_iter", "tol", "callback", "verbose",
                   "random_state", "random_state_", "n_iter_", "_n_features_out",
                   "n_features_in_"}},
      {.package = "sklearn.neighbors",
       .classes = {"KernelDensity"},
       .convert = kernel_density,
       .reads = {"kernel", "atol", "rtol", "bandwidth", "bandwidth_", "metric", "metric_params",
                 "tree_", "breadth_first"},
       .ignores = {"algorithm", "leaf_size"},
       .inputs = inputs_of_tree},
  };
}

}  // namespace slipway::format::sklearn
