#include "engine/measures.h"

#include <vector>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

using model::Function;
using model::KernelTerm;
using Kind = KernelTerm::Kind;

std::vector<double> prepared(const KernelTerm& term, const std::vector<double>& row) {
  std::vector<double> to(row.size());
  prepare_measure(term, row.data(), row.size(), to.data());
  return to;
}

TEST(Measures, RowsAreScaledOrOfLengthOne) {
  EXPECT_EQ(prepared({.kind = Kind::kDot}, {3, 4}), (std::vector<double>{3, 4}));
  EXPECT_EQ(prepared({.kind = Kind::kDot, .scale = {2}}, {3, 4}), (std::vector<double>{1.5, 2}));
  EXPECT_EQ(prepared({.kind = Kind::kDot, .scale = {1, 4}}, {3, 4}), (std::vector<double>{3, 1}));
  EXPECT_EQ(prepared({.kind = Kind::kCosine}, {3, 4}), (std::vector<double>{0.6, 0.8}));
  EXPECT_EQ(prepared({.kind = Kind::kCosine}, {0, 0}), (std::vector<double>{0, 0}));
}

TEST(Measures, Steps) {
  const double a[] = {1, 4}, b[] = {3, -1};
  const auto combined = [&](const KernelTerm& term) {
    std::vector<double> to(2);
    combine_steps(term, a, b, 2, to.data());
    return to;
  };
  EXPECT_EQ(combined({.kind = Kind::kSum}), (std::vector<double>{4, 3}));
  EXPECT_EQ(combined({.kind = Kind::kProduct}), (std::vector<double>{3, -4}));
  EXPECT_EQ(combined({.kind = Kind::kConstant, .constant = 7}), (std::vector<double>{7, 7}));
  EXPECT_EQ(combined({.kind = Kind::kFunction, .function = Function::kSqrt}),
            (std::vector<double>{1, 2}));
}

}  // namespace
}  // namespace slipway::engine
