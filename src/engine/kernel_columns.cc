// gather, cast, require: columns chosen, converted, judged.
#include <cmath>

#include "engine/kernel.h"

namespace slipway::engine {
namespace {

using model::Element;

class GatherStep final : public Step {
 public:
  GatherStep(const model::Gather& op, const model::Stage&, const model::Model&) : op_(op) {}
  void run(Run& run) const override {
    for (std::size_t i = 0; i < op_.columns.size(); ++i)
      run.out[i] = run.in[op_.columns[i].input][op_.columns[i].column];
  }
  bool borrows() const override { return true; }
  double ns_per_row() const override { return 0; }

 private:
  const model::Gather& op_;
};

class CastStep final : public Step {
 public:
  CastStep(const model::Cast& op, const model::Stage& stage, const model::Model& model)
      : op_(op), from_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < from_.size(); ++j) {
      const Values& in = run.in[0][j];
      switch (from_[j]) {
        case Element::kF64:
          convert(in.f64, run.out[j], run.rows);
          break;
        case Element::kF32:
          convert(in.f32, run.out[j], run.rows);
          break;
        default:
          convert(in.i64, run.out[j], run.rows);
          break;
      }
    }
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(from_.size()); }

 private:
  template <class From>
  void convert(const From* in, const Values& out, std::int64_t rows) const {
    for (std::int64_t i = 0; i < rows; ++i) {
      if (op_.to == Element::kF64)
        out.f64[i] = static_cast<double>(in[i]);
      else if (op_.to == Element::kF32)
        out.f32[i] = static_cast<float>(in[i]);
      else
        out.i64[i] = static_cast<std::int64_t>(in[i]);
    }
  }
  const model::Cast& op_;
  const std::vector<Element> from_;
};

class RequireStep final : public Step {
 public:
  RequireStep(const model::Require& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model) {}

  void run(Run& run) const override {
    const auto& columns = stage_.output.columns;
    for (std::uint32_t j = 0; j < columns.size(); ++j) {
      run.out[j] = run.in[0][j];
      for (std::int64_t i = 0; i < run.rows; ++i) {
        if (columns[j] == Element::kF64)
          judge(run, i, j, run.out[j].f64[i]);
        else if (columns[j] == Element::kF32)
          judge(run, i, j, static_cast<double>(run.out[j].f32[i]));
      }
    }
  }
  bool borrows() const override { return true; }
  double ns_per_row() const override { return 0.3 * static_cast<double>(stage_.output.width()); }

 private:
  void judge(Run& run, std::int64_t row, std::uint32_t column, double x) const {
    const double cast = op_.as == Element::kF32 ? static_cast<double>(static_cast<float>(x)) : x;
    if (std::isfinite(cast)) return;
    if (std::isnan(cast)) {
      if (op_.allow_nan) return;
      run.failures->add(
          row,
          base::invalid_argument(
              "MISSING_VALUE", "the value is missing, and the model takes no missing values here"),
          column_name(model_, stage_, 0, column));
      return;
    }
    if (op_.allow_infinite) return;
    run.failures->add(
        row,
        base::invalid_argument("NOT_FINITE", std::isinf(x) ? "the value is infinite"
                                                           : "the value is too large for float32"),
        column_name(model_, stage_, 0, column));
  }

  const model::Require& op_;
  const model::Stage& stage_;
  const model::Model& model_;
};

}  // namespace

base::Status register_kernel_columns(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("gather", std::make_unique<FamilyKernel<model::Gather, GatherStep>>()));
  SLIPWAY_TRY(kinds.add("cast", std::make_unique<FamilyKernel<model::Cast, CastStep>>()));
  return kinds.add("require", std::make_unique<FamilyKernel<model::Require, RequireStep>>());
}

}  // namespace slipway::engine
