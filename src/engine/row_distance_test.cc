// The distances are those of scikit-learn and scipy.
#include "engine/row_distance.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace slipway::engine {
namespace {

using model::Metric;
using model::SearchedRows;

SearchedRows of(Metric metric, std::vector<double> row) {
  SearchedRows learned{.metric = metric, .inputs = static_cast<std::uint32_t>(row.size())};
  learned.rows = std::move(row);
  return learned;
}

// The distance from x to y, which is the same by either way.
double between(const SearchedRows& learned, const std::vector<double>& x) {
  const RowDistance distance(learned);
  double all = 0;
  distance.ranks(x.data(), &all);
  const double one = distance.rank(x.data(), distance.row(0));
  EXPECT_TRUE(one == all || (std::isnan(one) && std::isnan(all)));
  const double d = distance.distance(one);
  if (!std::isnan(d)) {
    EXPECT_NEAR(distance.rank_of(d), one, 1e-12);
  }
  return d;
}

double between(Metric metric, const std::vector<double>& x, const std::vector<double>& y) {
  return between(of(metric, y), x);
}

TEST(RowDistance, OfNumbers) {
  const std::vector<double> x = {1, -2, 3}, y = {4, 2, 3};
  EXPECT_EQ(between(Metric::kEuclidean, x, y), 5);
  EXPECT_EQ(between(Metric::kSquaredEuclidean, x, y), 25);
  EXPECT_EQ(between(Metric::kManhattan, x, y), 7);
  EXPECT_EQ(between(Metric::kChebyshev, x, y), 4);
  EXPECT_DOUBLE_EQ(between(Metric::kHamming, x, y), 2 / 3.0);
  EXPECT_DOUBLE_EQ(between(Metric::kCanberra, x, y), 3 / 5.0 + 1);
  EXPECT_DOUBLE_EQ(between(Metric::kBrayCurtis, x, y), 7 / 15.0);
  EXPECT_DOUBLE_EQ(between(Metric::kBrayCurtisSums, x, y), 7 / 11.0);
  EXPECT_EQ(between(Metric::kBrayCurtis, {0, 0}, {0, 0}), 0);
  EXPECT_TRUE(std::isnan(between(Metric::kBrayCurtisSums, {0, 0}, {0, 0})));
  EXPECT_DOUBLE_EQ(between(Metric::kCosine, {1, 0}, {1, 1}), 1 - std::sqrt(0.5));
  EXPECT_EQ(between(Metric::kCosine, {0, 0}, {1, 1}), 1);
  EXPECT_DOUBLE_EQ(between(Metric::kCorrelation, {1, 2, 3}, {3, 2, 1}), 2);
}

TEST(RowDistance, WithParameters) {
  SearchedRows learned = of(Metric::kMinkowski, {4, 2});
  learned.p = 3;
  EXPECT_NEAR(between(learned, {1, -2}), std::cbrt(27 + 64), 1e-14);
  learned.weights = {2, 0.5};
  learned.metric = Metric::kMinkowskiWeighted;
  EXPECT_NEAR(between(learned, {1, -2}), std::cbrt(54 + 32), 1e-14);
  learned.metric = Metric::kWeightedMinkowski;
  EXPECT_NEAR(between(learned, {1, -2}), std::cbrt(216 + 8), 1e-14);
  learned.metric = Metric::kStandardised;
  EXPECT_NEAR(between(learned, {1, -2}), std::sqrt(4.5 + 32), 1e-14);
  learned.metric = Metric::kMahalanobis;
  learned.matrix = {2, 1, 1, 3};
  EXPECT_NEAR(between(learned, {1, -2}), std::sqrt(2.0 * 9 + 2 * 12 + 3 * 16), 1e-14);
}

TEST(RowDistance, OfAngles) {
  EXPECT_NEAR(between(Metric::kHaversine, {0, 0}, {0, 1}), 1, 1e-15);
  EXPECT_NEAR(between(Metric::kHaversine, {0.5, 0}, {-0.5, 0}), 1, 1e-15);
}

TEST(RowDistance, OfWhatBothHave) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_DOUBLE_EQ(between(Metric::kNanEuclidean, {1, nan, 3}, {4, 2, nan}), std::sqrt(27));
  EXPECT_TRUE(std::isnan(between(Metric::kNanEuclidean, {1, nan}, {nan, 2})));
}

TEST(RowDistance, OfTruths) {
  const std::vector<double> x = {1, 1, 0, 0, 5}, y = {1, 0, 1, 0, 0};  // t 1, n 3, of 5
  EXPECT_EQ(between(Metric::kMatching, x, y), 0.6);
  EXPECT_EQ(between(Metric::kJaccard, x, y), 0.75);
  EXPECT_EQ(between(Metric::kDice, x, y), 0.6);
  EXPECT_EQ(between(Metric::kKulsinski, x, y), 7 / 8.0);
  EXPECT_EQ(between(Metric::kRogersTanimoto, x, y), 0.75);
  EXPECT_EQ(between(Metric::kRussellRao, x, y), 0.8);
  EXPECT_EQ(between(Metric::kSokalSneath, x, y), 3 / 3.5);
  EXPECT_EQ(between(Metric::kYule, x, y), 4 / 3.0);
  EXPECT_EQ(between(Metric::kYule, {0, 0}, {0, 0}), 0);
  EXPECT_TRUE(std::isnan(between(Metric::kYuleNan, {0, 0}, {0, 0})));
  EXPECT_EQ(between(Metric::kJaccard, {0, 0}, {0, 0}), 0);
  EXPECT_TRUE(std::isnan(between(Metric::kJaccardNan, {0, 0}, {0, 0})));
}

TEST(RowDistance, ManyRowsAreTheSameAsEach) {
  SearchedRows learned = of(Metric::kEuclidean, {});
  learned.inputs = 3;
  for (int i = 0; i < 3 * 131; ++i) learned.rows.push_back(std::sin(i));
  for (const Metric metric : {Metric::kEuclidean, Metric::kManhattan, Metric::kChebyshev}) {
    learned.metric = metric;
    const RowDistance distance(learned);
    const std::vector<double> x = {0.3, -0.7, 0.1};
    std::vector<double> all(distance.rows());
    distance.ranks(x.data(), all.data());
    for (std::size_t r = 0; r < all.size(); ++r)
      EXPECT_EQ(all[r], distance.rank(x.data(), distance.row(r)));
  }
}

}  // namespace
}  // namespace slipway::engine
