#include "format/sklearn/importances.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/sparse_matrix.h"
#include "format/sklearn/inputs.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;
using Numbers = std::vector<double>;

std::string short_class(Ref estimator) {
  const std::string name = pickle::record_class(estimator);
  return name.substr(name.rfind('.') + 1);
}

void divide(Numbers& numbers, double by) {
  for (double& number : numbers) number /= by;
}

// What splitting gained in a tree, by column: Tree.compute_feature_importances().
base::Result<Numbers> gains(Ref tree_estimator, bool normalize) {
  Ref tree = pickle::attribute(tree_estimator, "tree_");
  Ref nodes = is_none(tree) ? nullptr : pickle::attribute(tree, "nodes");
  SLIPWAY_ASSIGN(const Inputs inputs, inputs_of(tree_estimator));
  SLIPWAY_ASSIGN(const auto left, pickle::field_int64s(nodes, "left_child"));
  SLIPWAY_ASSIGN(const auto right, pickle::field_int64s(nodes, "right_child"));
  SLIPWAY_ASSIGN(const auto feature, pickle::field_int64s(nodes, "feature"));
  SLIPWAY_ASSIGN(const Numbers impurity, pickle::field_doubles(nodes, "impurity"));
  SLIPWAY_ASSIGN(const Numbers weight, pickle::field_doubles(nodes, "weighted_n_node_samples"));
  Numbers gained(inputs.names.size(), 0);
  const auto count = static_cast<std::int64_t>(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] < 0) continue;
    if (left[i] >= count || right[i] < 0 || right[i] >= count || feature[i] < 0 ||
        std::cmp_greater_equal(feature[i], gained.size()))
      return base::invalid_argument("WRONG_SHAPE", "a node of a tree is out of range");
    const auto l = static_cast<std::size_t>(left[i]), r = static_cast<std::size_t>(right[i]);
    gained[static_cast<std::size_t>(feature[i])] +=
        weight[i] * impurity[i] - weight[l] * impurity[l] - weight[r] * impurity[r];
  }
  if (weight.empty()) return base::invalid_argument("WRONG_SHAPE", "a tree has no node");
  divide(gained, weight[0]);
  const double all = numpy_sum(gained.data(), gained.size());
  if (normalize && all > 0) divide(gained, all);
  return gained;
}

bool is_split(Ref tree_estimator) {
  Ref tree = pickle::attribute(tree_estimator, "tree_");
  Ref nodes = is_none(tree) ? nullptr : pickle::attribute(tree, "nodes");
  const auto left = pickle::field_int64s(nodes, "left_child");
  return left.ok() && left->size() > 1;
}

// The sum over trees, times their weights, in order.
base::Result<Numbers> summed(const std::vector<Ref>& trees, bool normalize,
                             const Numbers* weights = nullptr) {
  Numbers sum;
  for (std::size_t t = 0; t < trees.size(); ++t) {
    SLIPWAY_ASSIGN(const Numbers one, gains(trees[t], normalize));
    if (sum.empty()) sum.assign(one.size(), 0);
    if (sum.size() != one.size())
      return base::invalid_argument("WRONG_SHAPE", "trees of different widths");
    for (std::size_t j = 0; j < one.size(); ++j)
      sum[j] += weights == nullptr ? one[j] : (*weights)[t] * one[j];
  }
  return sum;
}

base::Result<std::vector<Ref>> members_of(Ref estimator) {
  Ref list = pickle::attribute(estimator, "estimators_");
  if (is_none(list)) return base::invalid_argument("MISSING_ATTRIBUTE", "there is no estimators_");
  return pickle::as_refs(list);
}

// From 0.21 on trees that split nothing don't count, and the mean is shared out anew.
base::Result<Numbers> shared_out(std::vector<Ref> trees, bool normalize, Ref estimator) {
  std::erase_if(trees, [](Ref tree) { return !is_split(tree); });
  if (trees.empty()) {
    SLIPWAY_ASSIGN(const Inputs inputs, inputs_of(estimator));
    return Numbers(inputs.names.size(), 0);
  }
  SLIPWAY_ASSIGN(Numbers mean, summed(trees, normalize));
  divide(mean, static_cast<double>(trees.size()));
  divide(mean, numpy_sum(mean.data(), mean.size()));
  return mean;
}

base::Result<Numbers> of_forest(const Context& context, Ref estimator) {
  SLIPWAY_ASSIGN(std::vector<Ref> trees, members_of(estimator));
  if (context.version() >= 2100) return shared_out(std::move(trees), true, estimator);
  SLIPWAY_ASSIGN(Numbers mean, summed(trees, true));
  divide(mean, static_cast<double>(trees.size()));
  return mean;
}

base::Result<Numbers> of_gradient_boosting(const Context& context, Ref estimator) {
  if (context.version() < 2100)
    return context.unsupported("the importances of gradient boosting before 0.21");
  SLIPWAY_ASSIGN(std::vector<Ref> trees, members_of(estimator));
  return shared_out(std::move(trees), false, estimator);
}

