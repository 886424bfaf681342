#include "format/catboost/json_value.h"

#include <gtest/gtest.h>

namespace slipway::format::catboost {
namespace {

TEST(CatBoostJsonValue, MembersAreFetchedOrRefusedByName) {
  simdjson::dom::parser parser;
  const Json json =
      parser.parse(std::string(R"({"a":1.5,"b":3000000000,"c":[1,2],"d":null,"e":"x"})"));
  EXPECT_EQ(*number_in<double>(json, "a"), 1.5);
  EXPECT_STREQ(number_in<std::int32_t>(json, "a").status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(number_in<std::int32_t>(json, "b").status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(number_in<double>(json, "z").status().reason(), "MISSING_KEY");
  std::vector<std::int32_t> numbers;
  EXPECT_TRUE(numbers_in(json, "c", numbers).ok());
  EXPECT_EQ(numbers, (std::vector<std::int32_t>{1, 2}));
  EXPECT_TRUE(items_in(json, "d")->empty());
  EXPECT_FALSE(items_in(json, "e").ok());
  EXPECT_EQ(text_in(json, "e"), "x");
  EXPECT_EQ(text_in(json, "a"), "");
  EXPECT_FALSE(has(json, "d"));
}

}  // namespace
}  // namespace slipway::format::catboost
