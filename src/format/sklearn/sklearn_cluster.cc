// sklearn.cluster: the nearest centre, the distances to all of them, and pooled columns.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/forest.h"
#include "model/stages/linear.h"
#include "model/stages/trees.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Elementwise;
using model::Function;
using pickle::Tag;

struct Centers {
  std::size_t count = 0;
  std::vector<double> values;   // count × columns
  std::vector<double> squares;  // |c|²
};

base::Result<Centers> read_centers(Attributes& state, const char* name, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  SLIPWAY_ASSIGN(pickle::Matrix matrix, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width(name, static_cast<std::size_t>(matrix.cols), in.width()));
  if (matrix.rows <= 0 || matrix.rows > base::kColumnsMax)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("{} has no rows", name));
  Centers centers{static_cast<std::size_t>(matrix.rows), std::move(matrix.values), {}};
  for (std::size_t k = 0; k < centers.count; ++k) {
    double sum = 0;
    for (std::size_t j = 0; j < in.width(); ++j)
      sum += centers.values[k * in.width() + j] * centers.values[k * in.width() + j];
    centers.squares.push_back(sum);
  }
  return centers;
}

// The index of the least |c|² - 2 x·c, the first of equal ones: as the greatest of 2 x·c - |c|².
base::Result<ValueId> nearest(Context& context, const Value& in, const Centers& centers) {
  model::Linear linear{.inputs = static_cast<std::uint32_t>(in.width()),
                       .coef = centers.values,
                       .intercept = centers.squares};
  for (double& value : linear.coef) value *= 2;
  for (double& value : linear.intercept) value = -value;
  SLIPWAY_ASSIGN(const ValueId nearness, add_linear_score(context, in, std::move(linear)));
  // Of one centre the score is none: it is the nearest whatever it is.
  model::Decide decide;
  if (centers.count == 1) decide.threshold = std::numeric_limits<double>::infinity();
  return context.add(nearness, decide, "nearest");
}

// sqrt(max(((-2 x·c) + |x|²) + |c|², 0)), the form of euclidean_distances().
base::Result<Value> distances(Context& context, const Value& in, const Centers& centers) {
  const auto width = static_cast<std::uint32_t>(in.width());
  model::Linear linear{
      .inputs = width, .coef = centers.values, .intercept = std::vector<double>(centers.count, 0)};
  for (double& value : linear.coef) value *= -2;
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId block, context.block(checked));
  SLIPWAY_ASSIGN(const ValueId products, context.add(block, std::move(linear), "products"));
  SLIPWAY_ASSIGN(ValueId own, context.add(block, Elementwise{Function::kSquare, {}}, "squares"));
  model::Linear sum{.inputs = width, .coef = std::vector<double>(width, 1), .intercept = {0}};
  SLIPWAY_ASSIGN(own, context.add(own, std::move(sum), "length"));
  const std::vector<std::uint32_t> everywhere(centers.count, 0);
  SLIPWAY_ASSIGN(own, context.builder().select(context.path() + ".lengths", own, everywhere));
  SLIPWAY_ASSIGN(ValueId id, context.add({products, own}, model::Combine{}, "sum"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kAdd, centers.squares}, "squared"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kMaximum, {0}}, "clipped"));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kSqrt, {}}, "distances"));
  return computed_components(context, id, centers.count);
}

base::Result<Emitted> k_means(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Centers centers, read_centers(state, "cluster_centers_", in));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, nearest(context, in, centers));
  SLIPWAY_ASSIGN(emitted.transform, distances(context, in, centers));
  return emitted;
}

base::Result<Emitted> nearest_center(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  Ref held = state.get("cluster_centers_");
  if (is_none(held)) return context.unsupported("no cluster_centers_: it does not predict");
  SLIPWAY_ASSIGN(const Centers centers, read_centers(state, "cluster_centers_", in));
  SLIPWAY_ASSIGN(emitted.predict, nearest(context, in, centers));
  return emitted;
}

