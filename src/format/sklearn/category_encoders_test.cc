// What the encoders of category_encoders 2 look up, by option and version, and what is refused. Their
// answers are compared with the library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/lookup.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

class CategoryEncoders : public Records {
 protected:
  // What becomes of a value: the row of numbers that it is looked up as, of the first table.
  Numbers row(const std::string& text) const {
    return row_of([&](const model::Category& c) {
      return c.text == text && c.kind == model::Category::Kind::kString;
    });
  }
  Numbers missing() const {
    return row_of(
        [](const model::Category& c) { return c.kind == model::Category::Kind::kMissing; });
  }
  Numbers unknown() const { return at(lookup().unknown_row); }
  const model::LookupRows::Column& lookup() const { return op<model::LookupRows>()->columns.at(0); }

 private:
  Numbers at(std::uint32_t index) const {
    const auto begin = lookup().rows.begin() + static_cast<std::ptrdiff_t>(index * lookup().width);
    return {begin, begin + lookup().width};
  }
  template <class Is>
  Numbers row_of(Is is_it) const {
    for (std::size_t i = 0; i < lookup().categories.size(); ++i)
      if (is_it(lookup().categories[i])) return at(lookup().row[i]);
    return {};
  }
};

const std::string kOrdinal = "category_encoders.ordinal.OrdinalEncoder";
const std::string kOneHot = "category_encoders.one_hot.OneHotEncoder";
const std::string kMean = "category_encoders.leave_one_out.LeaveOneOutEncoder";
const std::string kCount = "category_encoders.count.CountEncoder";

// pandas' objects as their pickles hold them.
std::string index(const std::string& labels) {
  return "cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.base\nIndex\n(S'data'\n" +
         labels + "S'name'\nNdtR";
}
std::string places(std::size_t count) {
  return fmt::format("cbuiltins\nslice\n(I0\nI{}\nI1\ntR", count);
}
std::string pandas(const std::string& name, const std::string& axes, const std::string& values,
                   std::size_t columns) {
  return object("pandas.core." + name,
                is("_mgr",
                   "cpandas.core.internals.managers\nBlockManager\n((cpandas._libs."
                   "internals\n_unpickle_block\n(" +
                       values + places(columns) + "I2\ntRt(" + axes + "ltR"));
}
std::string series(const std::vector<std::string>& labels, const Numbers& values) {
  const int size = static_cast<int>(labels.size());
  return pandas("series.Series", index(objects({size}, labels)), array({size}, values),
                labels.size());
}
// `values`: column by column.
std::string frame(const std::vector<std::string>& columns, const std::vector<std::string>& labels,
                  const Numbers& values) {
  const int width = static_cast<int>(columns.size()), size = static_cast<int>(labels.size());
  return pandas("frame.DataFrame",
                index(objects({width}, columns)) + index(objects({size}, labels)),
                array({width, size}, values), columns.size());
}
const std::string kNaN = real(std::nan(""));
const std::string kA = text_of("a"), kB = text_of("b");

std::string switches(const std::string& mapping, const std::string& column = text_of("x0")) {
  return is("mapping",
            list_of({dict_of({{text_of("col"), column}, {text_of("mapping"), mapping}})}));
}
std::string policy(const std::string& unknown, const std::string& missing) {
  return is("handle_unknown", text_of(unknown)) + is("handle_missing", text_of(missing));
}
const std::string kCodes = series({kA, kB, kNaN}, {1, 2, -2});

TEST_F(CategoryEncoders, NumbersOfValues) {
  const auto made = emitted(kOrdinal, switches(kCodes) + policy("value", "value"));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0", "x1"}));
  EXPECT_EQ(row("b"), Numbers{2});
  EXPECT_EQ(missing(), Numbers{-2});
  EXPECT_EQ(unknown(), Numbers{-1});
  EXPECT_EQ(lookup().unknown, model::Unknown::kIgnore);
  EXPECT_TRUE(lookup().takes_missing);
  EXPECT_EQ(builder_.features()[0].kind, data::Kind::kString);
  ASSERT_EQ(refusal(kOrdinal,
                    switches(dict_of({{kA, whole(1)}, {kB, whole(2)}})) + policy("value", "value")),
            "");
  EXPECT_EQ(row("b"), Numbers{2});
}

