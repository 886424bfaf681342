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

}  // namespace
}  // namespace slipway::format::sklearn