// The label of the nearest subcluster.
base::Result<Emitted> birch(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Centers centers, read_centers(state, "subcluster_centers_", in));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, distances(context, in, centers));
  if (Ref labels = state.get("subcluster_labels_"); !is_none(labels)) {
    SLIPWAY_ASSIGN(std::vector<double> numbers, pickle::as_doubles(labels));
    SLIPWAY_TRY(want_width("subcluster_labels_", numbers.size(), centers.count));
    SLIPWAY_ASSIGN(const ValueId index, nearest(context, in, centers));
    SLIPWAY_ASSIGN(
        emitted.predict,
        context.add(index, model::NumberOf{{std::move(numbers)}, Element::kI64}, "labels"));
  }
  return emitted;
}

// --- BisectingKMeans ---

const Adapter& bisecting_tree() {
  static const Adapter kAdapter = {.package = "sklearn.cluster",
                                   .classes = {"_BisectingTree"},
                                   .convert = nullptr,
                                   .reads = {"center", "left", "right", "label"},
                                   .ignores = {"score", "indices"}};
  return kAdapter;
}

// The tree of bisections as a tree over scores: inner node k goes left if score k, the difference of
// what nearest() compares for its two children, is at most 0.
class Bisections {
 public:
  Bisections(const Context& context, std::vector<double> mean)
      : context_(context), mean_(std::move(mean)) {
    trees_.roots = {0};
  }

  // Children come after their parents; -1 - leaf of a leaf.
  base::Result<std::int32_t> add(Ref record) {
    if (!seen_.insert(record).second || seen_.size() > 2 * base::kColumnsMax)
      return base::invalid_argument("BAD_MODEL", "the tree of clusters is no tree");
    if (++depth_ > base::kNestingMax)
      return base::invalid_argument("TOO_DEEP", "the tree of clusters is too deep");
    SLIPWAY_ASSIGN(Attributes state, Attributes::of(record, bisecting_tree()));
    Ref left = state.get("left"), right = state.get("right");
    std::int32_t at = 0;
    if (is_none(left) || is_none(right)) {
      SLIPWAY_ASSIGN(at, leaf(state));
    } else {
      at = static_cast<std::int32_t>(trees_.nodes.size());
      const auto k = static_cast<std::size_t>(at);
      trees_.nodes.push_back({.threshold = 0, .feature = static_cast<std::uint32_t>(at)});
      SLIPWAY_TRY(center(left));
      SLIPWAY_TRY(center(right));
      SLIPWAY_ASSIGN(trees_.nodes[k].left, add(left));
      SLIPWAY_ASSIGN(trees_.nodes[k].right, add(right));
    }
    SLIPWAY_TRY(state.finish(context_));
    --depth_;
    return at;
  }

  model::Forest trees() && { return std::move(trees_); }
  const std::vector<double>& centers() const { return values_; }

 private:
  base::Result<std::int32_t> leaf(Attributes& state) {
    SLIPWAY_ASSIGN(Ref label, state.need("label"));
    SLIPWAY_ASSIGN(const std::int64_t number, pickle::as_int64(label));
    trees_.leaves.push_back(static_cast<double>(number));
    return ~static_cast<std::int32_t>(trees_.leaves.size() - 1);
  }
  base::Status center(Ref record) {
    auto numbers = pickle::as_doubles(pickle::attribute(record, "center"));
    if (!numbers.ok()) return numbers.status().at("center");
    SLIPWAY_TRY(want_width("center", numbers->size(), mean_.size()));
    for (std::size_t j = 0; j < mean_.size(); ++j) values_.push_back((*numbers)[j] + mean_[j]);
    return {};
  }

  const Context& context_;
  const std::vector<double> mean_;
  std::set<Ref> seen_;
  std::uint32_t depth_ = 0;
  model::Forest trees_;
  std::vector<double> values_;  // by node, left and right
};

