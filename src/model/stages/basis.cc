#include "model/stages/basis.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

bool ascending(const std::vector<double>& numbers) {
  return std::ranges::none_of(numbers, [](double x) { return std::isnan(x); }) &&
         std::ranges::is_sorted(numbers);
}

base::Status check_line(const BSplines::Line& line, std::uint32_t outputs) {
  SLIPWAY_TRY(want_size("slopes", line.slopes.size(), line.values.size()));
  if (line.first > outputs || line.values.size() > outputs - line.first)
    return bad("a line beyond the ends has too many values");
  return {};
}

}  // namespace

base::Result<Block> check(const Products& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_columns(op.outputs.size()));
  if (op.outputs.empty()) return bad("leaves no column");
  for (std::size_t i = 0; i < op.outputs.size(); ++i) {
    const auto& [input, term] = op.outputs[i];
    if (input < Products::kNone || (input >= 0 && std::cmp_greater_equal(input, in[0]->width())))
      return bad(fmt::format("multiplies column {} of {}", input, in[0]->width()));
    if (term < Products::kNone || (term >= 0 && std::cmp_greater_equal(term, i)) ||
        (term >= 0 && input < 0))
      return bad("multiplies a product that comes later");
  }
  return same(Element::kF64, op.outputs.size());
}

base::Result<Block> check(const Bins& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("edges", op.edges.size(), in[0]->width()));
  for (const auto& edges : op.edges)
    if (!ascending(edges)) return bad("the edges are not in order");
  return same(Element::kF64, in[0]->width());
}

base::Result<Block> check(const BSplines& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("columns", op.columns.size(), in[0]->width()));
  if (op.degree > kSplineDegreeMax) return bad(fmt::format("has degree {}", op.degree));
  if (op.outputs == 0) return bad("leaves no column");
  SLIPWAY_TRY(want_columns(op.outputs));
  SLIPWAY_TRY(want_columns(op.columns.size() * op.outputs));
  for (const BSplines::Column& column : op.columns) {
    if (column.knots.size() < 2 * op.degree + 2) return bad("has too few knots for its degree");
    if (!ascending(column.knots)) return bad("the knots are not in order");
    const std::size_t functions = column.knots.size() - op.degree - 1;
    if (functions < op.outputs) return bad("has more outputs than functions");
    if (!(column.low <= column.high)) return bad("ends before it begins");
    SLIPWAY_TRY(check_line(column.below, op.outputs));
    SLIPWAY_TRY(check_line(column.above, op.outputs));
  }
  return same(Element::kF64, op.columns.size() * op.outputs);
}

std::string contract(const Products& op) {
  return fmt::format("{} products of columns", op.outputs.size());
}
std::string contract(const Bins& op) {
  return fmt::format("the number of edges <= x{}", op.tolerant ? " + 1e-8 + 1e-5 |x|" : "");
}
std::string contract(const BSplines& op) {
  return fmt::format("{} B-splines of degree {} by column", op.outputs, op.degree);
}

std::size_t spline_interval(const std::vector<double>& knots, std::uint32_t degree, double x) {
  // The greatest interval with knots[interval] <= x, between the first and the last of the basis.
  const std::size_t last = knots.size() - degree - 2;
  std::size_t interval = degree;
  while (interval < last && x >= knots[interval + 1]) ++interval;
  return interval;
}

void spline_values(const std::vector<double>& knots, std::uint32_t degree, double x,
                   std::size_t interval, bool derivative, double* values) {
  double* h = values;
  double* hh = values + degree + 1;
  h[0] = 1;
  const std::uint32_t plain = derivative && degree > 0 ? degree - 1 : degree;
  for (std::uint32_t j = 1; j <= plain; ++j) {
    std::copy_n(h, j, hh);
    h[0] = 0;
    for (std::uint32_t n = 1; n <= j; ++n) {
      const double xb = knots[interval + n], xa = knots[interval + n - j];
      if (xb == xa) {
        h[n] = 0;
        continue;
      }
      const double w = hh[n - 1] / (xb - xa);
      h[n - 1] += w * (xb - x);
      h[n] = w * (x - xa);
    }
  }
  if (!derivative) return;
  if (degree == 0) {
    h[0] = 0;
    return;
  }
  std::copy_n(h, degree, hh);
  h[0] = 0;
  for (std::uint32_t n = 1; n <= degree; ++n) {
    const double xb = knots[interval + n], xa = knots[interval + n - degree];
    if (xb == xa) {
      h[1] = 0;  // as scipy has it: the index is the order of the derivative
      continue;
    }
    const double w = static_cast<double>(degree) * hh[n - 1] / (xb - xa);
    h[n - 1] -= w;
    h[n] = w;
  }
}

}  // namespace slipway::model
