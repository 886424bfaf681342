// products, bins, b_splines: what is refused; and the splines themselves.
#include "model/stages/basis.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

TEST(Check, Products) {
  EXPECT_EQ(made(Products{{{}, {0, -1}, {1, 1}}}, {kF32, kF64}), (Columns{kF64, kF64, kF64}));
  EXPECT_EQ(refusal(Products{}, {kF64}), "leaves no column");
  EXPECT_EQ(refusal(Products{{{1, -1}}}, {kF64}), "multiplies column 1 of 1");
  EXPECT_EQ(refusal(Products{{{-2, -1}}}, {kF64}), "multiplies column -2 of 1");
  EXPECT_EQ(refusal(Products{{{0, 0}}}, {kF64}), "multiplies a product that comes later");
  EXPECT_EQ(refusal(Products{{{}, {-1, 0}}}, {kF64}), "multiplies a product that comes later");
}

TEST(Check, Bins) {
  EXPECT_EQ(made(Bins{{{1, 2}, {}}}, {kF32, kF64}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(Bins{{{1, 2}}}, {kF64, kF64}), "edges has 1 values, wanted 2");
  EXPECT_EQ(refusal(Bins{{{2, 1}}}, {kF64}), "the edges are not in order");
  EXPECT_EQ(refusal(Bins{{{kNan}}}, {kF64}), "the edges are not in order");
}

BSplines linear() {
  return {.columns = {{.knots = {-1, 0, 1, 2, 3}, .low = 0, .high = 2}}, .degree = 1, .outputs = 3};
}

template <class Break>
std::string broken(Break break_it) {
  BSplines op = linear();
  break_it(op);
  return refusal(op, {kF64});
}

TEST(Check, BSplines) {
  using B = BSplines;
  EXPECT_EQ(made(linear(), {kF64}), (Columns{kF64, kF64, kF64}));
  EXPECT_EQ(refusal(linear(), {kF64, kF64}), "columns has 1 values, wanted 2");
  EXPECT_EQ(broken([](B& op) { op.degree = 33; }), "has degree 33");
  EXPECT_EQ(broken([](B& op) { op.outputs = 0; }), "leaves no column");
  EXPECT_EQ(broken([](B& op) { op.outputs = 4; }), "has more outputs than functions");
  EXPECT_EQ(broken([](B& op) { op.degree = 2; }), "has too few knots for its degree");
  EXPECT_EQ(broken([](B& op) { op.columns[0].knots[1] = 9; }), "the knots are not in order");
  EXPECT_EQ(broken([](B& op) { op.columns[0].low = 9; }), "ends before it begins");
  EXPECT_EQ(broken([](B& op) { op.columns[0].below.values = {1}; }),
            "slopes has 0 values, wanted 1");
  EXPECT_EQ(broken([](B& op) {
              op.columns[0].above = {.first = 2, .values = {1, 2}, .slopes = {1, 2}};
            }),
            "a line beyond the ends has too many values");
}

// The two straight lines and the parabolas of scipy.interpolate.BSpline.
TEST(Splines, ValuesAndDerivatives) {
  const std::vector<double> knots = {-2, -1, 0, 1, 2, 3, 4};
  double values[6];
  EXPECT_EQ(spline_interval(knots, 2, 0.5), 2u);
  EXPECT_EQ(spline_interval(knots, 2, -9), 2u);
  EXPECT_EQ(spline_interval(knots, 2, 1), 3u);
  EXPECT_EQ(spline_interval(knots, 2, 9), 3u);
  spline_values(knots, 2, 0.5, 2, false, values);
  EXPECT_EQ(std::vector<double>(values, values + 3), (std::vector<double>{0.125, 0.75, 0.125}));
  spline_values(knots, 2, 0, 2, true, values);
  EXPECT_EQ(std::vector<double>(values, values + 3), (std::vector<double>{-1, 1, 0}));
  spline_values(knots, 0, 0, 2, true, values);
  EXPECT_EQ(values[0], 0);
}

}  // namespace
}  // namespace slipway::model