// |c|² - 2 x·c of both children of every node, the right one's taken from the left one's.
base::Result<ValueId> sides(Context& context, const Value& in, const std::vector<double>& centers) {
  const std::size_t width = in.width(), count = centers.size() / width;
  model::Linear linear{.inputs = static_cast<std::uint32_t>(width), .coef = centers};
  for (std::size_t k = 0; k < count; ++k) {
    double sum = 0;
    for (std::size_t j = 0; j < width; ++j) sum += centers[k * width + j] * centers[k * width + j];
    linear.intercept.push_back(sum);
  }
  for (double& value : linear.coef) value *= -2;
  SLIPWAY_ASSIGN(const ValueId scores, add_linear_score(context, in, std::move(linear)));
  std::vector<std::uint32_t> lefts, rights;
  for (std::uint32_t k = 0; k < count; k += 2) lefts.push_back(k), rights.push_back(k + 1);
  SLIPWAY_ASSIGN(const ValueId left,
                 context.builder().select(context.path() + ".left", scores, lefts));
  SLIPWAY_ASSIGN(const ValueId right,
                 context.builder().select(context.path() + ".right", scores, rights));
  return context.add({left, right}, model::Combine{.weights = {1, -1}}, "sides");
}

base::Result<Emitted> bisecting_k_means(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Centers centers, read_centers(state, "cluster_centers_", in));
  std::vector<double> mean(in.width(), 0);
  if (!is_none(state.get("_X_mean"))) {
    SLIPWAY_ASSIGN(mean, state.doubles("_X_mean"));
    SLIPWAY_TRY(want_width("_X_mean", mean.size(), in.width()));
  }
  SLIPWAY_ASSIGN(Ref tree, state.need("_bisecting_tree"));
  Bisections bisections(context, std::move(mean));
  SLIPWAY_ASSIGN(const std::int32_t root, bisections.add(tree));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, distances(context, in, centers));
  if (root < 0) {  // one cluster
    SLIPWAY_ASSIGN(emitted.predict, nearest(context, in, centers));
    return emitted;
  }
  SLIPWAY_ASSIGN(const ValueId scores, sides(context, in, bisections.centers()));
  model::Forest forest = std::move(bisections).trees();
  forest.inputs = static_cast<std::uint32_t>(forest.nodes.size());
  model::TreeEnsemble ensemble;
  ensemble.forest = std::make_shared<const model::Forest>(std::move(forest));
  SLIPWAY_ASSIGN(const ValueId label, context.add(scores, std::move(ensemble), "tree"));
  SLIPWAY_ASSIGN(emitted.predict, context.add(label, model::Cast{Element::kI64}, "labels"));
  return emitted;
}

// --- FeatureAgglomeration ---

bool is_mean(Ref function) {
  const std::string name = pickle::symbol_name(function);
  return name.starts_with("numpy.") && name.ends_with(".mean");
}

// The mean of the columns of each label.
base::Result<Emitted> feature_agglomeration(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref pooling, state.need("pooling_func"));
  if (!is_mean(pooling))
    return context.unsupported(fmt::format("pooling_func={}", pooling->tag == Tag::kSymbol
                                                                  ? pickle::symbol_name(pooling)
                                                                  : pickle::describe(pooling)));
  SLIPWAY_ASSIGN(Ref held, state.need("labels_"));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> labels, pickle::as_int64s(held));
  SLIPWAY_TRY(want_width("labels_", labels.size(), in.width()));
  std::size_t count = 0;
  for (const std::int64_t label : labels) {
    if (label < 0 || std::cmp_greater_equal(label, in.width()))
      return base::invalid_argument("WRONG_SHAPE", "labels_ has a label out of range");
    count = std::max(count, static_cast<std::size_t>(label) + 1);
  }
  model::Linear linear{.inputs = static_cast<std::uint32_t>(in.width()),
                       .coef = std::vector<double>(count * in.width(), 0),
                       .intercept = std::vector<double>(count, 0)};
  std::vector<double> sizes(count, 0);
  for (std::size_t j = 0; j < labels.size(); ++j) {
    const auto label = static_cast<std::size_t>(labels[j]);
    linear.coef[label * in.width() + j] = 1;
    sizes[label] += 1;
  }
  SLIPWAY_ASSIGN(const ValueId sums, add_linear_score(context, in, std::move(linear)));
  SLIPWAY_ASSIGN(const ValueId id,
                 context.add(sums, Elementwise{Function::kDivide, std::move(sizes)}, "mean"));
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  return emitted;
}

