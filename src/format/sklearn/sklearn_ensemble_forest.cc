// Random forests and extra trees: means of trees. RandomTreesEmbedding: their leaves, one-hot.
#include <fmt/format.h>

#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/trees.h"
#include "model/stages/columns.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> of_classes(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto trees, trees_of(state));
  return forest_of_classes(context, state, trees, in);
}

base::Result<Emitted> of_numbers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto trees, trees_of(state));
  return forest_of_numbers(context, state, trees, in);
}

base::Result<Emitted> embedding(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Emitted forest, of_numbers(context, state, in));
  SLIPWAY_ASSIGN(Ref encoder, state.need("one_hot_encoder_"));
  SLIPWAY_ASSIGN(const ValueId leaves,
                 context.add(*forest.leaves, model::Cast{model::Element::kF64}, "leaf_numbers"));
  std::vector<std::string> names;
  for (std::size_t t = 0; t < context.builder().block(leaves).width(); ++t)
    names.push_back(fmt::format("{}", t));
  Value numbers = computed(leaves, std::move(names));
  numbers.finite = numbers.finite_single = true;
  SLIPWAY_ASSIGN(const Emitted encoded, context.convert(encoder, "one_hot_encoder_", numbers));
  Emitted emitted;
  emitted.transform = encoded.transform;
  emitted.leaves = forest.leaves;
  if (!emitted.transform)
    return base::invalid_argument("BAD_MODEL", "one_hot_encoder_ does not transform");
  // "x_<tree>_<leaf>" of the encoder's "<tree>_<leaf>"
  for (std::string& name : emitted.transform->names) name = "randomtreesembedding_" + name;
  return emitted;
}

const Names kParameters = {"n_estimators",
                           "bootstrap",
                           "oob_score",
                           "n_jobs",
                           "verbose",
                           "warm_start",
                           "max_samples",
                           "estimator",
                           "estimator_",
                           "base_estimator",
                           "base_estimator_",
                           "estimator_params",
                           "oob_score_",
                           "oob_decision_function_",
                           "oob_prediction_",
                           "_n_samples",
                           "_n_samples_bootstrap",
                           "_sample_weight",
                           "n_classes_",
                           "n_features_",
                           "_n_features",
                           "criterion",
                           "max_depth",
                           "min_samples_split",
                           "min_samples_leaf",
                           "min_weight_fraction_leaf",
                           "max_features",
                           "random_state",
                           "max_leaf_nodes",
                           "min_impurity_decrease",
                           "min_impurity_split",
                           "class_weight",
                           "ccp_alpha",
                           "monotonic_cst"};

}  // namespace

std::vector<Adapter> sklearn_ensemble_forest_adapters() {
  return {
      {.package = "sklearn.ensemble",
       .classes = {"RandomForestClassifier", "ExtraTreesClassifier"},
       .convert = of_classes,
       .reads = {"n_outputs_", "classes_", "estimators_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"RandomForestRegressor", "ExtraTreesRegressor"},
       .convert = of_numbers,
       .reads = {"n_outputs_", "estimators_"},
       .ignores = kParameters},
      {.package = "sklearn.ensemble",
       .classes = {"RandomTreesEmbedding"},
       .convert = embedding,
       .reads = {"n_outputs_", "estimators_", "one_hot_encoder_"},
       .ignores = kParameters + Names{"sparse_output", "_n_features_out"}},
  };
}

}  // namespace slipway::format::sklearn
