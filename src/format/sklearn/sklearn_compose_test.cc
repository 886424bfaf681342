// Which columns the parts of a ColumnTransformer are given, what they are called, what a
// TransformedTargetRegressor takes back, and what is refused. Answers are compared in golden/.
#include <limits>

#include "format/sklearn/inputs.h"
#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using Names = std::vector<std::string>;

class Compose : public Records {
 protected:
  // The names of what a transformer is that passes these columns of four through.
  Names passed(const std::string& columns, const std::string& version = "1.4.2") {
    const auto made = emitted(
        kTransformer,
        is("transformers_", list_of({tuple_of({text_of("a"), text_of("passthrough"), columns})})) +
            is("verbose_feature_names_out", truth(false)),
        4, version);
    return made.ok() ? made->transform->names
                     : Names{made.status().reason(), made.status().message()};
  }
  const std::string kTransformer = "sklearn.compose._column_transformer.ColumnTransformer";
  const std::string kTarget = "sklearn.compose._target.TransformedTargetRegressor";
};

std::string part(const std::string& name, const std::string& estimator,
                 const std::string& columns) {
  return tuple_of({text_of(name), estimator, columns});
}
std::string parts(const std::vector<std::string>& all) { return is("transformers_", list_of(all)); }
std::string slice(const std::string& begin, const std::string& end, const std::string& step) {
  return "cbuiltins\nslice\n" + tuple_of({begin, end, step}) + "R";
}
std::string scaler(int width) {
  return object(
      "sklearn.preprocessing._data.MaxAbsScaler",
      is("scale_", array({width}, std::vector<double>(static_cast<std::size_t>(width), 2))));
}
std::string linear(int width) {
  return object(
      "sklearn.linear_model._base.LinearRegression",
      is("coef_", array({width}, std::vector<double>(static_cast<std::size_t>(width), 1))) +
          is("intercept_", real(0)));
}
std::string big(const std::string& number) { return "I" + number + "\n"; }

TEST_F(Compose, ColumnsAsPeopleNameThem) {
  EXPECT_EQ(passed(text_of("x2")), (Names{"x2"}));
  EXPECT_EQ(passed(list_of({text_of("x3"), text_of("x0")})), (Names{"x3", "x0"}));
  EXPECT_EQ(passed(whole(1)), (Names{"x1"}));
  EXPECT_EQ(passed(list_of({whole(-1), whole(0)})), (Names{"x3", "x0"}));
  EXPECT_EQ(passed(labels({2, 2})), (Names{"x2", "x2"}));
  EXPECT_EQ(passed(flags({1, 0, 0, 1})), (Names{"x0", "x3"}));
  EXPECT_EQ(passed(list_of({truth(false), truth(true), truth(true), truth(false)})),
            (Names{"x1", "x2"}));
}

// Of numbers the end is outside, of names inside.
TEST_F(Compose, Slices) {
  EXPECT_EQ(passed(slice(whole(1), whole(3), none())), (Names{"x1", "x2"}));
  EXPECT_EQ(passed(slice(none(), none(), whole(3))), (Names{"x0", "x3"}));
  EXPECT_EQ(passed(slice(whole(-2), none(), none())), (Names{"x2", "x3"}));
  EXPECT_EQ(passed(slice(whole(-9), whole(99), whole(2))), (Names{"x0", "x2"}));
  EXPECT_EQ(passed(slice(text_of("x1"), text_of("x2"), none())), (Names{"x1", "x2"}));
  EXPECT_EQ(passed(slice(whole(1), none(), big("9223372036854775807"))), (Names{"x1"}));
  for (const int step : {0, -1})
    EXPECT_EQ(passed(slice(whole(3), whole(0), whole(step)))[0], "UNSUPPORTED_OPTION");
  EXPECT_EQ(passed(slice(text_of("x1"), text_of("y"), none())),
            (Names{"BAD_COLUMN", "takes column \"y\", which there is not"}));
}

TEST_F(Compose, ColumnsThatThereAreNot) {
  EXPECT_EQ(passed(whole(4)), (Names{"BAD_COLUMN", "takes column 4 of 4"}));
  EXPECT_EQ(passed(whole(-5)), (Names{"BAD_COLUMN", "takes column -5 of 4"}));
  EXPECT_EQ(passed(text_of("y")), (Names{"BAD_COLUMN", "takes column \"y\", which there is not"}));
  EXPECT_EQ(passed(flags({1, 0, 1})), (Names{"WRONG_SHAPE", "a mask of 3 for 4 columns"}));
  EXPECT_EQ(passed(list_of({truth(true)})), (Names{"WRONG_SHAPE", "a mask of 1 for 4 columns"}));
  EXPECT_EQ(passed(real(1.5))[0], "UNSUPPORTED_OPTION");
  EXPECT_EQ(passed(list_of({})), (Names{"BAD_MODEL", "no columns are left"}));
  EXPECT_EQ(passed(none(), "0.20.4"), (Names{"BAD_MODEL", "no columns are left"}));
}

