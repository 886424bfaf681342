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

}  // namespace
}  // namespace slipway::format::sklearn
