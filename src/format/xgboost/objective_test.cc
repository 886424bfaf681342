#include "format/xgboost/objective.h"

#include <cmath>

#include <gtest/gtest.h>

#include "model/stages/link.h"

namespace slipway::format::xgboost {
namespace {

using model::LinkKind;

TEST(Objective, LinksByVersion) {
  EXPECT_EQ(find_objective("binary:logistic", 30400)->link, LinkKind::kCutSigmoid);
  EXPECT_EQ(find_objective("binary:logistic", 10500)->link, LinkKind::kSigmoid);
  EXPECT_EQ(find_objective("binary:logitraw", 10200)->base, LinkKind::kSigmoid);
  EXPECT_EQ(find_objective("binary:logitraw", 10300)->base, LinkKind::kIdentity);
  EXPECT_TRUE(find_objective("multi:softmax", 20000)->predicts_class);
  EXPECT_STREQ(find_objective("reg:mine", 20000).status().reason(), "UNSUPPORTED_OPTION");
}

TEST(Objective, QuantilesAreInOrderFrom34On) {
  EXPECT_EQ(find_objective("reg:quantileerror", 30300)->link, LinkKind::kIdentity);
  EXPECT_EQ(find_objective("reg:quantileerror", 30400)->link, LinkKind::kSorted);
}

TEST(Objective, BaseScoresOfExpectilesToTheirDistances) {
  const auto margins = base_margins(*find_objective("reg:expectileerror", 30400), {-1, 0.5f, 0.5f});
  ASSERT_TRUE(margins.ok()) << margins.status().text();
  EXPECT_EQ((*margins)[0], -1);
  EXPECT_FLOAT_EQ((*margins)[1], std::log(std::expm1(1.499999f)));
  EXPECT_FLOAT_EQ((*margins)[2], std::log(1e-6f));  // no two are the same
}

TEST(Objective, BaseScoresToMargins) {
  EXPECT_EQ(*base_margin(*find_objective("binary:logistic", 20000), 0.5f), 0);
  EXPECT_FLOAT_EQ(*base_margin(*find_objective("binary:logistic", 20000), 0.1f),
                  std::log(0.1f / 0.9f));
  EXPECT_FLOAT_EQ(*base_margin(*find_objective("count:poisson", 20000), 2.0f), std::log(2.0f));
  EXPECT_EQ(*base_margin(*find_objective("multi:softprob", 20000), 0.5f), 0.5f);
}

TEST(Objective, ABaseScoreWithoutAMarginIsRefused) {
  for (const float score : {0.0f, 1.0f, -1.0f, std::nanf("")})
    EXPECT_STREQ(base_margin(*find_objective("binary:logistic", 20000), score).status().reason(),
                 "BAD_NUMBER");
  EXPECT_STREQ(base_margin(*find_objective("reg:gamma", 20000), 0).status().reason(), "BAD_NUMBER");
}

}  // namespace
}  // namespace slipway::format::xgboost
