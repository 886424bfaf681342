// Which columns selectors keep, ties and missing scores too. Their answers are compared in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Selection : public Records {
 protected:
  // Names of what is kept of five columns, or the refusal.
  std::string kept(const std::string& name, const std::string& attributes) {
    const auto made = emitted("sklearn.feature_selection._x." + name, attributes, 5);
    if (!made.ok()) return made.status().message();
    std::string all;
    for (const std::string& column : made->transform->names) all += column;
    return all;
  }
};

const std::string kScores = is("scores_", array({5}, {3, 1, NAN, 3, 2}));
const std::string kPvalues =
    is("pvalues_", array({5}, {0.01, 0.04, NAN, 0.02, 0.2})) + is("scores_", none());

TEST_F(Selection, TheBest) {
  EXPECT_EQ(kept("SelectKBest", kScores + is("k", whole(1))), "x3");  // the last of equal ones
  EXPECT_EQ(kept("SelectKBest", kScores + is("k", whole(4))), "x0x1x3x4");
  EXPECT_EQ(kept("SelectKBest", kScores + is("k", text_of("all"))), "x0x1x2x3x4");
  EXPECT_NE(kept("SelectKBest", kScores + is("k", whole(0))).find("a selection of no columns"),
            std::string::npos);
  EXPECT_EQ(kept("SelectPercentile", kScores + is("percentile", whole(20))), "x0");
  EXPECT_EQ(kept("SelectPercentile", kScores + is("percentile", whole(40))), "x0x3");
  EXPECT_EQ(kept("SelectPercentile", kScores + is("percentile", whole(100))), "x0x1x2x3x4");
}

TEST_F(Selection, ByProbability) {
  EXPECT_EQ(kept("SelectFpr", kPvalues + is("alpha", real(0.05))), "x0x1x3");
  EXPECT_EQ(kept("SelectFwe", kPvalues + is("alpha", real(0.1))), "x0");
  EXPECT_EQ(kept("SelectFdr", kPvalues + is("alpha", real(0.05))), "x0x3");
  EXPECT_EQ(kept("GenericUnivariateSelect",
                 kPvalues + is("mode", text_of("fpr")) + is("param", real(0.03))),
            "x0x3");
  EXPECT_EQ(kept("SelectFpr", kScores + is("alpha", real(0.05))), "there are no pvalues_");
}

TEST_F(Selection, ByAnEstimator) {
  const std::string line = is("estimator_", object("sklearn.linear_model._ridge.Ridge",
                                                   is("coef_", array({5}, {1, -5, 2, 2, 0}))));
  EXPECT_EQ(kept("SelectFromModel", line + is("threshold", none())), "x1x2x3");
  EXPECT_EQ(kept("SelectFromModel", line + is("threshold", text_of("1.25*mean"))), "x1");
  EXPECT_EQ(kept("SelectFromModel", line + is("threshold", text_of("median"))), "x1x2x3");
  EXPECT_EQ(kept("SelectFromModel", line + is("threshold", real(1))), "x0x1x2x3");
  EXPECT_EQ(kept("SelectFromModel", line + is("threshold", real(1)) + is("max_features", whole(2))),
            "x1x2");
  EXPECT_NE(kept("SelectFromModel", line + is("threshold", text_of("mode"))).find("threshold=mode"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
