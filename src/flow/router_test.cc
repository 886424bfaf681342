#include "flow/router.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

TEST(Router, ACanaryThatGrowsOnlyGainsKeys) {
  const Router small = *Router::make({{version(2), 10}, {version(1), 90}});
  const Router large = *Router::make({{version(2), 30}, {version(1), 70}});
  int moved = 0;
  for (std::uint64_t key = 0; key < 10000; ++key) {
    if (small.slot_of(key) == 0) {
      ASSERT_EQ(large.slot_of(key), 0);
    }
    moved += small.slot_of(key) != large.slot_of(key) ? 1 : 0;
  }
  EXPECT_NEAR(moved, 2000, 200);
}

TEST(Router, KeysOfValuesIgnoreLayoutAndPlace) {
  const data::Chunk plain = rows_of_all_kinds(8, nullptr);
  const data::Chunk coded = rows_of_all_kinds(8, texts({"a", "b"}));
  for (std::size_t c = 0; c < 4; ++c)
    for (int i = 0; i < 8; ++i)
      EXPECT_EQ(key_of_value(plain.column(c).view(), i),
                key_of_value(coded.column(c).view().slice(i, 1), 0));
  EXPECT_NE(key_of_value(plain.column(1).view(), 0), key_of_value(plain.column(1).view(), 1));
  EXPECT_EQ(key_of_value(plain.column(3).view(), 0), key_of_value(plain.column(3).view(), 4));
}

TEST(Router, KeysOfPlacesAreThoseOfTheRowNotOfTheTry) {
  const Origin here{1, 2, 3, {}}, there{1, 5, 6, {}};
  EXPECT_EQ(key_of_place(here, 0), key_of_place(here, 0));
  EXPECT_NE(key_of_place(here, 0), key_of_place(here, 1));
  EXPECT_NE(key_of_place(here, 0), key_of_place(there, 0));
  const Origin first{0, 7, 8, "id"}, again{0, 9, 10, "id"};
  EXPECT_EQ(key_of_place(first, 0), key_of_place(again, 0));
}

TEST(Router, WeightsAreSharesOfTheKeysAndZeroIsNone) {
  const Router router = *Router::make({{version(1), 0}, {version(2), 1}, {version(3), 3}});
  int shares[3] = {};
  for (std::uint64_t key = 0; key < 10000; ++key) ++shares[router.slot_of(key)];
  EXPECT_EQ(shares[0], 0);
  EXPECT_NEAR(shares[1], 2500, 200);
  EXPECT_NEAR(shares[2], 7500, 200);
}

TEST(Router, TheLargestWeightsDoNotOverflow) {
  const Router router =
      *Router::make(std::vector<Target>(Part::kSlotsMax, {version(1), UINT32_MAX}));
  std::set<int> met;
  for (std::uint64_t key = 0; key < 100'000; ++key) met.insert(router.slot_of(key));
  EXPECT_EQ(met.size(), Part::kSlotsMax);
  EXPECT_EQ(*met.rbegin(), static_cast<int>(Part::kSlotsMax) - 1);
}

TEST(Router, WhatIsNoRouteIsRefused) {
  for (const auto& targets : {std::vector<Target>{},
                              {{version(1), 0}},
                              {{version(1), 1}, {nullptr, 1}},
                              std::vector<Target>(Part::kSlotsMax + 1, {version(1), 1})}) {
    const auto router = Router::make(targets);
    EXPECT_EQ(router.status().code(), Code::kInvalidArgument);
    EXPECT_STREQ(router.status().reason(), "BAD_ROUTE");
    EXPECT_FALSE(router.status().remedy().empty());
  }
}

}  // namespace
}  // namespace slipway::flow
