// votes, weighted_median, place: answers of several estimators to one.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/kernel.h"
#include "model/stages/vote.h"

namespace slipway::engine {
namespace {

class VotesStep final : public Step {
 public:
  VotesStep(const model::Votes& op, const model::Stage& stage, const model::Model& model)
      : op_(op) {
    for (const model::ValueId id : stage.inputs) widths_.push_back(model.block(id).width());
  }

  void run(Run& run) const override {
    for (std::uint32_t k = 0; k < op_.classes; ++k) {
      double* out = run.out[k].f64;
      std::size_t voter = 0;
      for (std::size_t b = 0; b < widths_.size(); ++b)
        for (std::size_t j = 0; j < widths_[b]; ++j, ++voter)
          add(run.in[b][j].i64, static_cast<std::int64_t>(k), voter, run.rows, out);
    }
  }
  double ns_per_row() const override {
    return 1.0 * static_cast<double>(op_.yes.size()) * static_cast<double>(op_.classes);
  }

 private:
  void add(const std::int64_t* votes, std::int64_t k, std::size_t voter, std::int64_t rows,
           double* out) const {
    const double yes = op_.yes[voter], no = op_.no[voter];
    for (std::int64_t i = 0; i < rows; ++i) {
      const double weight = votes[i] == k ? yes : no;
      out[i] = voter == 0 ? weight : out[i] + weight;
    }
  }

  const model::Votes& op_;
  std::vector<std::size_t> widths_;
};

class WeightedMedianStep final : public Step {
 public:
  WeightedMedianStep(const model::WeightedMedian& op, const model::Stage&, const model::Model&)
      : op_(op) {}

  void run(Run& run) const override {
    const std::size_t width = op_.weights.size();
    std::vector<std::size_t> order(width);
    run.workspace->resize(2 * width);
    double *x = run.workspace->data(), *sums = x + width;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::size_t j = 0; j < width; ++j) x[j] = run.in[0][j].f64[i];
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::stable_sort(order, [x](std::size_t a, std::size_t b) {
        return x[a] < x[b] || (std::isnan(x[b]) && !std::isnan(x[a]));
      });
      double sum = op_.weights[order[0]];
      sums[0] = sum;
      for (std::size_t j = 1; j < width; ++j) sums[j] = sum += op_.weights[order[j]];
      std::size_t at = 0;  // where no sum reaches half (NaN weights) it is the first
      while (at < width && !(sums[at] >= 0.5 * sum)) ++at;
      run.out[0].f64[i] = x[order[at == width ? 0 : at]];
    }
  }
  double ns_per_row() const override { return 20.0 * static_cast<double>(op_.weights.size()); }

 private:
  const model::WeightedMedian& op_;
};

class PlaceStep final : public Step {
 public:
  PlaceStep(const model::Place& op, const model::Stage&, const model::Model&) : op_(op) {}

  void run(Run& run) const override {
    for (std::size_t k = 0; k < op_.fill.size(); ++k)
      std::fill_n(run.out[k].f64, run.rows, op_.fill[k]);
    for (std::size_t j = 0; j < op_.at.size(); ++j)
      std::copy_n(run.in[0][j].f64, run.rows, run.out[op_.at[j]].f64);
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(op_.fill.size()); }

 private:
  const model::Place& op_;
};

}  // namespace

base::Status register_kernel_vote(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("votes", std::make_unique<FamilyKernel<model::Votes, VotesStep>>()));
  SLIPWAY_TRY(
      kinds.add("weighted_median",
                std::make_unique<FamilyKernel<model::WeightedMedian, WeightedMedianStep>>()));
  return kinds.add("place", std::make_unique<FamilyKernel<model::Place, PlaceStep>>());
}

}  // namespace slipway::engine
