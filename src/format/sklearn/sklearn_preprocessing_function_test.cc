// What FunctionTransformer refuses. Its answers are compared in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class FunctionTransformers : public Records {};

const std::string kFunction = "sklearn.preprocessing._function_transformer.FunctionTransformer";

TEST_F(FunctionTransformers, TakeTheClosedList) {
  EXPECT_EQ(refusal(kFunction, is("func", "cnumpy\nlog1p\n")), "");
  const std::string of = "UNSUPPORTED_OPTION: " + kFunction + " of scikit-learn 1.4.2: ";
  EXPECT_EQ(refusal(kFunction, is("func", "cnumpy\ncumsum\n")), of + "func=numpy.cumsum");
  EXPECT_EQ(refusal(kFunction, is("func", "cnumpy\nlog\n") + is("kw_args", "(dS'where'\nI1\ns")),
            of + "kw_args of numpy.log");
  EXPECT_EQ(
      refusal(kFunction, is("func", "cnumpy\nround\n") + is("kw_args", "(dS'decimals'\nI1\ns")),
      "");
  EXPECT_EQ(refusal(kFunction, is("func", "cnumpy\nround\n") + is("kw_args", "(d")), "");
  EXPECT_EQ(refusal(kFunction, is("pass_y", "I01\n")), of + "pass_y");
  EXPECT_EQ(refusal(kFunction, is("feature_names_out", "cnumpy\nround\n")),
            of + "feature_names_out that is a function");
}

TEST_F(FunctionTransformers, CheckedUntil21) {
  const auto made = emitted(kFunction, is("func", none()), 2, "0.20.4");
  ASSERT_TRUE(made.ok());
  EXPECT_NE(made->transform->id, 0u);
  EXPECT_EQ(emitted(kFunction, is("func", none()))->transform->id, 0u);
}

}  // namespace
}  // namespace slipway::format::sklearn
