// products, bins, b_splines: one number to several.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/kernel.h"
#include "model/stages/basis.h"

namespace slipway::engine {
namespace {

using model::BSplines;
using model::Element;

class ProductsStep final : public Step {
 public:
  ProductsStep(const model::Products& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::size_t k = 0; k < op_.outputs.size(); ++k) {
      const auto [input, term] = op_.outputs[k];
      double* out = run.out[k].f64;
      if (input < 0) {
        std::fill_n(out, run.rows, 1.0);
        continue;
      }
      const auto column = static_cast<std::size_t>(input);
      const Values& in = run.in[0][column];
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] = number_at(in, elements_[column], i);
      if (term < 0) continue;
      const double* other = run.out[static_cast<std::size_t>(term)].f64;
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] = other[i] * out[i];
    }
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(op_.outputs.size()); }

 private:
  const model::Products& op_;
  const std::vector<Element> elements_;
};

class BinsStep final : public Step {
 public:
  BinsStep(const model::Bins& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < elements_.size(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i)
        run.out[j].f64[i] = bin(op_.edges[j], number_at(run.in[0][j], elements_[j], i));
  }
  double ns_per_row() const override { return 10.0 * static_cast<double>(elements_.size()); }

 private:
  double bin(const std::vector<double>& edges, double x) const {
    if (op_.tolerant) x = x + (1e-8 + 1e-5 * std::abs(x));
    if (std::isnan(x)) return static_cast<double>(edges.size());
    return static_cast<double>(std::ranges::upper_bound(edges, x) - edges.begin());
  }

  const model::Bins& op_;
  const std::vector<Element> elements_;
};

class BSplinesStep final : public Step {
 public:
  BSplinesStep(const BSplines& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::uint32_t j = 0; j < elements_.size(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i)
        one(run, i, j, number_at(run.in[0][j], elements_[j], i));
  }
  double ns_per_row() const override {
    return 10.0 * static_cast<double>(elements_.size() * (op_.degree + 1) * (op_.degree + 1));
  }

 private:
  void one(Run& run, std::int64_t i, std::uint32_t j, double x) const {
    const BSplines::Column& column = op_.columns[j];
    Values* out = run.out + std::size_t{j} * op_.outputs;
    for (std::uint32_t k = 0; k < op_.outputs; ++k) out[k].f64[i] = 0;
    if (std::isnan(x)) return;
    const bool below = x<column.low, above = x> column.high;
    if ((below || above) && op_.outside == BSplines::Outside::kLine) {
      const BSplines::Line& line = below ? column.below : column.above;
      const double from = x - (below ? column.low : column.high);
      for (std::size_t k = 0; k < line.values.size(); ++k)
        out[line.first + k].f64[i] = line.values[k] + from * line.slopes[k];
      return;
    }
    if ((below || above) && op_.outside == BSplines::Outside::kReject) {
      run.failures->add(
          i,
          base::invalid_argument("OUT_OF_RANGE",
                                 fmt::format("{} is not between the first and the last knot", x)),
          column_name(model_, stage_, 0, j));
      return;
    }
    if (op_.outside == BSplines::Outside::kPeriodic) x = wrapped(column, x);
    double values[2 * (model::kSplineDegreeMax + 1)];
    const std::size_t interval = model::spline_interval(column.knots, op_.degree, x);
    model::spline_values(column.knots, op_.degree, x, interval, false, values);
    for (std::uint32_t a = 0; a <= op_.degree; ++a)
      out[(interval - op_.degree + a) % op_.outputs].f64[i] += values[a];
  }
  // numpy's remainder has the sign of the divisor.
  static double wrapped(const BSplines::Column& column, double x) {
    const double period = column.high - column.low;
    if (!(period > 0)) return 0;
    double rest = std::fmod(x - column.low, period);
    if (rest < 0) rest += period;
    return column.low + rest;
  }

  const BSplines& op_;
  const model::Stage& stage_;
  const model::Model& model_;
  const std::vector<Element> elements_;
};

}  // namespace

base::Status register_kernel_basis(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(
      kinds.add("products", std::make_unique<FamilyKernel<model::Products, ProductsStep>>()));
  SLIPWAY_TRY(kinds.add("bins", std::make_unique<FamilyKernel<model::Bins, BinsStep>>()));
  return kinds.add("b_splines", std::make_unique<FamilyKernel<BSplines, BSplinesStep>>());
}

}  // namespace slipway::engine