// From 1.0 on the file has the numbers of the columns, however they were named.
TEST_F(Compose, NumbersInTheFileCount) {
  const auto made = emitted(
      kTransformer,
      parts({part("a", text_of("passthrough"), text_of("elsewhere"))}) +
          is("_transformer_to_input_indices", dict_of({{text_of("a"), list_of({whole(1)})}})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"a__x1"}));
}

TEST_F(Compose, PartsSideBySide) {
  const std::string all =
      parts({part("a", scaler(1), list_of({whole(1)})),
             part("b", text_of("drop"), list_of({whole(0)})), part("c", scaler(1), list_of({})),
             part("remainder", text_of("passthrough"), list_of({whole(2)}))});
  const auto made = emitted(kTransformer, all, 3);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"a__x1", "remainder__x2"}));
  EXPECT_FALSE(made->transform->sparse);
  EXPECT_TRUE(emitted(kTransformer, all + is("sparse_output_", truth(true)), 3)->transform->sparse);
  const auto pattern = emitted(
      kTransformer,
      all + is("verbose_feature_names_out", text_of("{feature_name}-{transformer_name}")), 3);
  ASSERT_TRUE(pattern.ok()) << pattern.status().text();
  EXPECT_EQ(pattern->transform->names, (Names{"x1-a", "x2-remainder"}));
}

TEST_F(Compose, WeightsOfParts) {
  const std::string all = parts({part("a", scaler(1), list_of({whole(0)}))});
  ASSERT_EQ(
      refusal(kTransformer, all + is("transformer_weights", dict_of({{text_of("a"), real(3)}}))),
      "");
  bool multiplied = false;
  for (const model::Stage& stage : builder_.stages())
    if (const auto* scale = stage.op.as<model::Scale>())
      multiplied = multiplied || scale->factor == std::vector<double>{3};
  EXPECT_TRUE(multiplied);
  EXPECT_EQ(refusal(kTransformer, all + is("transformer_weights", none())), "");
}

TEST_F(Compose, PartsThatAreRefused) {
  EXPECT_EQ(refusal(kTransformer, parts({part("a", linear(1), list_of({whole(0)}))})),
            "BAD_MODEL: a does not transform");
  EXPECT_EQ(refusal(kTransformer, parts({tuple_of({text_of("a"), scaler(1)})})),
            "WRONG_TYPE: a transformer is not (name, estimator, columns)");
  EXPECT_EQ(refusal(kTransformer, parts({part("a", scaler(2), list_of({whole(0)}))})),
            "WRONG_SHAPE: scale_ has 2 values for 1 columns");
  EXPECT_EQ(refusal(kTransformer, ""), "MISSING_ATTRIBUTE: there is no attribute transformers_");
  EXPECT_EQ(refusal(kTransformer,
                    parts({part("a", scaler(1), list_of({whole(0)}))}) + is("order", whole(1)))
                .substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

// Before 0.20.3 nothing but the columns themselves says how many there are.
TEST_F(Compose, AsManyColumnsAsAreTaken) {
  const auto inputs = [&](const std::string& columns) -> std::string {
    const auto document = pickle::read_pickle(std::make_shared<const std::string>(
        object(kTransformer, parts({part("a", text_of("passthrough"), columns)})) + "."));
    const auto found = inputs_of(document->root);
    return found.ok() ? std::to_string(found->names.size()) : found.status().reason();
  };
  EXPECT_EQ(inputs(list_of({whole(4), whole(1)})), "5");
  EXPECT_EQ(inputs(list_of({big("9223372036854775807")})), "WRONG_SHAPE");
}

TEST_F(Compose, ATargetIsTakenBack) {
  const std::string all = is("regressor_", linear(2)) + is("transformer_", scaler(1));
  const auto made = emitted(kTarget, all + is("_training_dim", whole(1)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->predict_is_vector);
  EXPECT_TRUE(emitted(kTarget, all + is("_training_dim", whole(2)))->predict_is_vector);
  EXPECT_EQ(refusal(kTarget, all), "MISSING_ATTRIBUTE: there is no attribute _training_dim");
  EXPECT_EQ(refusal(kTarget, is("regressor_", scaler(2)) + is("transformer_", scaler(1)) +
                                 is("_training_dim", whole(1))),
            "UNSUPPORTED_OPTION: " + kTarget +
                " of scikit-learn 1.4.2: a regressor that does not predict numbers");
}

}  // namespace
}  // namespace slipway::format::sklearn
