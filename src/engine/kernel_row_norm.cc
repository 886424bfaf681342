// row_norm: rows divided by their length, sums in column order.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/kernel.h"
#include "model/stages/row_norm.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::Norm;

// The length of one row, value by value.
class Length {
 public:
  explicit Length(const model::RowNorm& op) : op_(op) {}
  void add(double x) {
    switch (op_.norm) {
      case Norm::kL1:
        sum_ += std::abs(x);
        break;
      case Norm::kL2:
        sum_ += x * x;
        break;
      case Norm::kMaxAbs:
        greatest_ = std::max(greatest_, std::abs(x));
        break;
      case Norm::kMax:
        greatest_ = std::max(greatest_, x);
        break;
    }
  }
  // What the row is divided by.
  double divisor() const {
    const double norm = op_.norm == Norm::kL1   ? sum_
                        : op_.norm == Norm::kL2 ? std::sqrt(sum_)
                                                : greatest_;
    return norm == 0 || (op_.least > 0 && norm < op_.least) ? 1 : norm;
  }

 private:
  const model::RowNorm& op_;
  double sum_ = 0;
  double greatest_ = -std::numeric_limits<double>::infinity();
};

class RowNormStep final : public Step {
 public:
  RowNormStep(const model::RowNorm& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      Length length(op_);
      for (std::size_t j = 0; j < elements_.size(); ++j)
        length.add(number_at(run.in[0][j], elements_[j], i));
      const double divisor = length.divisor();
      for (std::size_t j = 0; j < elements_.size(); ++j)
        run.out[j].f64[i] = number_at(run.in[0][j], elements_[j], i) / divisor;
    }
  }
  double ns_per_row() const override { return 2.0 * static_cast<double>(elements_.size()); }

 private:
  const model::RowNorm& op_;
  const std::vector<Element> elements_;
};

class SparseRowNormStep final : public Step {
 public:
  SparseRowNormStep(const model::RowNorm& op, const model::Stage& stage)
      : op_(op), width_(stage.output.width()) {}

  void run(Run& run) const override {
    SparseRows& out = *run.sparse_out;
    out = *run.sparse_in[0];
    for (std::size_t i = 0; i + 1 < out.begin.size(); ++i) {
      const std::size_t begin = out.begin[i], end = out.begin[i + 1];
      Length length(op_);
      for (std::size_t v = begin; v < end; ++v) length.add(out.value[v]);
      if (end - begin < width_) length.add(0);
      const double divisor = length.divisor();
      for (std::size_t v = begin; v < end; ++v) out.value[v] /= divisor;
    }
  }
  double ns_per_row() const override { return 100; }

 private:
  const model::RowNorm& op_;
  const std::size_t width_;
};

class RowNormKernel final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<model::RowNorm>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::RowNorm>();
    if (stage.output.sparse) return std::make_unique<SparseRowNormStep>(op, stage);
    return std::make_unique<RowNormStep>(op, stage, model);
  }
};

}  // namespace

base::Status register_kernel_row_norm(base::Kinds<Kernel>& kinds) {
  return kinds.add("row_norm", std::make_unique<RowNormKernel>());
}

}  // namespace slipway::engine
