#include "base/city_hash.h"

#include <string>

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

std::uint32_t low(std::string_view text) { return static_cast<std::uint32_t>(city_hash64(text)); }

// The lower halves, as CatBoost 1.2.10 writes them ("cat_features_hash"), of every length that is
// treated apart.
TEST(CityHash, AsCatBoostHasIt) {
  EXPECT_EQ(low("3"), 593172586u);
  EXPECT_EQ(low("a"), 3489901818u);
  EXPECT_EQ(low("abc"), 978243121u);
  EXPECT_EQ(low("-12"), 2706368152u);
  EXPECT_EQ(low("abcd"), 345588365u);
  EXPECT_EQ(low("schön"), 4030847492u);
  EXPECT_EQ(low("abcdefgh"), 4270775063u);
  EXPECT_EQ(low("abcdefghi"), 3019552977u);
  EXPECT_EQ(low("abcdefghijklmnop"), 2150978241u);
  EXPECT_EQ(low("abcdefghijklmnopq"), 322581478u);
  const std::string all = "abcdefghijklmnopqrstuvwxyz0123456789";
  EXPECT_EQ(low(all.substr(0, 32)), 2335930906u);
  EXPECT_EQ(low(all.substr(0, 33)), 2217718852u);
  EXPECT_EQ(low(all + all.substr(0, 26) + "01"), 1088087247u);
  EXPECT_EQ(low(all + all.substr(0, 26) + "012"), 810490489u);
  EXPECT_EQ(low(all + all + all + all), 2001472998u);
}

TEST(CityHash, OfNothing) { EXPECT_EQ(city_hash64(""), 0x9ae16a3b2f90404f); }

}  // namespace
}  // namespace slipway::base
