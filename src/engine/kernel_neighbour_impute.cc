// neighbour_impute, where: missing values filled from the nearest rows; values chosen by a condition.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/introselect.h"
#include "engine/kernel.h"
#include "model/stages/neighbour_impute.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::NeighbourImpute;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

class NeighbourImputeStep final : public Step {
 public:
  NeighbourImputeStep(const NeighbourImpute& op, const model::Stage& stage,
                      const model::Model& model)
      : op_(op),
        elements_(model.block(stage.inputs[0]).columns),
        rows_(op.rows.size() / op.inputs),
        donors_(op.inputs) {
    for (std::size_t r = 0; r < rows_; ++r) {
      double squares = 0;
      for (std::size_t j = 0; j < op.inputs; ++j) {
        const double value = op.rows[r * op.inputs + j];
        if (std::isnan(value)) continue;
        squares += value * value;
        donors_[j].push_back(r);
      }
      squares_.push_back(squares);
    }
  }

  void run(Run& run) const override {
    run.workspace->resize(op_.inputs + 2 * rows_);
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      double* x = run.workspace->data();
      bool any = false;
      for (std::size_t j = 0; j < op_.inputs; ++j) {
        const double value = number_at(run.in[0][j], elements_[j], i);
        run.out[j].f64[i] = value;
        x[j] = is_missing(value) ? kNan : value;
        any = any || (std::isnan(x[j]) && !donors_[j].empty());
      }
      if (!any) continue;
      double* distances = x + op_.inputs;
      for (std::size_t r = 0; r < rows_; ++r) distances[r] = distance(x, r);
      for (std::size_t j = 0; j < op_.inputs; ++j)
        if (std::isnan(x[j]) && !donors_[j].empty())
          run.out[j].f64[i] = value_for(j, distances, distances + rows_, order);
    }
  }
  double ns_per_row() const override {
    return 2.0 * static_cast<double>(op_.rows.size()) + 5.0 * static_cast<double>(rows_);
  }

 private:
  bool is_missing(double x) const {
    return std::isnan(op_.missing.number) ? std::isnan(x) : x == op_.missing.number;
  }

  double distance(const double* x, std::size_t r) const {
    const double* row = op_.rows.data() + r * op_.inputs;
    double dot = 0, own = 0, own_lost = 0, row_lost = 0, both = 0;
    for (std::size_t j = 0; j < op_.inputs; ++j) {
      const bool here = !std::isnan(x[j]), there = !std::isnan(row[j]);
      if (here) own += x[j] * x[j];
      if (here && there) dot += x[j] * row[j], both += 1;
      if (here && !there) own_lost += x[j] * x[j];
      if (!here && there) row_lost += row[j] * row[j];
    }
    if (both == 0) return kNan;
    double squared = -2 * dot + own + squares_[r] - own_lost - row_lost;
    if (squared < 0) squared = 0;
    return std::sqrt(squared / both * static_cast<double>(op_.inputs));
  }

  // `to_donors` has room for the distances to the donors of column j.
  double value_for(std::size_t j, const double* distances, double* to_donors,
                   std::vector<std::int64_t>& order) const {
    const auto& donors = donors_[j];
    bool lost = true;
    for (std::size_t d = 0; d < donors.size(); ++d) {
      to_donors[d] = distances[donors[d]];
      lost = lost && std::isnan(to_donors[d]);
    }
    if (lost) return op_.mean[j];
    const std::size_t count = std::min<std::size_t>(op_.neighbours, donors.size());
    order.resize(donors.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    arg_partition(to_donors, order.data(), order.size(), count - 1);
    const bool exact =
        op_.by_distance &&
        std::any_of(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                    [&](std::int64_t d) { return std::isinf(1 / to_donors[d]); });
    double sum = 0, weights = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const double weight = weight_of(to_donors[order[k]], exact);
      const double value = op_.rows[donors[static_cast<std::size_t>(order[k])] * op_.inputs + j];
      sum = k == 0 ? value * weight : sum + value * weight;
      weights = k == 0 ? weight : weights + weight;
    }
    return sum / weights;
  }
  double weight_of(double d, bool exact) const {
    if (std::isnan(d)) return !op_.by_distance && op_.counts_lost ? 1 : 0;
    if (!op_.by_distance) return 1;
    return exact ? (std::isinf(1 / d) ? 1 : 0) : 1 / d;
  }

  const NeighbourImpute& op_;
  const std::vector<Element> elements_;
  const std::size_t rows_;
  std::vector<std::vector<std::size_t>> donors_;  // by column: rows that have it
  std::vector<double> squares_;                   // by row
};

class WhereStep final : public Step {
 public:
  WhereStep(const model::Where&, const model::Stage& stage, const model::Model&)
      : width_(stage.output.width()) {}
  void run(Run& run) const override {
    for (std::size_t j = 0; j < width_; ++j)
      for (std::int64_t i = 0; i < run.rows; ++i)
        run.out[j].f64[i] = run.in[0][j].f64[i] != 0 ? run.in[1][j].f64[i] : run.in[2][j].f64[i];
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(width_); }

 private:
  const std::size_t width_;
};

}  // namespace

base::Status register_kernel_neighbour_impute(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("neighbour_impute",
                        std::make_unique<FamilyKernel<NeighbourImpute, NeighbourImputeStep>>()));
  return kinds.add("where", std::make_unique<FamilyKernel<model::Where, WhereStep>>());
}

}  // namespace slipway::engine