TEST_F(CategoryEncoders, UnknownAndMissingValues) {
  ASSERT_EQ(refusal(kOrdinal, switches(kCodes) + policy("error", "error")), "");
  EXPECT_EQ(lookup().unknown, model::Unknown::kReject);
  EXPECT_FALSE(lookup().takes_missing);
  ASSERT_EQ(refusal(kOrdinal, switches(kCodes) + policy("return_nan", "return_nan")), "");
  EXPECT_TRUE(std::isnan(unknown()[0]));
  EXPECT_TRUE(std::isnan(missing()[0]));
  ASSERT_EQ(refusal(kOrdinal, switches(kCodes) + is("handle_unknown", real(7)) +
                                  is("handle_missing", whole(8))),
            "");  // numbers: from 2.11 on
  EXPECT_EQ(unknown(), Numbers{7});
  EXPECT_EQ(missing(), Numbers{8});
  EXPECT_EQ(refusal(kOrdinal, switches(kCodes) + is("handle_unknown", list_of({}))),
            "UNSUPPORTED_OPTION: " + kOrdinal + ": handle_unknown=a list of 0");
}

TEST_F(CategoryEncoders, ColumnsByNameOrByPlace) {
  ASSERT_EQ(refusal(kOrdinal, switches(kCodes, whole(1))), "");
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kString);
  const std::string fitted = is("feature_names_in_", list_of({text_of("p"), text_of("q")}));
  ASSERT_EQ(refusal(kOrdinal, switches(kCodes, text_of("q")) + fitted), "");
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kString);
  EXPECT_EQ(refusal(kOrdinal, switches(kCodes, text_of("r")) + fitted),
            "BAD_COLUMN: takes column \"r\", which there is not");
  EXPECT_EQ(refusal(kOrdinal, switches(kCodes, whole(2))),
            "BAD_COLUMN: takes column \"2\", which there is not");
}

// min_group_size: rare values are called by their group's name, which is looked up.
TEST_F(CategoryEncoders, RareValuesAreAGroup) {
  const std::string codes = series({kA, text_of("few")}, {1, 2});
  const std::string groups = is(
      "min_group_lumping_",
      dict_of({{text_of("x0"), dict_of({{kB, text_of("few")}, {text_of("c"), text_of("gone")}})}}));
  ASSERT_EQ(refusal(kOrdinal, switches(codes) + policy("value", "value") + groups), "");
  EXPECT_EQ(row("b"), Numbers{2});
  EXPECT_EQ(row("c"), Numbers{-1});
}

std::string inner(const std::string& codes, const std::string& unknown = "value") {
  return is("ordinal_encoder", object(kOrdinal, switches(codes) + policy(unknown, "value")));
}
const std::string kRows =
    frame({text_of("x0_1"), text_of("x0_2")}, {whole(1), whole(2), whole(-1)}, {1, 0, 0, 0, 1, 0});

TEST_F(CategoryEncoders, RowsOfCodes) {
  const auto made = emitted(kOneHot, inner(kCodes) + switches(kRows) + policy("value", "value"));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0_1", "x0_2", "x1"}));
  EXPECT_EQ(row("a"), (Numbers{1, 0}));
  EXPECT_EQ(row("b"), (Numbers{0, 1}));
  EXPECT_EQ(unknown(), (Numbers{0, 0}));
  EXPECT_TRUE(std::isnan(missing()[0]));  // a code that has no row
  ASSERT_EQ(refusal(kOneHot, inner(kCodes) + switches(kRows) + policy("error", "value")), "");
  EXPECT_EQ(lookup().unknown, model::Unknown::kReject);
}

TEST_F(CategoryEncoders, AllThatLookUpCodes) {
  for (const char* name :
       {"rankhot.RankHotEncoder", "binary.BinaryEncoder", "basen.BaseNEncoder", "gray.GrayEncoder",
        "helmert.HelmertEncoder", "sum_coding.SumEncoder", "polynomial.PolynomialEncoder",
        "backward_difference.BackwardDifferenceEncoder", "target_encoder.TargetEncoder",
        "james_stein.JamesSteinEncoder", "m_estimate.MEstimateEncoder", "woe.WOEEncoder",
        "glmm.GLMMEncoder", "quantile_encoder.QuantileEncoder"})
    EXPECT_EQ(refusal(std::string("category_encoders.") + name,
                      inner(kCodes) + switches(kRows) + policy("value", "value")),
              "")
        << name;
}

