// neighbour_vote, neighbour_mean, neighbour_graph, local_outliers: what neighbours answer.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/pairwise_sum.h"
#include "engine/kernel.h"
#include "model/stages/neighbour_answers.h"

namespace slipway::engine {
namespace {

// The neighbours of one row: their numbers and weights.
struct Found {
  std::vector<std::size_t> row;
  std::vector<double> distance, weight;
  std::size_t size() const { return row.size(); }
};

class NeighboursStep : public Step {
 public:
  NeighboursStep(const model::Stage& stage, const model::Model& model, std::size_t rows)
      : rows_(rows),
        sparse_(model.block(stage.inputs[0]).sparse),
        count_(model.block(stage.inputs[0]).width() / 2) {}

 protected:
  void find(const Run& run, std::int64_t i, Found& found) const {
    found.row.clear(), found.distance.clear();
    if (sparse_) {
      const SparseRows& in = *run.sparse_in[0];
      const auto at = static_cast<std::size_t>(i);
      for (std::size_t v = in.begin[at]; v < in.begin[at + 1]; ++v)
        add(found, in.column[v], in.value[v]);
      return;
    }
    for (std::size_t k = 0; k < count_; ++k)
      add(found, run.in[0][count_ + k].i64[i], run.in[0][k].f64[i]);
  }

  static void weigh(Found& found, bool by_distance) {
    found.weight.assign(found.size(), 1);
    if (!by_distance) return;
    bool there = false;
    for (std::size_t n = 0; n < found.size(); ++n) {
      found.weight[n] = 1 / found.distance[n];
      there = there || std::isinf(found.weight[n]);
    }
    if (!there) return;
    for (double& weight : found.weight) weight = std::isinf(weight) ? 1 : 0;
  }

  double each_neighbour() const { return 4.0 * static_cast<double>(sparse_ ? 16 : count_); }

 private:
  void add(Found& found, std::int64_t row, double distance) const {
    if (row < 0 || std::cmp_greater_equal(row, rows_)) return;
    found.row.push_back(static_cast<std::size_t>(row));
    found.distance.push_back(distance);
  }

  const std::size_t rows_;
  const bool sparse_;
  const std::size_t count_;
};

class VoteStep final : public NeighboursStep {
 public:
  VoteStep(const model::NeighbourVote& op, const model::Stage& stage, const model::Model& model)
      : NeighboursStep(stage, model, op.class_of.size()), op_(op) {}

  void run(Run& run) const override {
    Found found;
    std::vector<double> sums;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      find(run, i, found);
      weigh(found, op_.by_distance);
      sums.assign(op_.classes, 0);
      if (found.row.empty()) {
        if (op_.alone.empty())
          run.failures->add(
              i, base::invalid_argument("NO_NEIGHBOURS", "no learned row is within the radius"));
        else
          sums = op_.alone;
      } else if (op_.in_pairs && op_.by_distance) {
        add_in_pairs(found, sums);
      } else {
        for (std::size_t n = 0; n < found.size(); ++n)
          sums[op_.class_of[found.row[n]]] += found.weight[n];
      }
      for (std::size_t c = 0; c < sums.size(); ++c) run.out[c].f64[i] = sums[c];
    }
  }
  double ns_per_row() const override { return each_neighbour() + op_.classes; }

 private:
  void add_in_pairs(const Found& found, std::vector<double>& sums) const {
    for (std::uint32_t c = 0; c < op_.classes; ++c)
      sums[c] = base::pairwise_sum(
          [&](std::size_t n) { return op_.class_of[found.row[n]] == c ? found.weight[n] : 0; }, 0,
          found.size());
  }

