// nearest, within, distances: the learned rows that are near.
#include "engine/kernel.h"
#include "engine/nearest_rows.h"
#include "engine/row_distance.h"

namespace slipway::engine {
namespace {

using model::Element;

// What the three have in common: a row's values side by side.
class RowsStep : public Step {
 public:
  RowsStep(const model::SearchedRows& learned, const model::Stage& stage, const model::Model& model)
      : distance_(learned), elements_(model.block(stage.inputs[0]).columns) {}

 protected:
  const double* values(const Run& run, std::int64_t i) const {
    std::vector<double>& x = *run.workspace;
    x.resize(elements_.size());
    for (std::size_t j = 0; j < x.size(); ++j) x[j] = number_at(run.in[0][j], elements_[j], i);
    return x.data();
  }

  const RowDistance distance_;

 private:
  const std::vector<Element> elements_;
};

class NearestStep final : public RowsStep {
 public:
  NearestStep(const model::Nearest& op, const model::Stage& stage, const model::Model& model)
      : RowsStep(op.learned, stage, model), op_(op), search_(op, distance_) {}

  void run(Run& run) const override {
    Neighbours found;
    std::vector<double> ranks;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      search_.run(values(run, i), found, ranks);
      for (std::size_t k = 0; k < op_.count; ++k) {
        run.out[k].f64[i] = distance_.distance(found.rank[k]);
        run.out[op_.count + k].i64[i] = found.row[k];
      }
    }
  }
  double ns_per_row() const override {
    return distance_.ns_per_row() + 1.0 * static_cast<double>(distance_.rows());
  }

 private:
  const model::Nearest& op_;
  const Search search_;
};

class WithinStep final : public RowsStep {
 public:
  WithinStep(const model::Within& op, const model::Stage& stage, const model::Model& model)
      : RowsStep(op.learned, stage, model), limit_(distance_.rank_of(op.radius)) {}

  void run(Run& run) const override {
    std::vector<double> ranks(distance_.rows());
    run.sparse_out->start();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      distance_.ranks(values(run, i), ranks.data());
      for (std::size_t r = 0; r < ranks.size(); ++r)
        if (ranks[r] <= limit_)
          run.sparse_out->add(static_cast<std::uint32_t>(r), distance_.distance(ranks[r]));
      run.sparse_out->end_row();
    }
  }
  double ns_per_row() const override { return distance_.ns_per_row(); }

 private:
  const double limit_;
};

class DistancesStep final : public RowsStep {
 public:
  DistancesStep(const model::Distances& op, const model::Stage& stage, const model::Model& model)
      : RowsStep(op.learned, stage, model) {}

  void run(Run& run) const override {
    std::vector<double> ranks(distance_.rows());
    for (std::int64_t i = 0; i < run.rows; ++i) {
      distance_.ranks(values(run, i), ranks.data());
      for (std::size_t r = 0; r < ranks.size(); ++r)
        run.out[r].f64[i] = distance_.distance(ranks[r]);
    }
  }
  double ns_per_row() const override { return distance_.ns_per_row(); }
};

}  // namespace

base::Status register_kernel_nearest(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("nearest", std::make_unique<FamilyKernel<model::Nearest, NearestStep>>()));
  SLIPWAY_TRY(kinds.add("within", std::make_unique<FamilyKernel<model::Within, WithinStep>>()));
  return kinds.add("distances", std::make_unique<FamilyKernel<model::Distances, DistancesStep>>());
}

}  // namespace slipway::engine
