// DictVectorizer, read from the goldens; what it answers is compared in doors/golden_test.cc.
#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format::sklearn {
namespace {

TEST(SklearnDict, TakesAColumnAKey) {
  const auto model =
      read_model(OneFile(golden("sklearn/dict_logistic-1.9.1/model.pkl"), "model.pkl"));
  ASSERT_TRUE(model.ok()) << model.status().text();
  const auto& inputs = (*model)->signature().inputs;
  ASSERT_EQ(inputs.size(), 3u);
  EXPECT_EQ(inputs[0].name, "age");
  EXPECT_EQ(inputs[0].kind, data::Kind::kFloat64);
  EXPECT_EQ(inputs[1].name, "city");
  EXPECT_EQ(inputs[1].kind, data::Kind::kString);
  EXPECT_EQ(inputs[1].categories, (std::vector<std::string>{"Bergen", "København", "Oslo"}));
}

std::string hasher() { return golden("sklearn/hasher_logistic-1.9.1/model.pkl"); }

TEST(SklearnDict, AHasherReadsTheColumnsThatTheCallerNames) {
  const auto columns = *model::parse_columns({"age", "city:string"});
  const auto model = read_model(OneFile(hasher(), "model.pkl"), {},
                                {.iterations = std::nullopt, .columns = columns});
  ASSERT_TRUE(model.ok()) << model.status().text();
  const auto& inputs = (*model)->signature().inputs;
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0].kind, data::Kind::kFloat64);
  EXPECT_EQ(inputs[1].name, "city");
  EXPECT_EQ(inputs[1].kind, data::Kind::kString);
}

TEST(SklearnDict, AHasherReadsTheColumnsOfAnMlflowSignature) {
  const std::string mlmodel =
      "flavors:\n  sklearn: {pickled_model: model.pkl}\nsignature:\n  inputs: '[{\"name\": "
      "\"age\", "
      "\"type\": \"double\"}, {\"name\": \"city\", \"type\": \"string\"}]'\n";
  const auto model = read_model(Files({{"MLmodel", mlmodel}, {"model.pkl", hasher()}}));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->signature().inputs[1].kind, data::Kind::kString);
}

TEST(SklearnDict, AHasherWhoseNamesNobodyKnowsIsRefused) {
  const auto model = read_model(OneFile(golden("sklearn/hasher-1.9.1/model.pkl"), "model.pkl"));
  ASSERT_FALSE(model.ok());
  EXPECT_STREQ(model.status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(model.status().remedy().find("--columns"), std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
