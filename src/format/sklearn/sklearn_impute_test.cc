// What imputers fill, drop and mark, by option and era, and what is refused. Their answers are compared
// with the library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using Kind = model::Category::Kind;
using Columns = std::vector<std::uint32_t>;

class SimpleImputers : public Records {
 protected:
  const model::Impute& impute() const { return *op<model::Impute>(); }
};

const std::string kSimple = "sklearn.impute._base.SimpleImputer";
const std::string kOld = "sklearn.preprocessing.imputation.Imputer";
const std::string kIndicator = "sklearn.impute._base.MissingIndicator";
const double kNan = std::nan("");
const std::string kMissing = is("missing_values", real(kNan));

std::string filled(const std::vector<double>& statistics) {
  return is("statistics_", array({static_cast<int>(statistics.size())}, statistics)) +
         is("strategy", text_of("mean"));
}

TEST_F(SimpleImputers, MissingValuesAreFilled) {
  const auto made = emitted(kSimple, kMissing + filled({7, 8}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(impute().fill[1].number, 8);
  EXPECT_TRUE(std::isnan(impute().missing.number));
  EXPECT_TRUE(impute().dropped.empty());
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x0", "x1"}));
  EXPECT_TRUE(made->transform->finite);
  EXPECT_TRUE(op<model::Require>("check")->allow_nan);
}

// Where a number stands for a missing value, NaN is refused.
TEST_F(SimpleImputers, ANumberMayBeMissing) {
  const auto made = emitted(kSimple, is("missing_values", whole(-1)) + filled({7, 8}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(impute().missing.number, -1);
  EXPECT_FALSE(op<model::Require>("check")->allow_nan);
  EXPECT_FALSE(made->transform->finite);
}

TEST_F(SimpleImputers, PandasNaAndNoneAreMissing) {
  for (const std::string& missing : {none(), std::string("cpandas._libs.missing\nNA\n")}) {
    ASSERT_EQ(refusal(kSimple, is("missing_values", missing) + filled({7, 8})), "");
    EXPECT_EQ(impute().missing.kind, Kind::kMissing);
  }
}

// A column of nothing but missing values is dropped, unless it is to be kept or (until 1.7) is filled
// with a constant.
TEST_F(SimpleImputers, EmptyColumns) {
  const std::string empty = kMissing + filled({kNan, 8});
  const auto made = emitted(kSimple, empty);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(impute().dropped, (Columns{0}));
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x1"}));
  ASSERT_EQ(refusal(kSimple, empty + is("keep_empty_features", truth(true))), "");
  EXPECT_TRUE(impute().dropped.empty());
  EXPECT_EQ(impute().fill[0].kind, Kind::kMissing);
  const std::string constant =
      kMissing + is("statistics_", array({2}, {kNan, 8})) + is("strategy", text_of("constant"));
  ASSERT_EQ(refusal(kSimple, constant, 2, "1.7.2"), "");
  EXPECT_TRUE(impute().dropped.empty());
  ASSERT_EQ(refusal(kSimple, constant, 2, "1.8.0"), "");
  EXPECT_EQ(impute().dropped, (Columns{0}));
}

TEST_F(SimpleImputers, TextsAreFilledWithTexts) {
  const std::string statistics = is("statistics_", objects({2}, {text_of("a"), none()}));
  const auto made = emitted(kSimple, kMissing + statistics);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(impute().fill[0].text, "a");
  EXPECT_EQ(impute().dropped, (Columns{1}));
  EXPECT_EQ(builder_.features()[0].kind, data::Kind::kString);
  EXPECT_EQ(op<model::Require>("check"), nullptr);
  EXPECT_FALSE(made->transform->finite);
  EXPECT_EQ(refusal(kSimple, kMissing + is("statistics_", objects({2}, {text_of("a"), real(1)}))),
            "BAD_MODEL: fills column 1 with another kind of value");
}

std::string indicator(const std::vector<std::int64_t>& columns, const std::string& more = "") {
  return object(kIndicator, is("features_", labels(columns)) + kMissing + more);
}

TEST_F(SimpleImputers, AddedIndicators) {
  const std::string all = kMissing + filled({7, 8});
  const auto made =
      emitted(kSimple, all + is("add_indicator", truth(true)) + is("indicator_", indicator({1})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(impute().indicators, (Columns{1}));
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x0", "x1", "missingindicator_x1"}));
  ASSERT_EQ(refusal(kSimple, all + is("add_indicator", truth(false)) + is("indicator_", none())),
            "");
  EXPECT_TRUE(impute().indicators.empty());
  EXPECT_EQ(refusal(kSimple, all + is("indicator_", indicator({2}))),
            "WRONG_SHAPE: features_ has column 2 of 2");
  EXPECT_EQ(refusal(kSimple, all + is("indicator_", indicator({1}, is("made_up", whole(1)))))
                .substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

TEST_F(SimpleImputers, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kSimple, kMissing + filled({7, 8}), 3),
            "WRONG_SHAPE: statistics_ has 2 values for 3 columns");
  EXPECT_EQ(refusal(kSimple, filled({7, 8})),
            "MISSING_ATTRIBUTE: there is no attribute missing_values");
  EXPECT_EQ(refusal(kSimple, kMissing), "MISSING_ATTRIBUTE: there is no attribute statistics_");
  EXPECT_EQ(refusal(kSimple, kMissing + filled({kNan, kNan})), "BAD_MODEL: leaves no column");
  EXPECT_EQ(refusal(kSimple, kMissing + filled({7, 8}) + is("axis", whole(0))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

// Up to 0.21: "NaN" is a word, and nothing is refused.
TEST_F(SimpleImputers, OfOld) {
  const std::string word = is("missing_values", text_of("NaN"));
  const auto made = emitted(kOld, word + filled({kNan, 8}) + is("axis", whole(0)), 2, "0.18.2");
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_TRUE(std::isnan(impute().missing.number));
  EXPECT_EQ(impute().dropped, (Columns{0}));
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x1"}));
  EXPECT_EQ(op<model::Require>("check"), nullptr);
  EXPECT_EQ(refusal(kOld, word + filled({7, 8}) + is("axis", whole(1)), 2, "0.18.2"),
            "UNSUPPORTED_OPTION: " + kOld +
                " of scikit-learn 0.18.2: axis=1, which fits every batch anew");
  EXPECT_EQ(refusal(kOld, word + filled({7}), 2, "0.18.2"),
            "WRONG_SHAPE: statistics_ has 1 values for 2 columns");
}

std::string marks(const std::vector<std::int64_t>& columns) {
  return kMissing + is("features_", labels(columns));
}

TEST_F(SimpleImputers, AnIndicatorMarks) {
  const auto made = emitted(kIndicator, marks({1}) + is("error_on_new", truth(false)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"missingindicator_x1"}));
  EXPECT_EQ(impute().indicators, (Columns{0}));
  EXPECT_EQ(impute().dropped, (Columns{0}));
  EXPECT_EQ(op<model::Require>("no_new"), nullptr);
  ASSERT_EQ(refusal(kIndicator, marks({0, 1}) + is("features", text_of("all"))), "");
  EXPECT_EQ(impute().indicators, (Columns{0, 1}));
}

// error_on_new: a row with a missing value where there was none fails.
TEST_F(SimpleImputers, NewMissingValuesAreRefused) {
  ASSERT_EQ(refusal(kIndicator, marks({1}), 3), "");
  ASSERT_NE(op<model::Require>("no_new"), nullptr);
  EXPECT_FALSE(op<model::Require>("no_new")->allow_nan);
  ASSERT_EQ(refusal(kIndicator, marks({0, 1})), "");  // there is no other column
  EXPECT_EQ(op<model::Require>("no_new"), nullptr);
  ASSERT_EQ(refusal(kIndicator, marks({1}) + is("features", text_of("all"))), "");
  EXPECT_EQ(op<model::Require>("no_new"), nullptr);
}

TEST_F(SimpleImputers, IndicatorsThatAreRefused) {
  const std::string of = "UNSUPPORTED_OPTION: " + kIndicator + " of scikit-learn 1.4.2: ";
  EXPECT_EQ(refusal(kIndicator, marks({})), of + "an indicator of no columns");
  EXPECT_EQ(refusal(kIndicator, marks({1}) + is("features", text_of("some"))),
            of + "features=some");
  EXPECT_EQ(refusal(kIndicator, marks({-1})), "WRONG_SHAPE: features_ has column -1 of 2");
  EXPECT_EQ(refusal(kIndicator, marks({2})), "WRONG_SHAPE: features_ has column 2 of 2");
  EXPECT_EQ(refusal(kIndicator, is("missing_values", text_of("?")) + is("features_", labels({1}))),
            of + "error_on_new of columns of text");
}

}  // namespace
}  // namespace slipway::format::sklearn