base::Result<Numbers> of_ada_boost(Ref estimator) {
  SLIPWAY_ASSIGN(const std::vector<Ref> trees, members_of(estimator));
  SLIPWAY_ASSIGN(const Numbers weights,
                 pickle::as_doubles(pickle::attribute(estimator, "estimator_weights_")));
  if (weights.size() < trees.size())
    return base::invalid_argument("WRONG_SHAPE", "estimator_weights_ are too few");
  SLIPWAY_ASSIGN(Numbers sum, summed(trees, true, &weights));
  divide(sum, numpy_sum(weights.data(), weights.size()));
  return sum;
}

base::Result<Numbers> feature_importances(const Context& context, Ref estimator) {
  const std::string name = short_class(estimator);
  if (name.starts_with("RandomForest") || name.starts_with("ExtraTrees"))
    return of_forest(context, estimator);
  if (name.starts_with("DecisionTree") || name.starts_with("ExtraTree"))
    return gains(estimator, true);
  if (name.starts_with("GradientBoosting")) return of_gradient_boosting(context, estimator);
  if (name.starts_with("AdaBoost")) return of_ada_boost(estimator);
  return context.unsupported(fmt::format("the importances of a {}", name));
}

// numpy.linalg.norm(coef_, axis=0, ord=order)
base::Result<Numbers> norms(const pickle::Matrix& coef, double order) {
  Numbers all(static_cast<std::size_t>(coef.cols), 0);
  const bool largest = std::isinf(order) && order > 0, least = std::isinf(order) && order < 0;
  for (std::int64_t i = 0; i < coef.rows; ++i)
    for (std::size_t j = 0; j < all.size(); ++j) {
      const double x = std::abs(coef.values[static_cast<std::size_t>(i) * all.size() + j]);
      if (largest || least)
        all[j] = i == 0 ? x : largest ? std::max(all[j], x) : std::min(all[j], x);
      else
        all[j] += order == 1 ? x : order == 2 ? x * x : order == 0 ? (x != 0) : std::pow(x, order);
    }
  if (largest || least || order == 1 || order == 0) return all;
  for (double& sum : all) sum = order == 2 ? std::sqrt(sum) : std::pow(sum, 1 / order);
  return all;
}

Numbers absolute(Numbers numbers) {
  for (double& number : numbers) number = std::abs(number);
  return numbers;
}

base::Result<Numbers> of_coef(Ref coef, double order) {
  SLIPWAY_ASSIGN(const auto shape, pickle::matrix_shape(coef));
  if (shape.size() == 1) {
    SLIPWAY_ASSIGN(Numbers numbers, pickle::as_doubles(coef));
    return absolute(std::move(numbers));
  }
  SLIPWAY_ASSIGN(const pickle::Matrix matrix, pickle::as_matrix(coef));
  return norms(matrix, order);
}

// One step of a path: an attribute, or what named_steps has.
Ref follow(Ref from, std::string_view name) {
  if (!is_pipeline(from)) return pickle::attribute(from, name);
  Ref steps = pickle::attribute(from, "steps");
  if (steps == nullptr) return nullptr;
  for (Ref step : steps->items())
    if (step->tag == Tag::kTuple && step->items().size() == 2 &&
        step->items()[0]->tag == Tag::kString && step->items()[0]->text == name)
      return step->items()[1];
  return nullptr;
}

}  // namespace

template <class T>
T numpy_sum(const T* values, std::size_t count) {
  if (count < 8) {
    T sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum = i == 0 ? values[0] : sum + values[i];
    return sum;
  }
  if (count <= 128) {
    T r[8];
    std::copy_n(values, 8, r);
    std::size_t i = 8;
    for (; i < count - count % 8; i += 8)
      for (std::size_t k = 0; k < 8; ++k) r[k] += values[i + k];
    T sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < count; ++i) sum += values[i];
    return sum;
  }
  const std::size_t half = count / 2 - count / 2 % 8;
  return numpy_sum(values, half) + numpy_sum(values + half, count - half);
}

template double numpy_sum(const double*, std::size_t);
template float numpy_sum(const float*, std::size_t);

base::Result<Numbers> read_importances(const Context& context, Ref estimator,
                                       const std::string& getter, double norm_order) {
  std::string_view path = getter;
  while (path.find('.') != std::string_view::npos) {
    const std::string_view part = path.substr(0, path.find('.'));
    path.remove_prefix(part.size() + 1);
    if (part == "named_steps" && is_pipeline(estimator)) continue;
    estimator = follow(estimator, part);
    if (is_none(estimator) || estimator->tag != Tag::kRecord)
      return context.unsupported(fmt::format("importance_getter={}", getter));
  }
  Ref coef = pickle::attribute(estimator, "coef_");
  if (path != "auto" && path != "coef_" && path != "feature_importances_")
    return context.unsupported(fmt::format("importance_getter={}", getter));
  if (!is_none(coef) && path != "feature_importances_") return of_coef(coef, norm_order);
  if (path == "coef_") return context.unsupported("coef_ that is not in the file");
  SLIPWAY_ASSIGN(Numbers importances, feature_importances(context, estimator));
  // Impurities of splits by missing values, wrong in 1.3, make some negative.
  return context.version() < 2400 ? importances : absolute(std::move(importances));
}

}  // namespace slipway::format::sklearn
