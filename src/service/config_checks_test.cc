#include "service/config_checks.h"

#include <gtest/gtest.h>

namespace slipway::service {
namespace {

using base::FieldType;
using base::Value;

const base::Fields kFields = {{"count", FieldType::kInt, "7", "a number"},
                              {"pause", FieldType::kDuration, "1s", "a duration"},
                              {"rate", FieldType::kDouble, "0", "a rate"}};

class ConfigChecks : public ::testing::Test {
 protected:
  void read(Value::Map map) {
    map_ = Value(std::move(map), "s:1:1");
    const auto settings = base::read_fields(kFields, map_, "s");
    ASSERT_TRUE(settings.ok()) << settings.status().text();
    settings_ = *settings;
  }
  Value map_;
  base::Settings settings_;
};

TEST_F(ConfigChecks, APlaceIsThatOfTheValueOrOfItsMap) {
  read({{"count", Value(std::int64_t{3}, "s:2:5")}});
  EXPECT_EQ(place_of(map_, "count"), "s:2:5");
  EXPECT_EQ(place_of(map_, "pause"), "s:1:1");
}

TEST_F(ConfigChecks, WhatIsOutOfBoundsIsSaidWithItsPlace) {
  read({{"count", Value(std::int64_t{3}, "s:2:5")},
        {"pause", Value(std::string("0s"), "s:3:5")},
        {"rate", Value(1e-6, "s:4:5")}});
  EXPECT_TRUE(check_least(settings_, map_, "count", 3).ok());
  EXPECT_EQ(check_least(settings_, map_, "count", 4).text(),
            "s:2:5: count must be at least 4 (BAD_VALUE)");
  EXPECT_EQ(check_positive(settings_, map_, "pause").text(),
            "s:3:5: pause must be longer than nothing (BAD_VALUE)");
  EXPECT_EQ(check_rate(settings_, map_, "rate").text(),
            "s:4:5: rate must be 0, or from 0.001 to 1000000000 a second (BAD_VALUE)");
  read({});
  EXPECT_TRUE(check_positive(settings_, map_, "pause").ok());
  EXPECT_TRUE(check_rate(settings_, map_, "rate").ok());
}

}  // namespace
}  // namespace slipway::service
