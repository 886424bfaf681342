// scale: (x - offset) / divisor, or x * factor + addend, then clip; in the element's own type.
#include <algorithm>

#include "engine/kernel.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

using model::Element;

class ScaleStep final : public Step {
 public:
  ScaleStep(const model::Scale& op, const model::Stage& stage, const model::Model&)
      : op_(op), columns_(stage.output.columns) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (columns_[j] == Element::kF64)
        scale(run.in[0][j].f64, run.out[j].f64, run.rows, j);
      else
        scale(run.in[0][j].f32, run.out[j].f32, run.rows, j);
    }
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(columns_.size()); }

 private:
  template <class Number>
  void scale(const Number* in, Number* out, std::int64_t rows, std::size_t j) const {
    std::copy_n(in, rows, out);
    const auto each = [&](const std::vector<double>& by_column, auto change) {
      if (by_column.empty()) return;
      const auto value = static_cast<Number>(by_column[j]);
      for (std::int64_t i = 0; i < rows; ++i) out[i] = change(out[i], value);
    };
    each(op_.offset, [](Number x, Number v) { return x - v; });
    each(op_.divisor, [](Number x, Number v) { return x / v; });
    each(op_.factor, [](Number x, Number v) { return x * v; });
    each(op_.addend, [](Number x, Number v) { return x + v; });
    const auto low = static_cast<Number>(op_.clip_min), high = static_cast<Number>(op_.clip_max);
    for (std::int64_t i = 0; i < rows; ++i) {
      if (out[i] < low) out[i] = low;
      if (out[i] > high) out[i] = high;
    }
  }

  const model::Scale& op_;
  const std::vector<Element> columns_;
};

// What is there of a sparse block; its zeros stay (check() has seen to it).
class SparseScaleStep final : public Step {
 public:
  explicit SparseScaleStep(const model::Scale& op) : op_(op) {}

  void run(Run& run) const override {
    const SparseRows& in = *run.sparse_in[0];
    SparseRows& out = *run.sparse_out;
    out = in;
    for (std::size_t v = 0; v < in.value.size(); ++v) {
      double& x = out.value[v];
      if (!op_.divisor.empty()) x /= op_.divisor[in.column[v]];
      if (!op_.factor.empty()) x *= op_.factor[in.column[v]];
      if (x < op_.clip_min) x = op_.clip_min;
      if (x > op_.clip_max) x = op_.clip_max;
    }
  }
  double ns_per_row() const override { return 100; }

 private:
  const model::Scale& op_;
};

class ScaleKernel final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<model::Scale>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::Scale>();
    if (stage.output.sparse) return std::make_unique<SparseScaleStep>(op);
    return std::make_unique<ScaleStep>(op, stage, model);
  }
};

}  // namespace

base::Status register_kernel_scale(base::Kinds<Kernel>& kinds) {
  return kinds.add("scale", std::make_unique<ScaleKernel>());
}

}  // namespace slipway::engine
