#include "format/catboost/statistics.h"

#include <gtest/gtest.h>

namespace slipway::format::catboost {
namespace {

CtrFeature feature(CtrType type, std::int32_t border = 0) {
  CtrFeature ctr;
  ctr.base.type = type;
  ctr.target_border = border;
  ctr.prior = 0.5f, ctr.prior_denominator = 1, ctr.shift = 0.25f, ctr.scale = 2;
  return ctr;
}

float value(float good, float all) { return ((good + 0.5f) / (all + 1) + 0.25f) * 2; }

// The values of buckets 1 and 0, and of an unknown key.
std::vector<float> values(const CtrFeature& ctr, CtrTable table) {
  table.keys = {7, 8};
  table.bucket = {1, 0};
  model::HashedLookup::Table out;
  EXPECT_TRUE(add_statistic(ctr, table, out).ok());
  out.rows.push_back(out.unknown.at(0));
  return out.rows;
}

CtrTable counts(std::vector<std::int32_t> numbers, std::int32_t classes) {
  CtrTable table;
  table.counts = std::move(numbers);
  table.classes = classes;
  return table;
}

using Floats = std::vector<float>;

TEST(CatBoostStatistics, BordersCountWhatIsAbove) {
  EXPECT_EQ(values(feature(CtrType::kBorders), counts({3, 1, 0, 4}, 2)),
            (Floats{value(4, 4), value(1, 4), value(0, 0)}));
  EXPECT_EQ(values(feature(CtrType::kBorders, 1), counts({3, 1, 0, 4}, 2)),
            (Floats{value(4, 4), value(1, 4), value(0, 0)}));
  EXPECT_EQ(values(feature(CtrType::kBorders, 1), counts({1, 2, 3, 4, 5, 6}, 3)),
            (Floats{value(6, 15), value(3, 6), value(0, 0)}));
}

TEST(CatBoostStatistics, BucketsCountOneClass) {
  EXPECT_EQ(values(feature(CtrType::kBuckets, 1), counts({1, 2, 3, 4, 5, 6}, 3)),
            (Floats{value(5, 15), value(2, 6), value(0, 0)}));
}

TEST(CatBoostStatistics, MeansAndCounters) {
  CtrTable table = counts({2, 4}, 0);
  table.sums = {1.5f, 3.5f};
  for (const CtrType type : {CtrType::kBinarizedTargetMeanValue, CtrType::kFloatTargetMeanValue})
    EXPECT_EQ(values(feature(type), table), (Floats{value(3.5f, 4), value(1.5f, 2), value(0, 0)}));
  table = counts({2, 4}, 0);
  table.denominator = 9;
  for (const CtrType type : {CtrType::kCounter, CtrType::kFeatureFreq})
    EXPECT_EQ(values(feature(type), table), (Floats{value(4, 9), value(2, 9), value(0, 9)}));
}

TEST(CatBoostStatistics, SeveralStandSideBySide) {
  CtrTable table = counts({1, 2, 3, 4}, 2);
  table.keys = {7, 8}, table.bucket = {0, 1};
  model::HashedLookup::Table out;
  EXPECT_TRUE(add_statistic(feature(CtrType::kBorders), table, out).ok());
  EXPECT_TRUE(add_statistic(feature(CtrType::kBuckets), table, out).ok());
  EXPECT_EQ(out.rows, (Floats{value(2, 3), value(1, 3), value(4, 7), value(3, 7)}));
  EXPECT_EQ(out.unknown.size(), 2u);
}

TEST(CatBoostStatistics, AreRefusedIfABucketIsNotThere) {
  model::HashedLookup::Table out;
  CtrTable table = counts({1, 2, 3}, 2);
  table.keys = {7}, table.bucket = {1};
  EXPECT_FALSE(add_statistic(feature(CtrType::kBorders), table, out).ok());
  table.bucket = {0};
  EXPECT_TRUE(add_statistic(feature(CtrType::kBorders), table, out).ok());
  EXPECT_FALSE(add_statistic(feature(CtrType::kBorders, 2), table, out).ok());
  EXPECT_FALSE(add_statistic(feature(CtrType::kBuckets, -1), table, out).ok());
  table.classes = 0;
  EXPECT_FALSE(add_statistic(feature(CtrType::kBuckets), table, out).ok());
  table.classes = 1;
  EXPECT_FALSE(add_statistic(feature(CtrType::kBorders), table, out).ok());
}

}  // namespace
}  // namespace slipway::format::catboost
