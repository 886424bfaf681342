// One number to several: products of columns, bins, B-splines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Output i is a product, in double, each step rounded: in[input] * out[term], of an earlier output;
// without a term in[input] itself, without an input 1. kF64.
struct Products {
  static constexpr const char* kFamily = "products";
  static constexpr std::int32_t kNone = -1;
  struct Term {
    std::int32_t input = kNone;
    std::int32_t term = kNone;
  };
  std::vector<Term> outputs;
};

// Column j becomes the number of its edges that are at most x, in double (numpy.searchsorted from
// the right; NaN is above all). With `tolerant` x + (1e-8 + 1e-5 * |x|) counts instead of x, each
// step rounded. kF64.
struct Bins {
  static constexpr const char* kFamily = "bins";
  std::vector<std::vector<double>> edges;  // by column, ascending
  bool tolerant = false;
};

// Column j becomes the values at x of the B-splines over its knots, by de Boor's recurrence as
// scipy's BSpline computes it (_deBoor_D, in double); the basis has knots - degree - 1 functions,
// function i is output i % outputs, several add up in order. kF64.
//   Of x outside [low, high] (knots[degree] and knots[n - degree - 1] or not) everything is 0 but
//   below: values[k] + (x - low) * slopes[k] from output `first` on; above the same with `high`.
//   kContinue: the polynomials go on; kReject: the row fails with OUT_OF_RANGE;
//   kPeriodic: x = low + (x - low) mod (high - low), with the sign of a mathematician's mod.
//   NaN gives zeros.
struct BSplines {
  static constexpr const char* kFamily = "b_splines";
  enum class Outside : std::uint8_t { kContinue, kReject, kPeriodic, kLine };
  struct Line {
    std::uint32_t first = 0;
    std::vector<double> values, slopes;
  };
  struct Column {
    std::vector<double> knots;
    double low = 0, high = 0;
    Line below, above;  // of kLine
  };
  std::vector<Column> columns;
  std::uint32_t degree = 3;
  std::uint32_t outputs = 1;  // of each column
  Outside outside = Outside::kContinue;
};

inline constexpr std::uint32_t kSplineDegreeMax = 32;

base::Result<Block> check(const Products& op, const Inputs& in);
base::Result<Block> check(const Bins& op, const Inputs& in);
base::Result<Block> check(const BSplines& op, const Inputs& in);
std::string contract(const Products& op);
std::string contract(const Bins& op);
std::string contract(const BSplines& op);

// The functions of one column at x, k + 1 of them from function `interval - degree` on, or their
// first derivatives; `interval` as scipy finds it. For readers (lines beyond the ends) and kernels.
std::size_t spline_interval(const std::vector<double>& knots, std::uint32_t degree, double x);
void spline_values(const std::vector<double>& knots, std::uint32_t degree, double x,
                   std::size_t interval, bool derivative, double* values);  // 2 * (degree + 1)

}  // namespace slipway::model
