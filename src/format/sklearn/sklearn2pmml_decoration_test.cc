#include "format/sklearn/record_test.h"
#include "model/stages/domain.h"

namespace slipway::format::sklearn {
namespace {

const std::string kDecoration = "sklearn2pmml.decoration.";
const std::string kContinuous = kDecoration + "ContinuousDomain";
const std::string kCategorical = kDecoration + "CategoricalDomain";

class Decoration : public Records {};

TEST_F(Decoration, ContinuousDomainHasARangeForEachColumn) {
  const std::string range =
      is("data_min_", array({2}, {0, 1})) + is("data_max_", array({2}, {2, 3}));
  const auto found = emitted(kContinuous, range);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(found->transform->id), 2u);
  EXPECT_EQ(refusal(kContinuous, is("data_min_", array({3}, {0, 1, 2}))),
            "WRONG_SHAPE: data_min_ has 3 values for 2 columns");
  EXPECT_EQ(refusal(kContinuous, range + is("cast", none())),
            "UNKNOWN_ATTRIBUTE: " + kContinuous +
                " has the attribute cast (None), which Slipway does not know");
}

TEST_F(Decoration, RefusesWhatItCannotDo) {
  const auto option = [&](const std::string& name, const std::string& value) {
    return refusal(kContinuous, is(name, value));
  };
  const std::string of = "UNSUPPORTED_OPTION: " + kContinuous + ": ";
  EXPECT_EQ(option("dtype", text_of("float64")), "");
  EXPECT_EQ(option("dtype", text_of("int")), of + "dtype");
  EXPECT_EQ(option("missing_value_treatment", text_of("as_other")),
            of + "missing_value_treatment=as_other");
  EXPECT_EQ(option("invalid_value_treatment", text_of("as_other")),
            of + "invalid_value_treatment=as_other");
  EXPECT_EQ(option("outlier_treatment", text_of("as_other")), of + "outlier_treatment=as_other");
  EXPECT_EQ(option("outlier_treatment", text_of("as_missing_values")),
            of + "outlier_treatment without values");
  EXPECT_EQ(option("missing_values", list_of({})), of + "missing_values without values");
  EXPECT_EQ(option("missing_values", text_of("?")),
            of + "missing_values of another kind than the column's");
  EXPECT_EQ(option("missing_value_replacement", text_of("?")),
            of + "missing_value_replacement of another kind than the column's");
  const std::string dates = kDecoration + "DateDomain";
  EXPECT_EQ(refusal(dates, is("dtype", text_of("datetime64[D]"))), "");
  EXPECT_EQ(refusal(dates, is("missing_value_replacement", whole(0))),
            "UNSUPPORTED_OPTION: " + dates + ": missing_value_replacement");
}

// Since pandas 3 columns of texts have a type of their own.
TEST_F(Decoration, TextsOfPandasAreTexts) {
  const std::string texts = is("dtype_", "cpandas\nStringDtype\n(S'pyarrow'\nFnan\ntR");
  EXPECT_EQ(refusal(kCategorical, texts), "");
  EXPECT_EQ(op<model::Domain>()->columns[0].on_missing.what, model::Domain::Do::kKeep);
  EXPECT_EQ(refusal(kCategorical, is("dtype_", "cpandas\nInt64Dtype\n)R")),
            "UNSUPPORTED_OPTION: " + kCategorical + ": dtype_=a pandas.Int64Dtype");
}

// Before 0.101 a value that became missing stayed what it was, and there was no attribute data_min.
TEST_F(Decoration, OldReleasesKeepWhatCountsAsMissing) {
  const auto invalid = [&](const std::string& more) {
    EXPECT_EQ(refusal(kContinuous, is("invalid_value_treatment", text_of("as_missing")) + more),
              "");
    return op<model::Domain>()->columns[0].on_invalid.what;
  };
  EXPECT_EQ(invalid(""), model::Domain::Do::kKeep);
  EXPECT_EQ(invalid(is("missing_value_replacement", real(1))), model::Domain::Do::kReplace);
  EXPECT_EQ(invalid(is("data_min", none())), model::Domain::Do::kReplace);
  EXPECT_EQ(refusal(kContinuous, is("invalid_value_treatment", text_of("as_is")) +
                                     is("invalid_value_replacement", real(7))),
            "");
  EXPECT_EQ(op<model::Domain>()->columns[0].on_invalid.with.number, 7);
  EXPECT_EQ(refusal(kCategorical, is("data_", labels({1, 2})), 1), "");
  EXPECT_EQ(op<model::Domain>()->columns[0].known.size(), 2u);
}

TEST_F(Decoration, CategoricalDomainKnowsItsValues) {
  EXPECT_EQ(refusal(kCategorical, is("data_values_", list_of({labels({1, 2}), labels({3})}))), "");
  EXPECT_EQ(refusal(kCategorical, is("data_values_", labels({1, 2}))),
            "WRONG_SHAPE: data_values_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kCategorical, is("data_values_", whole(1)), 1),
            "UNSUPPORTED_OPTION: " + kCategorical + ": data_values_ of pandas");
}

TEST_F(Decoration, MultiDomainHasOneForEachColumnOrNone) {
  const std::string name = kDecoration + "MultiDomain";
  EXPECT_EQ(refusal(name, is("domains", list_of({object(kContinuous, ""), none()}))), "");
  EXPECT_EQ(refusal(name, is("domains", list_of({none()}))),
            "WRONG_SHAPE: domains has 1 values for 2 columns");
}

TEST_F(Decoration, AliasNamesWhatIsMade) {
  const std::string inside = is("transformer_", object(kDecoration + "ContinuousDomainEraser", ""));
  const auto found = emitted(kDecoration + "Alias", inside + is("name", text_of("z")), 1);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->transform->names, (std::vector<std::string>{"z"}));
  const auto several = emitted(kDecoration + "MultiAlias",
                               inside + is("names", list_of({text_of("y"), text_of("z")})));
  ASSERT_TRUE(several.ok()) << several.status().text();
  EXPECT_EQ(several->transform->names, (std::vector<std::string>{"y", "z"}));
}

}  // namespace
}  // namespace slipway::format::sklearn
