// Text vectorizers, read from the goldens; what they answer is compared in doors/golden_test.cc.
#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"
#include "model/stages/text.h"

namespace slipway::format::sklearn {
namespace {

model::ModelPtr read(const std::string& path) {
  const auto model = read_model(OneFile(golden("sklearn/" + path + "/model.pkl"), "model.pkl"));
  EXPECT_TRUE(model.ok()) << model.status().text();
  return model.ok() ? *model : nullptr;
}

TEST(SklearnText, TakesOneColumnOfTextByPosition) {
  const auto model = read("tfidf-1.9.1");
  ASSERT_NE(model, nullptr);
  ASSERT_EQ(model->signature().inputs.size(), 1u);
  EXPECT_EQ(model->signature().inputs[0].name, "text");
  EXPECT_EQ(model->signature().inputs[0].kind, data::Kind::kString);
  EXPECT_FALSE(model->signature().names_known);
  EXPECT_EQ(model->stages().size(), 2u);
  const auto& counts = *model->stages()[0].op.as<model::TextCount>();
  EXPECT_EQ(model->output("transform")->columns, counts.terms);
}

// Before 1.5 the product with a diagonal matrix turned the columns round, and the sum goes over them.
TEST(SklearnText, SumsAsItsVersionDoes) {
  for (const auto& [path, descending] :
       {std::pair{"tfidf-1.9.1", false}, std::pair{"tfidf-1.4.2", true}}) {
    const auto model = read(path);
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->stages()[1].op.as<model::TfIdf>()->descending, descending);
  }
}

TEST(SklearnText, AFunctionOfTheUsersIsRefusedByName) {
  const auto model =
      read_model(OneFile(golden("sklearn/count_refuses_tokenizer-1.9.1/model.pkl"), "model.pkl"));
  ASSERT_FALSE(model.ok());
  EXPECT_STREQ(model.status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(model.status().message().find("tokenizer=a builtins.getattr"), std::string::npos)
      << model.status().message();
}

std::string hasher() { return golden("sklearn/hasher_logistic-1.9.1/model.pkl"); }

TEST(SklearnText, AHasherReadsTheColumnsThatTheCallerNames) {
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

TEST(SklearnText, AHasherReadsTheColumnsOfAnMlflowSignature) {
  const std::string mlmodel =
      "flavors:\n  sklearn: {pickled_model: model.pkl}\nsignature:\n  inputs: '[{\"name\": "
      "\"age\", "
      "\"type\": \"double\"}, {\"name\": \"city\", \"type\": \"string\"}]'\n";
  const auto model = read_model(Files({{"MLmodel", mlmodel}, {"model.pkl", hasher()}}));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->signature().inputs[1].kind, data::Kind::kString);
}

TEST(SklearnText, AHasherWhoseNamesNobodyKnowsIsRefused) {
  const auto model = read_model(OneFile(golden("sklearn/hasher-1.9.1/model.pkl"), "model.pkl"));
  ASSERT_FALSE(model.ok());
  EXPECT_STREQ(model.status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(model.status().remedy().find("--columns"), std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