// A Series by code, in a dict by column: one number a value.
TEST_F(CategoryEncoders, NumbersOfCodes) {
  const std::string name = "category_encoders.target_encoder.TargetEncoder";
  const std::string means = series({whole(1), whole(2), whole(-1)}, {.25, .75, .5});
  const auto made = emitted(name, inner(kCodes) + is("mapping", dict_of({{text_of("x0"), means}})) +
                                      policy("value", "value"));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0", "x1"}));
  EXPECT_EQ(row("b"), Numbers{.75});
  EXPECT_EQ(unknown(), Numbers{.5});
}

// RankHot: what is not there is 0 everywhere, unless it is to be NaN.
TEST_F(CategoryEncoders, RankHot) {
  const std::string name = "category_encoders.rankhot.RankHotEncoder";
  const std::string rows = frame({text_of("x0_1")}, {whole(1)}, {1});
  ASSERT_EQ(refusal(name, inner(kCodes) + switches(rows) + policy("value", "value")), "");
  EXPECT_EQ(unknown(), Numbers{0});
  ASSERT_EQ(refusal(name, inner(kCodes) + switches(rows) + policy("return_nan", "value")), "");
  EXPECT_TRUE(std::isnan(unknown()[0]));
}

// Up to 2.4 a BinaryEncoder is another encoder inside.
TEST_F(CategoryEncoders, ABinaryEncoderOfOld) {
  EXPECT_EQ(refusal("category_encoders.binary.BinaryEncoder",
                    is("base_n_encoder",
                       object("category_encoders.basen.BaseNEncoder",
                              inner(kCodes) + switches(kRows) + policy("value", "value")))),
            "");
  ASSERT_NE(op<model::LookupRows>("base_n_encoder"), nullptr);
  EXPECT_EQ(op<model::LookupRows>("base_n_encoder")->columns[0].width, 2u);
}

// Contrasts begin with a column of 1, up to 2.6.
TEST_F(CategoryEncoders, AnIntercept) {
  const std::string named =
      is("feature_names",
         list_of({text_of("intercept"), text_of("x0_1"), text_of("x0_2"), text_of("x1")}));
  const auto made = emitted("category_encoders.helmert.HelmertEncoder",
                            inner(kCodes) + switches(kRows) + policy("value", "value") + named);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"intercept", "x0_1", "x0_2", "x1"}));
  ASSERT_NE(op<model::Place>("intercept"), nullptr);
  EXPECT_EQ(op<model::Place>("intercept")->fill, Numbers{1});
}

TEST_F(CategoryEncoders, ColumnsThatDoNotVaryAreDropped) {
  const std::string all = switches(kCodes) + is("drop_invariant", truth(true));
  EXPECT_EQ(
      emitted(kOrdinal, all + is("invariant_cols", list_of({text_of("x1")})))->transform->names,
      (Names{"x0"}));
  EXPECT_EQ(emitted(kOrdinal, all + is("drop_cols", list_of({text_of("x0")})))->transform->names,
            (Names{"x1"}));
  EXPECT_EQ(emitted(kOrdinal, switches(kCodes) + is("drop_cols", list_of({text_of("x0")})))
                ->transform->names,
            (Names{"x0", "x1"}));
  EXPECT_EQ(
      refusal(kOrdinal, switches(kCodes) + is("feature_names_out_", list_of({text_of("x0")}))),
      "BAD_MODEL: the result has other columns than the file names");
}

std::string sums(const Numbers& values) {  // of "a" and "b", then their counts
  return is("mapping", dict_of({{text_of("x0"),
                                 frame({text_of("sum"), text_of("count")}, {kA, kB}, values)}})) +
         is("_mean", real(.5));
}

