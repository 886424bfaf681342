#include "model/asked.h"

#include <gtest/gtest.h>

namespace slipway::model {
namespace {

TEST(Asked, ColumnsAndTheirKinds) {
  const auto columns = parse_columns({"age", "city:string", "a:b", "x:y:int64"});
  ASSERT_TRUE(columns.ok()) << columns.status().text();
  EXPECT_EQ(*columns, (std::vector<NamedColumn>{{"age", std::nullopt},
                                                {"city", data::Kind::kString},
                                                {"a:b", std::nullopt},
                                                {"x:y", data::Kind::kInt64}}));
}

TEST(Asked, WhatNamesNoColumn) {
  for (const std::vector<std::string>& texts :
       {std::vector<std::string>{""}, {":string"}, {"a", "a"}, {"a", "a:string"}})
    EXPECT_STREQ(parse_columns(texts).status().reason(), "BAD_OPTION");
}

TEST(Asked, ATextOfAllThatIsAsked) {
  EXPECT_EQ(Asked().text(), "");
  const Asked asked{.iterations = Iterations{0, 3},
                    .columns = {{"age", std::nullopt}, {"city", data::Kind::kString}}};
  EXPECT_EQ(asked.text(), "iterations 0:3\ncolumn - age\ncolumn string city\n");
}

}  // namespace
}  // namespace slipway::model
