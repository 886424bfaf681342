// What all tree kernels share: rows laid out for walking, and leaves added in the order of the
// contract. Used by kernel_tree_*.cc.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/kernel.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine::tree {

// Rows [begin, begin + count) of the run's input as rows of `inputs` numbers, each cast to the
// forest's input first. `Number` is double, or float if the forest's input is. A cast to float32 and
// back changes no comparison with a double threshold.
template <class Number>
void gather_rows(const model::Forest& forest, const std::vector<model::Element>& elements,
                 const Run& run, std::int64_t begin, std::int64_t count, Number* x);

// The sums of some rows, tree by tree. `State` is double or float: the accumulator's type.
template <class State>
class Sums {
 public:
  Sums(const model::TreeEnsemble& op, State* memory)
      : op_(op), forest_(*op.forest), sums_(memory) {}  // rows × outputs

  // The sums of run rows begin, …
  void start(std::int64_t begin, std::int64_t rows, const Run& run) {
    const bool by_row = run.in.size() > 1;
    for (std::int64_t i = 0; i < rows; ++i)
      for (std::uint32_t k = 0; k < op_.outputs; ++k)
        sums_[i * op_.outputs + k] = by_row ? static_cast<State>(run.in[1][k].f64[begin + i])
                                     : op_.base_first && !op_.base.empty()
                                         ? static_cast<State>(op_.base[k])
                                         : State(0);
  }

  // Adds leaf `leaf` of `tree` to row `row`; `x` is that row.
  template <class Number>
  void add(std::int64_t row, std::size_t tree, std::size_t leaf, const Number* x) {
    State* sums = sums_ + row * op_.outputs;
    if (forest_.leaf_width > 1) {
      for (std::uint32_t k = 0; k < op_.outputs; ++k)
        add_to(sums[k], forest_.leaves[leaf * forest_.leaf_width + k]);
      return;
    }
    const double value = forest_.leaf_models.empty() ? forest_.leaves[leaf] : linear(leaf, x);
    add_to(sums[op_.tree_output.empty() ? 0 : op_.tree_output[tree]], value);
  }

  // Writes the finished sums of `rows` rows to run rows begin, …
  void finish(std::int64_t begin, std::int64_t rows, const Run& run) {
    for (std::uint32_t k = 0; k < op_.outputs; ++k) {
      const State trees = op_.aggregate == model::Aggregate::kMean ? adding_to(k) : State(1);
      for (std::int64_t i = 0; i < rows; ++i) {
        State sum = sums_[i * op_.outputs + k];
        if (op_.aggregate == model::Aggregate::kMean) sum /= trees;
        if (!op_.base_first && !op_.base.empty()) sum += static_cast<State>(op_.base[k]);
        store(run.out[k], begin + i, sum);
      }
    }
  }

 private:
  // How many trees add to output `k`.
  State adding_to(std::uint32_t k) const {
    return static_cast<State>(op_.tree_output.empty() || forest_.leaf_width > 1
                                  ? static_cast<std::ptrdiff_t>(forest_.roots.size())
                                  : std::ranges::count(op_.tree_output, k));
  }
  void add_to(State& sum, double leaf) const {
    if (op_.wide_leaves)
      sum = static_cast<State>(static_cast<double>(sum) + leaf);
    else
      sum += static_cast<State>(leaf);
  }
  template <class Number>
  double linear(std::size_t leaf, const Number* x) const {
    const model::LeafModel& leaf_model = forest_.leaf_models[leaf];
    double value = leaf_model.constant;
    for (std::size_t i = 0; i < leaf_model.features.size(); ++i) {
      const auto feature = static_cast<double>(x[leaf_model.features[i]]);
      if (feature != feature) return forest_.leaves[leaf];
      value += leaf_model.coef[i] * feature;
    }
    return value;
  }
  static void store(const Values& out, std::int64_t i, double value) { out.f64[i] = value; }
  static void store(const Values& out, std::int64_t i, float value) { out.f32[i] = value; }

  const model::TreeEnsemble& op_;
  const model::Forest& forest_;
  State* const sums_;
};

// The leaf of `tree` for row `x`, by the contract's letter.
std::size_t walk(const model::Forest& forest, std::size_t tree, const double* x);

}  // namespace slipway::engine::tree
