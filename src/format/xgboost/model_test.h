// A small model for the tests of this folder: one tree with one split, whose parts can be replaced.
#pragma once

#include <string>
#include <string_view>

namespace slipway::format::xgboost {

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? "NOT THERE: " + std::string(from)
                                 : text.replace(at, from.size(), to);
}

// x0 < 0.5 ? -1 : 2, base 0.
inline std::string small_model() {
  return R"({"learner":{"attributes":{},"feature_names":["age","income"],"feature_types":["float","float"],)"
         R"("gradient_booster":{"model":{"gbtree_model_param":{"num_trees":"1"},"iteration_indptr":[0,1],"tree_info":[0],"trees":[)"
         R"({"base_weights":[0,-1,2],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],"default_left":[1,0,0],)"
         R"("left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_conditions":[5E-1,-1E0,2E0],"split_indices":[0,0,0],"split_type":[0,0,0],)"
         R"("tree_param":{"num_nodes":"3","size_leaf_vector":"1"}}]},"name":"gbtree"},)"
         R"("learner_model_param":{"base_score":"0E0","num_class":"0","num_feature":"2","num_target":"1"},"objective":{"name":"reg:squarederror"}},"version":[2,0,3]})";
}

}  // namespace slipway::format::xgboost