  const model::NeighbourVote& op_;
};

double mean_in_single(const std::vector<double>& values, bool one_by_one) {
  float sum = 0;
  if (one_by_one)
    for (const double value : values) sum += static_cast<float>(value);
  else
    sum = base::pairwise_sum([&](std::size_t n) { return static_cast<float>(values[n]); }, 0,
                             values.size());
  return static_cast<double>(sum / static_cast<float>(values.size()));
}

double sum_in_pairs(const std::vector<double>& values) {
  return base::pairwise_sum([&](std::size_t n) { return values[n]; }, 0, values.size());
}

class MeanStep final : public NeighboursStep {
 public:
  MeanStep(const model::NeighbourMean& op, const model::Stage& stage, const model::Model& model)
      : NeighboursStep(stage, model, op.values.size() / op.outputs), op_(op) {}

  void run(Run& run) const override {
    Found found;
    std::vector<double> products;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      find(run, i, found);
      weigh(found, op_.by_distance);
      for (std::size_t k = 0; k < op_.outputs; ++k) {
        products.clear();
        for (std::size_t n = 0; n < found.size(); ++n)
          products.push_back(op_.values[found.row[n] * op_.outputs + k] * found.weight[n]);
        run.out[k].f64[i] = mean(products, found);
      }
    }
  }
  double ns_per_row() const override { return each_neighbour() * op_.outputs; }

 private:
  double mean(const std::vector<double>& products, const Found& found) const {
    if (products.empty()) return op_.alone;
    const bool one_by_one = op_.outputs > 1 && !op_.by_distance;
    if (op_.single && !op_.by_distance) return mean_in_single(products, one_by_one);
    const double sum = one_by_one ? std::accumulate(products.begin(), products.end(), 0.0)
                                  : sum_in_pairs(products);
    return sum /
           (op_.by_distance ? sum_in_pairs(found.weight) : static_cast<double>(products.size()));
  }

  const model::NeighbourMean& op_;
};

class GraphStep final : public NeighboursStep {
 public:
  GraphStep(const model::NeighbourGraph& op, const model::Stage& stage, const model::Model& model)
      : NeighboursStep(stage, model, op.rows), op_(op) {}

  void run(Run& run) const override {
    Found found;
    std::vector<std::size_t> order;
    run.sparse_out->start();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      find(run, i, found);
      order.resize(found.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::sort(order, {}, [&](std::size_t n) { return found.row[n]; });
      for (const std::size_t n : order)
        if (!op_.distances || found.distance[n] != 0)
          run.sparse_out->add(static_cast<std::uint32_t>(found.row[n]),
                              op_.distances ? found.distance[n] : 1);
      run.sparse_out->end_row();
    }
  }
  double ns_per_row() const override { return 2 * each_neighbour(); }

 private:
  const model::NeighbourGraph& op_;
};

class OutliersStep final : public NeighboursStep {
 public:
  OutliersStep(const model::LocalOutliers& op, const model::Stage& stage, const model::Model& model)
      : NeighboursStep(stage, model, op.reach.size()), op_(op) {}

  void run(Run& run) const override {
    Found found;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      find(run, i, found);
      const auto count = static_cast<double>(found.size());
      const double reached = base::pairwise_sum(
          [&](std::size_t n) { return std::max(found.distance[n], op_.reach[found.row[n]]); }, 0,
          found.size());
      const double density = 1 / (reached / count + 1e-10);
      const double ratios = base::pairwise_sum(
          [&](std::size_t n) { return op_.density[found.row[n]] / density; }, 0, found.size());
      run.out[0].f64[i] = -(ratios / count);
    }
  }
  double ns_per_row() const override { return 2 * each_neighbour(); }

 private:
  const model::LocalOutliers& op_;
};

}  // namespace

base::Status register_kernel_neighbour_answers(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("neighbour_vote",
                        std::make_unique<FamilyKernel<model::NeighbourVote, VoteStep>>()));
  SLIPWAY_TRY(kinds.add("neighbour_mean",
                        std::make_unique<FamilyKernel<model::NeighbourMean, MeanStep>>()));
  SLIPWAY_TRY(kinds.add("neighbour_graph",
                        std::make_unique<FamilyKernel<model::NeighbourGraph, GraphStep>>()));
  return kinds.add("local_outliers",
                   std::make_unique<FamilyKernel<model::LocalOutliers, OutliersStep>>());
}

}  // namespace slipway::engine