TEST_F(CategoryEncoders, MeansOfTargets) {
  ASSERT_EQ(refusal(kMean, sums({1.5, 1, 2, 1}) + policy("value", "value")), "");
  EXPECT_EQ(row("a"), Numbers{.75});
  EXPECT_EQ(row("b"), Numbers{.5});  // of one row: the mean of all
  EXPECT_EQ(unknown(), Numbers{.5});
  EXPECT_EQ(missing(), Numbers{.5});
  ASSERT_EQ(refusal(kMean, sums({3, 1, 4, 1}) + policy("error", "return_nan")), "");
  EXPECT_EQ(lookup().unknown, model::Unknown::kReject);
  EXPECT_TRUE(std::isnan(missing()[0]));
  EXPECT_EQ(refusal(kMean, sums({3, 1, 4, 1}) + is("handle_unknown", real(1))),
            "UNSUPPORTED_OPTION: " + kMean + ": handle_unknown or handle_missing is a number");
}

// CatBoost: a rows of the mean are added to each value's.
TEST_F(CategoryEncoders, MeansOfTargetsAndA) {
  const std::string name = "category_encoders.cat_boost.CatBoostEncoder";
  ASSERT_EQ(refusal(name, sums({3, 1, 4, 1})), "");
  EXPECT_EQ(row("a"), Numbers{3.5 / 5});
  ASSERT_EQ(
      refusal(name, sums({3, 1, 4, 1}) + is("a", real(4)) + is("invariant_cols", list_of({}))), "");
  EXPECT_EQ(row("a"), Numbers{5.0 / 8});
  EXPECT_EQ(
      refusal(name, sums({3, 1, 4, 1}) + is("a", real(4))),
      "UNSUPPORTED_OPTION: " + name + ": a, of category_encoders before 2.5, is used in two ways");
  EXPECT_EQ(refusal(kMean, is("_mean", real(1)) + is("mapping", dict_of({{text_of("x0"), kRows}}))),
            "WRONG_SHAPE: mapping does not hold sums and counts");
}

TEST_F(CategoryEncoders, Counts) {
  const std::string counts = is("mapping", dict_of({{text_of("x0"), series({kA, kB}, {5, 6})}}));
  const auto option = [](const std::string& name, const std::string& value) {
    return is(name, dict_of({{text_of("x0"), value}}));
  };
  ASSERT_EQ(refusal(kCount, counts + option("_handle_unknown", text_of("value"))), "");
  EXPECT_EQ(row("b"), Numbers{6});
  EXPECT_EQ(unknown(), Numbers{0});
  ASSERT_EQ(refusal(kCount, counts + option("_handle_unknown", whole(9))), "");
  EXPECT_EQ(unknown(), Numbers{9});
  ASSERT_EQ(refusal(kCount, counts + option("_handle_unknown", text_of("error"))), "");
  EXPECT_EQ(lookup().unknown, model::Unknown::kReject);
  ASSERT_EQ(refusal(kCount, counts + is("_handle_unknown", none())), "");
  EXPECT_TRUE(std::isnan(unknown()[0]));
}

TEST_F(CategoryEncoders, WhatIsRefused) {
  EXPECT_EQ(
      refusal("category_encoders.hashing.HashingEncoder", ""),
      "UNSUPPORTED_OPTION: category_encoders.hashing.HashingEncoder: values are hashed as Python "
      "writes them");
  EXPECT_EQ(refusal(kOrdinal, switches(kCodes) +
                                  is("composite_members_", dict_of({{text_of("x"), list_of({})}}))),
            "UNSUPPORTED_OPTION: " + kOrdinal + ": composite_cols");
  EXPECT_EQ(refusal(kOrdinal, ""), "MISSING_ATTRIBUTE: there is no attribute mapping");
  EXPECT_EQ(refusal(kOneHot, switches(kRows)),
            "MISSING_ATTRIBUTE: there is no attribute ordinal_encoder");
  EXPECT_EQ(refusal(kOneHot, switches(kRows) + is("ordinal_encoder", object("user.Encoder", "")))
                .substr(0, 14),
            "UNKNOWN_SYMBOL");
  EXPECT_EQ(
      refusal(kOrdinal, switches(series({kA, whole(3)}, {1, 2}))),
      "UNSUPPORTED_OPTION: " + kOrdinal + ": the values of column \"x0\" are texts and numbers");
  EXPECT_EQ(refusal(kOrdinal, switches(kCodes) + is("made_up", whole(1))),
            "UNKNOWN_ATTRIBUTE: " + kOrdinal +
                " has the attribute made_up (the int 1), which Slipway does not know");
}

}  // namespace
}  // namespace slipway::format::sklearn
