// Decision trees.
#include "format/sklearn/adapters.h"
#include "format/sklearn/trees.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> tree_of_classes(Context& context, Attributes& state, const Value& in) {
  return forest_of_classes(context, state, {state.record()}, in);
}

base::Result<Emitted> tree_of_numbers(Context& context, Attributes& state, const Value& in) {
  return forest_of_numbers(context, state, {state.record()}, in);
}

// `criterion`, `splitter` and monotonic_cst say whether NaN is taken: takes_nan().
const Names kParameters = {"criterion",
                           "splitter",
                           "monotonic_cst",
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
                           "presort",
                           "n_features_",
                           "_n_features",
                           "n_classes_",
                           "max_features_"};

}  // namespace

std::vector<Adapter> sklearn_tree_adapters() {
  return {
      {.package = "sklearn.tree",
       .classes = {"DecisionTreeClassifier", "ExtraTreeClassifier"},
       .convert = tree_of_classes,
       .reads = {"n_outputs_", "classes_", "tree_"},
       .ignores = kParameters},
      {.package = "sklearn.tree",
       .classes = {"DecisionTreeRegressor", "ExtraTreeRegressor"},
       .convert = tree_of_numbers,
       .reads = {"n_outputs_", "tree_", "classes_"},
       .ignores = kParameters},
  };
}

}  // namespace slipway::format::sklearn
