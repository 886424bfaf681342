// What pipelines and unions refuse, and what they offer. Their answers are compared in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Pipelines : public Records {};

const std::string kPipeline = "sklearn.pipeline.Pipeline";
const std::string kUnion = "sklearn.pipeline.FeatureUnion";

std::string pair(const std::string& name, const std::string& value) {
  return "(" + text_of(name) + value + "t";
}
std::string scaler(std::size_t width) {
  return object("sklearn.preprocessing._data.MaxAbsScaler",
                is("scale_", array({static_cast<int>(width)}, std::vector<double>(width, 2))));
}

TEST_F(Pipelines, StepsFollowEachOther) {
  const auto steps = [](const std::vector<std::string>& all) { return is("steps", list_of(all)); };
  EXPECT_EQ(refusal(kPipeline, steps({pair("a", scaler(2)), pair("b", none())})), "");
  EXPECT_EQ(refusal(kPipeline, steps({pair("a", scaler(3))})),
            "WRONG_SHAPE: scale_ has 3 values for 2 columns");
  EXPECT_EQ(refusal(kPipeline, steps({whole(3)})),
            "WRONG_TYPE: a step is not a pair of name and estimator");
  const std::string line = object("sklearn.linear_model._base.LinearRegression",
                                  is("coef_", array({2}, {1, 2})) + is("intercept_", real(0)));
  EXPECT_EQ(refusal(kPipeline, steps({pair("a", line), pair("b", scaler(2))})),
            "BAD_MODEL: a step follows one that does not transform");
  EXPECT_TRUE(emitted(kPipeline, steps({pair("a", line)}))->predict);
}

// A pipeline that lies in itself.
TEST_F(Pipelines, EstimatorsWithoutEndAreRefused) {
  EXPECT_EQ(refusal(kPipeline, "S'steps'\n(lp9\n(S'a'\nc" +
                                   std::string("sklearn.pipeline\nPipeline\n)\x81") +
                                   "(S'steps'\ng9\nS'_sklearn_version'\nS'1.4.2'\ndbta"),
            "BAD_MODEL: estimators are inside each other too often");
}

TEST_F(Pipelines, UnionsPutResultsSideBySide) {
  const auto parts = [](const std::vector<std::string>& all) {
    return is("transformer_list", list_of(all));
  };
  const auto both =
      emitted(kUnion, parts({pair("a", scaler(2)), pair("b", text_of("passthrough"))}));
  ASSERT_TRUE(both.ok()) << both.status().text();
  EXPECT_EQ(both->transform->names, (std::vector<std::string>{"a__x0", "a__x1", "b__x0", "b__x1"}));
  EXPECT_EQ(refusal(kUnion, parts({pair("a", text_of("drop"))})), "BAD_MODEL: no columns are left");
}

TEST_F(Pipelines, OfSklearn2PmmlAnswersAsItsSteps) {
  const std::string name = "sklearn2pmml.pipeline.PMMLPipeline";
  EXPECT_EQ(refusal(name, is("steps", list_of({})) + is("predict_transformer", none())), "");
  EXPECT_EQ(refusal(name, is("steps", list_of({})) + is("predict_transformer", whole(1))),
            "UNSUPPORTED_OPTION: " + name + ": predict_transformer");
}

}  // namespace
}  // namespace slipway::format::sklearn