Names k_means_parameters() {
  return {"_algorithm",   "_n_features_out",
          "_n_init",      "_n_threads",
          "_tol",         "algorithm",
          "copy_x",       "inertia_",
          "init",         "labels_",
          "max_iter",     "n_clusters",
          "n_init",       "n_iter_",
          "n_jobs",       "precompute_distances",
          "random_state", "tol",
          "verbose"};
}

}  // namespace

std::vector<Adapter> sklearn_cluster_adapters() {
  return {
      {.package = "sklearn.cluster",
       .classes = {"KMeans"},
       .convert = k_means,
       .reads = {"cluster_centers_"},
       .ignores = k_means_parameters()},
      {.package = "sklearn.cluster",
       .classes = {"MiniBatchKMeans"},
       .convert = k_means,
       .reads = {"cluster_centers_"},
       .ignores = k_means_parameters() +
                  Names{"_batch_size", "_counts", "_ewa_inertia", "_ewa_inertia_min", "_init_size",
                        "_n_since_last_reassign", "_no_improvement", "batch_size", "compute_labels",
                        "counts_", "init_size", "init_size_", "max_no_improvement", "n_steps_",
                        "random_state_", "reassignment_ratio"}},
      {.package = "sklearn.cluster",
       .classes = {"BisectingKMeans"},
       .convert = bisecting_k_means,
       .reads = {"cluster_centers_", "_X_mean", "_bisecting_tree"},
       .ignores =
           k_means_parameters() + Names{"_kmeans_single", "_random_state", "bisecting_strategy"}},
      {.package = "sklearn.cluster",
       .classes = {"Birch"},
       .convert = birch,
       .reads = {"subcluster_centers_", "subcluster_labels_"},
       .ignores = {"_deprecated_fit", "_deprecated_partial_fit", "_n_features_out",
                   "_subcluster_norms", "branching_factor", "compute_labels", "copy", "dummy_leaf_",
                   "fit_", "labels_", "n_clusters", "partial_fit_", "root_", "threshold"}},
      {.package = "sklearn.cluster",
       .classes = {"MeanShift"},
       .convert = nearest_center,
       .reads = {"cluster_centers_"},
       .ignores = {"bandwidth", "bin_seeding", "cluster_all", "labels_", "max_iter", "min_bin_freq",
                   "n_iter_", "n_jobs", "seeds"}},
      {.package = "sklearn.cluster",
       .classes = {"AffinityPropagation"},
       .convert = nearest_center,
       .reads = {"cluster_centers_"},
       .ignores = {"affinity", "affinity_matrix_", "cluster_centers_indices_", "convergence_iter",
                   "copy", "damping", "labels_", "max_iter", "n_iter_", "preference",
                   "random_state", "verbose"}},
      {.package = "sklearn.cluster",
       .classes = {"FeatureAgglomeration"},
       .convert = feature_agglomeration,
       .reads = {"pooling_func", "labels_"},
       .ignores = {"_metric", "_n_features_out", "affinity", "children_", "compute_distances",
                   "compute_full_tree", "connectivity", "distance_threshold", "distances_",
                   "linkage", "memory", "metric", "n_clusters", "n_clusters_", "n_components_",
                   "n_connected_components_", "n_leaves_"}},
  };
}

}  // namespace slipway::format::sklearn
