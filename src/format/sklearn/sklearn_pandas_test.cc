// What a DataFrameMapper takes and refuses. Its answers are compared with the library's in golden/.
#include "format/sklearn/inputs.h"
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Mappers : public Records {};

const std::string kMapper = "sklearn_pandas.dataframe_mapper.DataFrameMapper";
const std::string kOf = ": ";  // it is of no version of scikit-learn

std::string feature(const std::string& columns, const std::string& options = "(d") {
  return "(" + columns + none() + options + "t";
}

TEST_F(Mappers, ColumnsHaveNames) {
  const auto made = emitted(
      kMapper, is("built_features", list_of({feature(text_of("x1")),
                                             feature(list_of({text_of("x0"), text_of("x1")}),
                                                     "(" + is("alias", text_of("both")) + "d")})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x1", "both_0", "both_1"}));
  EXPECT_EQ(refusal(kMapper, is("built_features", list_of({feature(text_of("x9"))}))),
            "BAD_COLUMN: takes column \"x9\", which there is not");
  EXPECT_EQ(refusal(kMapper, ""), "MISSING_ATTRIBUTE: there is no attribute built_features");
}

TEST_F(Mappers, OthersMayPass) {
  const std::string features = is("built_features", list_of({feature(text_of("x1"))}));
  const auto made =
      emitted(kMapper, features + is("default", none()) +
                           is("transformed_names_", list_of({text_of("x1"), text_of("x0")})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x1", "x0"}));
  EXPECT_EQ(refusal(kMapper, features + is("default", none())),
            "UNSUPPORTED_OPTION: " + kMapper + kOf +
                "default=None: which columns pass is not in the file");
  EXPECT_EQ(refusal(kMapper, features + is("default", text_of("x"))),
            "UNSUPPORTED_OPTION: " + kMapper + kOf +
                "default that is a transformer: its columns are not in the file");
}

TEST_F(Mappers, OfFunctionsTwoAreKnown) {
  const std::string name = "sklearn_pandas.transformers.NumericalTransformer";
  EXPECT_EQ(refusal(name, is("_NumericalTransformer__func", text_of("log1p"))), "");
  EXPECT_EQ(refusal(name, is("_NumericalTransformer__func", text_of("sin"))),
            "UNSUPPORTED_OPTION: " + name + kOf + "func=sin");
}

TEST_F(Mappers, AnImputerHasOneValueForAll) {
  for (const char* name : {"sklearn_pandas.transformers.CategoricalImputer",
                           "sklearn_pandas.categorical_imputer.CategoricalImputer"}) {
    const auto made = emitted(name, is("missing_values", text_of("NaN")) + is("fill_", whole(3)) +
                                        is("strategy", text_of("constant")) +
                                        is("fill_value", whole(3)) + is("copy", none()));
    ASSERT_TRUE(made.ok()) << made.status().text();
    EXPECT_EQ(made->transform->names.size(), 2U);
    EXPECT_EQ(refusal(name, is("missing_values", none())),
              "MISSING_ATTRIBUTE: there is no attribute fill_");
  }
}

TEST_F(Mappers, AFunctionIsOneOfNumpys) {
  const std::string name = "sklearn_pandas.transformers.FunctionTransformer";
  EXPECT_EQ(refusal(name, is("_FunctionTransformer__func", "cnumpy\nsqrt\n")), "");
  EXPECT_EQ(refusal(name, is("_FunctionTransformer__func", "cmine\nsqrt\n")),
            "UNSUPPORTED_OPTION: " + name + kOf + "func=mine.sqrt");
  EXPECT_EQ(refusal(name, is("_FunctionTransformer__func", none())),
            "UNSUPPORTED_OPTION: " + name + kOf + "func=None");
}

}  // namespace
}  // namespace slipway::format::sklearn
