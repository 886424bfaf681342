// Piecewise-linear functions of one number, by column.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Column j is looked up between the knots (x[k], y[k]) of its Column, x ascending (ties allowed), as
// numpy.interp does it, in double: below the first knot y[0], above the last y[n-1], at x[n-1]
// y[n-1]; else with x[k] <= value < x[k+1]: y[k] if value == x[k], otherwise
// (y[k+1] - y[k]) / (x[k+1] - x[k]) * (value - x[k]) + y[k]; if that is NaN the same from the right
// knot, and if that is NaN too and y[k] == y[k+1], y[k]. NaN stays NaN. kF64 out.
//   two_sided: 0.5 * (f(value) - g(-value)), g between the knots negated and turned around: of knots
//   with equal x, the middle between the first and the last y.
//   ends: afterwards what is at an end becomes low_y or high_y (a value at both: low_y). kEqual:
//   value == low_x, value == high_x; kWithin: value - margin < low_x, value + margin > high_x.
struct Interpolate {
  static constexpr const char* kFamily = "interpolate";
  enum class Ends : std::uint8_t { kAsIs, kEqual, kWithin };
  struct Column {
    std::vector<double> x, y;
    double low_x = 0, high_x = 0, low_y = 0, high_y = 0;
  };
  std::vector<Column> columns;
  bool two_sided = false;
  Ends ends = Ends::kAsIs;
  double margin = 0;
};

base::Result<Block> check(const Interpolate& op, const Inputs& in);
std::string contract(const Interpolate& op);

}  // namespace slipway::model
