// interpolate: numpy.interp, by column.
#include <algorithm>
#include <cmath>

#include "engine/kernel.h"
#include "model/stages/interpolate.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::Interpolate;

double between(double value, double x0, double y0, double x1, double y1) {
  if (value == x0) return y0;
  const double slope = (y1 - y0) / (x1 - x0);
  double y = slope * (value - x0) + y0;
  if (std::isnan(y)) {
    y = slope * (value - x1) + y1;
    if (std::isnan(y) && y0 == y1) y = y0;
  }
  return y;
}

// From the left: among knots with equal x, the last one.
double forward(const Interpolate::Column& column, double value) {
  const auto& [x, y] = std::pair(std::cref(column.x).get(), std::cref(column.y).get());
  if (value > x.back()) return y.back();
  if (value < x.front()) return y.front();
  const auto k = static_cast<std::size_t>(std::ranges::upper_bound(x, value) - x.begin()) - 1;
  if (k + 1 == x.size()) return y.back();
  return between(value, x[k], y[k], x[k + 1], y[k + 1]);
}

// The same between the knots (-x, -y), turned around: from the right, the first of equal ones.
double backward(const Interpolate::Column& column, double value) {
  const auto& [x, y] = std::pair(std::cref(column.x).get(), std::cref(column.y).get());
  if (value < x.front()) return -y.front();
  if (value > x.back()) return -y.back();
  const auto k = static_cast<std::size_t>(std::ranges::lower_bound(x, value) - x.begin());
  if (k == 0) return -y.front();
  return between(-value, -x[k], -y[k], -x[k - 1], -y[k - 1]);
}

class InterpolateStep final : public Step {
 public:
  InterpolateStep(const Interpolate& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < elements_.size(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i)
        run.out[j].f64[i] = one(op_.columns[j], number_at(run.in[0][j], elements_[j], i));
  }
  double ns_per_row() const override { return 30.0 * static_cast<double>(elements_.size()); }

 private:
  double one(const Interpolate::Column& column, double value) const {
    if (std::isnan(value)) return value;
    if (op_.ends != Interpolate::Ends::kAsIs) {
      const bool equal = op_.ends == Interpolate::Ends::kEqual;
      if (equal ? value == column.low_x : value - op_.margin < column.low_x) return column.low_y;
      if (equal ? value == column.high_x : value + op_.margin > column.high_x) return column.high_y;
    }
    if (!op_.two_sided) return forward(column, value);
    return 0.5 * (forward(column, value) - backward(column, value));
  }

  const Interpolate& op_;
  const std::vector<Element> elements_;
};

}  // namespace

base::Status register_kernel_interpolate(base::Kinds<Kernel>& kinds) {
  return kinds.add("interpolate", std::make_unique<FamilyKernel<Interpolate, InterpolateStep>>());
}

}  // namespace slipway::engine
