// The fitted trees of scikit-learn (sklearn.tree._tree.Tree) as a Forest: one node layout from 0.18
// to 1.9, read by field name. Used by the adapters of trees and of ensembles of them. One thread.
#pragma once

#include <functional>
#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stages/forest.h"

namespace slipway::format::sklearn {

// A tree by node. A node is a leaf if left is negative.
struct FittedTree {
  std::vector<std::int64_t> left, right, feature, missing_left;
  std::vector<std::int64_t> samples;  // n_node_samples
  std::vector<double> threshold;
  std::vector<double> values;  // node × target × class
  std::size_t targets = 1, classes = 1;
  bool knows_missing = false;  // from 1.3 on: NaN takes a side that was learned
  std::size_t size() const { return left.size(); }
  bool is_leaf(std::size_t node) const { return left[node] < 0; }
};

// Of `estimator`, a decision tree; read_inner_tree() judges its attributes by its adapter's lists.
base::Result<FittedTree> read_tree(Ref estimator);
base::Result<FittedTree> read_inner_tree(const Context& context, Ref estimator,
                                         std::string_view name);

// Makes room in the forest for the trees of such estimators, so that it is never copied as it grows.
void reserve_trees(const std::vector<Ref>& estimators, std::uint32_t leaf_width,
                   model::Forest& forest);

// Appends a tree. `leaf` puts the forest's leaf_width numbers of a node behind `out`.
using LeafOf = std::function<void(std::size_t node, std::vector<double>& out)>;
void append_tree(const FittedTree& tree, const LeafOf& leaf, model::Forest& forest);

// What a tree or a forest offers: classes (of one target or of several) or numbers, and apply.
// `trees` is the tree itself, or those of an ensemble.
base::Result<Emitted> forest_of_classes(Context& context, Attributes& state,
                                        const std::vector<Ref>& trees, const Value& in);
base::Result<Emitted> forest_of_numbers(Context& context, Attributes& state,
                                        const std::vector<Ref>& trees, const Value& in);

// Whether a tree or a forest says (by its tag allow_nan) that it takes NaN; and whether the predict()
// of an ensemble of such trees, or of the tree itself, does.
bool allows_nan(const Context& context, Ref tree);
bool takes_nan(const Context& context, Ref tree);

// The trees of an ensemble's estimators_, of one or two dimensions; MISSING_ATTRIBUTE if there are
// none.
base::Result<std::vector<Ref>> trees_of(Attributes& state);

}  // namespace slipway::format::sklearn
