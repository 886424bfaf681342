#include "format/sklearn/inputs.h"

#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/sparse_matrix.h"
#include "format/sklearn/adapter.h"
#include "format/sklearn/boosters.h"

namespace slipway::format::sklearn {
namespace {

// Estimators that were asked: each is asked once, however often (or cyclically) a file refers to it.
struct Asked {
  std::set<Ref> seen;
  std::uint32_t depth = 0;
};

// Where estimators keep the estimators that read the same columns as they do.
constexpr const char* kInner[] = {
    "best_estimator_",         "estimator_", "base_estimator_", "estimators_",
    "calibrated_classifiers_", "regressor_", "estimator",       "base_estimator"};

// What was learned by column: an array whose last dimension is the columns.
constexpr const char* kByColumn[] = {"x_mean_",  // its coef_ has the columns first
                                     "coef_",
                                     "mean_",
                                     "scale_",
                                     "statistics_",
                                     "components_",
                                     "cluster_centers_",
                                     "support_vectors_",
                                     "_fit_X",
                                     "theta_",
                                     "feature_log_prob_",
                                     "centroids_",
                                     "means_",
                                     "X_train_",
                                     "X_fit_",
                                     "max_abs_",
                                     "center_",
                                     "scores_",
                                     "variances_",
                                     "support_",
                                     "ranking_",
                                     "lambdas_"};

base::Result<Inputs> numbered(std::int64_t count) {
  if (count <= 0 || count > base::kColumnsMax)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("the model wants {} columns", count));
  Inputs inputs;
  for (std::int64_t i = 0; i < count; ++i) inputs.names.push_back(fmt::format("x{}", i));
  return inputs;
}

// What `estimator` itself says.
base::Result<std::optional<Inputs>> said(Ref estimator) {
  if (holds_booster(estimator)) {
    SLIPWAY_ASSIGN(BoosterSays says, booster_says(estimator));
    return std::optional(Inputs{std::move(says.names), says.names_known});
  }
  if (const Adapter* adapter = find_adapter(pickle::record_class(estimator));
      adapter != nullptr && adapter->inputs != nullptr) {
    SLIPWAY_ASSIGN(auto found, adapter->inputs(estimator));
    if (found) return found;
  }
  for (const char* name : {"feature_names_in_", "_feature_names_in"}) {
    Ref names = pickle::attribute(estimator, name);
    if (is_none(names)) continue;
    SLIPWAY_ASSIGN(std::vector<std::string> known, pickle::as_strings(names));
    return std::optional(Inputs{std::move(known), true});
  }
  return std::optional<Inputs>();
}

base::Result<std::optional<Inputs>> counted(Ref estimator) {
  for (const char* name : {"n_features_in_", "_n_features", "n_features_", "n_input_features_"}) {
    Ref count = pickle::attribute(estimator, name);
    if (is_none(count)) continue;
    SLIPWAY_ASSIGN(const std::int64_t columns, pickle::as_int64(count));
    SLIPWAY_ASSIGN(Inputs inputs, numbered(columns));
    return std::optional(std::move(inputs));
  }
  return std::optional<Inputs>();
}

base::Result<std::optional<Inputs>> measured(Ref estimator) {
  Ref categories = pickle::attribute(estimator, "categories_");
  if (!is_none(categories)) {
    SLIPWAY_ASSIGN(Inputs inputs, numbered(static_cast<std::int64_t>(categories->items.size())));
    return std::optional(std::move(inputs));
  }
  for (const char* name : kByColumn) {
    Ref learned = pickle::attribute(estimator, name);
    if (is_none(learned)) continue;
    const auto shape = pickle::matrix_shape(learned);
    if (!shape.ok() || shape->empty()) continue;
    SLIPWAY_ASSIGN(Inputs inputs, numbered(shape->back()));
    return std::optional(std::move(inputs));
  }
  return std::optional<Inputs>();
}

base::Result<std::optional<Inputs>> find_inputs(Ref estimator, Asked& asked);

// The first estimator of a list (of estimators, or of pairs with a name) that says.
base::Result<std::optional<Inputs>> inside(Ref held, Asked& asked) {
  if (held->tag == pickle::Tag::kRecord) return find_inputs(held, asked);
  const auto members = pickle::as_refs(held);
  if (!members.ok()) return std::optional<Inputs>();
  for (Ref member : *members) {
    if (member->tag == pickle::Tag::kTuple && member->items.size() >= 2) member = member->items[1];
    if (member->tag != pickle::Tag::kRecord) continue;
    SLIPWAY_ASSIGN(auto found, find_inputs(member, asked));
    if (found) return found;
  }
  return std::optional<Inputs>();
}

base::Result<std::optional<Inputs>> ask(Ref estimator, Asked& asked) {
  SLIPWAY_ASSIGN(auto found, said(estimator));
  if (found) return found;
  for (const char* name : {"steps", "transformer_list"}) {
    Ref steps = pickle::attribute(estimator, name);
    if (is_none(steps)) continue;
    SLIPWAY_ASSIGN(found, inside(steps, asked));
    if (found) return found;
  }
  SLIPWAY_ASSIGN(found, counted(estimator));
  if (found) return found;
  for (const char* name : kInner) {
    Ref inner = pickle::attribute(estimator, name);
    if (is_none(inner)) continue;
    SLIPWAY_ASSIGN(found, inside(inner, asked));
    if (found) return found;
  }
  return measured(estimator);
}

base::Result<std::optional<Inputs>> find_inputs(Ref estimator, Asked& asked) {
  if (asked.depth >= base::kNestingMax || !asked.seen.insert(estimator).second)
    return std::optional<Inputs>();
  ++asked.depth;
  auto found = ask(estimator, asked);
  --asked.depth;
  return found;
}

}  // namespace

base::Result<Inputs> numbered_inputs(std::int64_t count) { return numbered(count); }

bool is_pipeline(Ref estimator) {
  return pickle::record_class(estimator) == "sklearn.pipeline.Pipeline";
}

std::vector<Ref> steps_of(Ref pipeline) {
  std::vector<Ref> steps;
  Ref list = pickle::attribute(pipeline, "steps");
  if (list == nullptr) return steps;
  for (Ref step : list->items)
    if (step->tag == pickle::Tag::kTuple && step->items.size() == 2)
      steps.push_back(step->items[1]);
  return steps;
}

base::Result<Inputs> inputs_of(Ref estimator) {
  Asked asked;
  SLIPWAY_ASSIGN(auto found, find_inputs(estimator, asked));
  if (found) return *std::move(found);
  const std::string name = pickle::record_class(estimator);
  return base::invalid_argument("MISSING_ATTRIBUTE",
                                fmt::format("{} does not say how many columns it wants",
                                            name.substr(name.rfind('.') + 1)))
      .remedy("fit the estimator before it is saved");
}

}  // namespace slipway::format::sklearn
