// gather, dense, cast, require: columns chosen, converted, judged.
#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "engine/kernel.h"
#include "model/stages/columns.h"

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

// Columns of several blocks, sparse and dense, as one sparse block: by row, what each output column
// takes, in its order.
class SparseGatherStep final : public Step {
 public:
  SparseGatherStep(const model::Gather& op, const model::Stage& stage, const model::Model& model)
      : op_(op) {
    for (const model::ValueId id : stage.inputs) {
      const model::Block& block = model.block(id);
      sparse_.push_back(block.sparse);
      elements_.push_back(block.columns);
      takers_.emplace_back(block.width());
    }
    for (std::uint32_t i = 0; i < op.columns.size(); ++i)
      takers_[op.columns[i].input][op.columns[i].column].push_back(i);
  }

  void run(Run& run) const override {
    std::vector<std::pair<std::uint32_t, double>> row;
    run.sparse_out->start();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      row.clear();
      for (std::size_t b = 0; b < takers_.size(); ++b)
        sparse_[b] ? take_sparse(*run.sparse_in[b], b, i, row) : take_dense(run, b, i, row);
      std::ranges::sort(row, {}, &std::pair<std::uint32_t, double>::first);
      for (const auto& [column, value] : row) run.sparse_out->add(column, value);
      run.sparse_out->end_row();
    }
  }
  double ns_per_row() const override { return 5.0 * static_cast<double>(op_.columns.size()); }

 private:
  using Row = std::vector<std::pair<std::uint32_t, double>>;

  void take_sparse(const SparseRows& in, std::size_t block, std::int64_t i, Row& row) const {
    const auto at = static_cast<std::size_t>(i);
    for (std::size_t v = in.begin[at]; v < in.begin[at + 1]; ++v)
      for (const std::uint32_t to : takers_[block][in.column[v]]) row.emplace_back(to, in.value[v]);
  }
  void take_dense(const Run& run, std::size_t block, std::int64_t i, Row& row) const {
    for (std::size_t j = 0; j < takers_[block].size(); ++j) {
      if (takers_[block][j].empty()) continue;
      const Values& values = run.in[block][j];
      const double x =
          elements_[block][j] == Element::kF64 ? values.f64[i] : static_cast<double>(values.f32[i]);
      if (std::bit_cast<std::uint64_t>(x) == 0) continue;
      for (const std::uint32_t to : takers_[block][j]) row.emplace_back(to, x);
    }
  }

  const model::Gather& op_;
  std::vector<bool> sparse_;                                     // by input
  std::vector<std::vector<Element>> elements_;                   // by input and column
  std::vector<std::vector<std::vector<std::uint32_t>>> takers_;  // … its output columns
};

class GatherKernel final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<model::Gather>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::Gather>();
    if (stage.output.sparse) return std::make_unique<SparseGatherStep>(op, stage, model);
    return std::make_unique<GatherStep>(op, stage, model);
  }
};

class DenseStep final : public Step {
 public:
  DenseStep(const model::Dense&, const model::Stage& stage, const model::Model&)
      : width_(stage.output.width()) {}
  void run(Run& run) const override {
    for (std::size_t j = 0; j < width_; ++j) std::fill_n(run.out[j].f64, run.rows, 0.0);
    const SparseRows& in = *run.sparse_in[0];
    for (std::int64_t i = 0; i < run.rows; ++i) {
      const auto at = static_cast<std::size_t>(i);
      for (std::size_t v = in.begin[at]; v < in.begin[at + 1]; ++v)
        run.out[in.column[v]].f64[i] = in.value[v];
    }
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(width_); }

 private:
  const std::size_t width_;
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

// Fails the rows of values that the library would refuse.
class Judge {
 public:
  Judge(const model::Require& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model) {}

  void judge(Run& run, std::int64_t row, std::uint32_t column, double x) const {
    const double cast = op_.as == Element::kF32 ? static_cast<double>(static_cast<float>(x)) : x;
    if (x < op_.least || (op_.above && x == op_.least) || x > op_.greatest)
      return run.failures->add(
          row,
          base::invalid_argument("OUT_OF_RANGE",
                                 fmt::format("the value is not in {}{}, {}]", op_.above ? '(' : '[',
                                             op_.least, op_.greatest)),
          column_name(model_, stage_, 0, column), fmt::format("{}", x));
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

 private:
  const model::Require& op_;
  const model::Stage& stage_;
  const model::Model& model_;
};

class RequireStep final : public Step {
 public:
  RequireStep(const model::Require& op, const model::Stage& stage, const model::Model& model)
      : columns_(stage.output.columns), judge_(op, stage, model) {}

  void run(Run& run) const override {
    for (std::uint32_t j = 0; j < columns_.size(); ++j) {
      run.out[j] = run.in[0][j];
      for (std::int64_t i = 0; i < run.rows; ++i) {
        if (columns_[j] == Element::kF64)
          judge_.judge(run, i, j, run.out[j].f64[i]);
        else if (columns_[j] == Element::kF32)
          judge_.judge(run, i, j, static_cast<double>(run.out[j].f32[i]));
      }
    }
  }
  bool borrows() const override { return true; }
  double ns_per_row() const override { return 0.3 * static_cast<double>(columns_.size()); }

 private:
  const std::vector<Element>& columns_;
  const Judge judge_;
};

class SparseRequireStep final : public Step {
 public:
  SparseRequireStep(const model::Require& op, const model::Stage& stage, const model::Model& model)
      : judge_(op, stage, model) {}

  void run(Run& run) const override {
    const SparseRows& in = *run.sparse_in[0];
    *run.sparse_out = in;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      const auto at = static_cast<std::size_t>(i);
      for (std::size_t v = in.begin[at]; v < in.begin[at + 1]; ++v)
        judge_.judge(run, i, in.column[v], in.value[v]);
    }
  }
  double ns_per_row() const override { return 50; }

 private:
  const Judge judge_;
};

class RequireKernel final : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<model::Require>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    const auto& op = *stage.op.as<model::Require>();
    if (stage.output.sparse) return std::make_unique<SparseRequireStep>(op, stage, model);
    return std::make_unique<RequireStep>(op, stage, model);
  }
};

}  // namespace

base::Status register_kernel_columns(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("gather", std::make_unique<GatherKernel>()));
  SLIPWAY_TRY(kinds.add("dense", std::make_unique<FamilyKernel<model::Dense, DenseStep>>()));
  SLIPWAY_TRY(kinds.add("cast", std::make_unique<FamilyKernel<model::Cast, CastStep>>()));
  return kinds.add("require", std::make_unique<RequireKernel>());
}

}  // namespace slipway::engine
