// What the estimators of sklearn.neighbors hold alike: the rows they were fitted on, a metric, a tree,
// weights. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stages/nearest.h"

namespace slipway::format::sklearn {

// A metric by scikit-learn's name, with its parameters (a dict: p, w, V, VI; or nullptr).
// UNSUPPORTED_OPTION of a function, of precomputed distances, of parameters that depend on the rows
// asked.
base::Status read_metric(const Context& context, Ref metric, Ref parameters,
                         model::SearchedRows& learned);
// What scipy, or an older version, makes of that metric.
void adjust_metric(const Context& context, model::SearchedRows& learned, bool by_scipy);

// effective_metric_, _fit_X, _tree of an estimator given `in`. `count` is left as it is.
base::Result<model::Nearest> read_nearest(Context& context, Attributes& state, const Value& in);

// A KDTree or BallTree: how it is laid out, without its rows.
base::Result<model::SearchTree> read_search_tree(Ref tree);

// weights: by distance, or not.
base::Result<bool> read_weights(Context& context, Attributes& state);

// n_neighbors
base::Result<std::uint32_t> read_count(Attributes& state, const char* name, std::uint32_t more = 0);

// How many rows it was fitted on; WRONG_SHAPE unless `what` has a value for each.
base::Result<std::size_t> learned_rows(Attributes& state);
base::Status want_rows(Attributes& state, const char* what, std::size_t size);

// `in` as a block that the search reads; rows that aren't finite fail, unless the metric is of NaN.
base::Result<ValueId> search_input(Context& context, const Value& in, model::Metric metric);

// A block of Nearest, and one of Within.
base::Result<ValueId> add_nearest(Context& context, Attributes& state, const Value& in,
                                  std::uint32_t count);
// Rows of `width` numbers, row order[i] at i.
std::vector<double> in_order(const std::vector<double>& rows, std::size_t width,
                             const std::vector<std::uint32_t>& order);
// With `order` rows stand as in the tree, if there is one: it says which row each is, and sums over
// them are made in the library's order.
base::Result<ValueId> add_within(Context& context, Attributes& state, const Value& in,
                                 std::vector<std::uint32_t>* order = nullptr);

// The attributes that all of them have.
Names neighbours_read();
Names neighbours_ignored();

}  // namespace slipway::format::sklearn
