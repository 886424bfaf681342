// For the tests of adapters of trees: fitted trees as scikit-learn's pickles hold them. Tests only.
#pragma once

#include <string>
#include <vector>

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {

struct TreeNode {
  int left = -1, right = -1, feature = -2;
  double threshold = -2;
  int samples = 1;
  bool missing_left = false;
};

// A tree_ of such nodes; `values` has `targets` × `classes` numbers for each. Whether it knows
// missing values: from 1.3 on.
inline std::string fitted_tree(const std::vector<TreeNode>& nodes,
                               const std::vector<double>& values, int targets = 1, int classes = 1,
                               bool knows_missing = true) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"left_child", "i8"}, {"right_child", "i8"},    {"feature", "i8"},
      {"threshold", "f8"},  {"n_node_samples", "i8"}, {"missing_go_to_left", "u1"}};
  if (!knows_missing) fields.pop_back();
  std::vector<std::vector<double>> rows;
  for (const TreeNode& node : nodes)
    rows.push_back({static_cast<double>(node.left), static_cast<double>(node.right),
                    static_cast<double>(node.feature), node.threshold,
                    static_cast<double>(node.samples), node.missing_left ? 1.0 : 0.0});
  return object(
      "sklearn.tree._tree.Tree",
      is("node_count", whole(static_cast<int>(nodes.size()))) + is("nodes", table(fields, rows)) +
          is("values", array({static_cast<int>(nodes.size()), targets, classes}, values)));
}

// A root that asks whether column `feature` is at most 0.5, and two leaves.
inline std::string stump(const std::vector<double>& values, int targets = 1, int classes = 1,
                         int feature = 1) {
  return fitted_tree({{.left = 1, .right = 2, .feature = feature, .threshold = 0.5, .samples = 5},
                      {.samples = 3},
                      {.samples = 2}},
                     values, targets, classes);
}

inline std::string tree_classifier(const std::string& tree,
                                   const std::vector<std::int64_t>& classes,
                                   const std::string& more = "") {
  return object(
      "sklearn.tree._classes.DecisionTreeClassifier",
      is("tree_", tree) + is("n_outputs_", whole(1)) + is("classes_", labels(classes)) + more);
}
inline std::string tree_regressor(const std::string& tree, const std::string& more = "") {
  return object("sklearn.tree._classes.DecisionTreeRegressor",
                is("tree_", tree) + is("n_outputs_", whole(1)) + more);
}

}  // namespace slipway::format::sklearn
