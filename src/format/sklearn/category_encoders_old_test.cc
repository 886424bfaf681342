// What encoders of category_encoders 1 look up, and what they refuse. Their answers are compared with the library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

class OldEncoders : public Records {};

const std::string kPackage = "category_encoders.";
const std::string kOld = is("impute_missing", truth(true));

std::string pair(const std::string& value, int code) {
  return tuple_of({text_of(value), whole(code)});
}
std::string one(const std::string& contents) {
  return list_of({dict_of({{text_of("col"), text_of("x0")}, {text_of("mapping"), contents}})});
}
std::string inner(int first) {
  return is("ordinal_encoder",
            object(kPackage + "ordinal.OrdinalEncoder",
                   kOld + is("mapping", one(list_of({pair("a", first), pair("b", first + 1)})))));
}
std::string digits(int count) {
  return is("digits_per_col", dict_of({{text_of("x0"), whole(count)}}));
}

TEST_F(OldEncoders, CodesInBase2) {
  const std::string name = kPackage + "binary.BinaryEncoder";
  const auto made = emitted(name, kOld + inner(1) + digits(2));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x0_0", "x0_1", "x1"}));
  EXPECT_EQ(refusal(name, kOld + inner(1)),
            "MISSING_ATTRIBUTE: there is no attribute digits_per_col");
  EXPECT_EQ(refusal(name, kOld + inner(1) + digits(0)),
            "BAD_MODEL: digits_per_col does not fit the columns");
  EXPECT_EQ(refusal(name, kOld + inner(1) + digits(99)),
            "BAD_MODEL: digits_per_col does not fit the columns");
  EXPECT_EQ(refusal(name, kOld + inner(3) + digits(2)),
            "BAD_MODEL: a code has more digits than there are columns");
}

TEST_F(OldEncoders, BeforeVersion127UnknownWasMinusOne) {
  EXPECT_EQ(
      refusal(kPackage + "binary.BinaryEncoder", kOld + inner(0) + digits(2)),
      "UNSUPPORTED_OPTION: category_encoders.binary.BinaryEncoder: codes that begin with 0: up to "
      "1.2.6, what is unknown is -1");
}

TEST_F(OldEncoders, WhatDependsOnOtherRows) {
  EXPECT_EQ(
      refusal(kPackage + "basen.BaseNEncoder", kOld + inner(1) + digits(2)),
      "UNSUPPORTED_OPTION: category_encoders.basen.BaseNEncoder: an encoder of category_encoders "
      "1, whose answers depend on the other rows");
}

TEST_F(OldEncoders, EvidenceIsLookedUpByValue) {
  const std::string name = kPackage + "woe.WOEEncoder";
  const auto evidence = [](const std::string& weight) {
    return kOld +
           is("mapping", list_of({dict_of({{text_of("col"), text_of("x1")},
                                           {text_of("woe"), dict_of({{text_of("a"), weight}})}})}));
  };
  const auto made = emitted(name, evidence(real(0.5)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x0", "x1"}));
  EXPECT_EQ(refusal(name, evidence(text_of("b"))),
            "WRONG_TYPE: a str of 1 bytes where a number is needed");
}

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

class OldTables : public Records {
 protected:
  const model::LookupRows::Column& lookup() const { return op<model::LookupRows>()->columns.at(0); }
  Numbers row(std::uint32_t index) const {
    const auto begin = lookup().rows.begin() + static_cast<std::ptrdiff_t>(index * lookup().width);
    return {begin, begin + lookup().width};
  }
  Numbers unknown() const { return row(lookup().unknown_row); }
};

const std::string kOrdinal = "category_encoders.ordinal.OrdinalEncoder";
const std::string kOneHot = "category_encoders.one_hot.OneHotEncoder";
const std::string kTarget = "category_encoders.target_encoder.TargetEncoder";
const std::string kMean = "category_encoders.leave_one_out.LeaveOneOutEncoder";
const std::string kA = text_of("a"), kB = text_of("b");

std::string switches(const std::string& mapping) {
  return is("mapping",
            list_of({dict_of({{text_of("col"), text_of("x0")}, {text_of("mapping"), mapping}})}));
}
const std::string kPairs = list_of(
    {tuple_of({kA, whole(1)}), tuple_of({kB, whole(2)}), tuple_of({real(std::nan("")), whole(3)})});
std::string policy(const std::string& word, bool impute = true) {
  return is("impute_missing", truth(impute)) + is("handle_unknown", text_of(word));
}

// A missing value is found by identity, so that after the file was read it is unknown.
TEST_F(OldTables, NumbersOfValues) {
  const auto made = emitted(kOrdinal, switches(kPairs) + policy("impute"));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0", "x1"}));
  ASSERT_EQ(lookup().categories.size(), 2u);
  EXPECT_EQ(row(lookup().row[1]), Numbers{2});
  EXPECT_EQ(unknown(), Numbers{0});
  EXPECT_EQ(builder_.features()[0].kind, data::Kind::kString);
}

// handle_unknown counts only with impute_missing.
TEST_F(OldTables, UnknownValues) {
  ASSERT_EQ(refusal(kOrdinal, switches(kPairs) + policy("error")), "");
  EXPECT_EQ(lookup().unknown, model::Unknown::kReject);
  for (const std::string& word :
       {policy("ignore"), policy("impute", false), policy("error", false)}) {
    ASSERT_EQ(refusal(kOrdinal, switches(kPairs) + word), "");
    EXPECT_EQ(lookup().unknown, model::Unknown::kIgnore);
    EXPECT_TRUE(std::isnan(unknown()[0]));
  }
  EXPECT_EQ(refusal(kOrdinal, switches(kPairs) + policy("value")),
            "UNSUPPORTED_OPTION: " + kOrdinal + ": handle_unknown=value");
}

std::string inner_with(const std::string& word) {
  return is("ordinal_encoder", object(kOrdinal, switches(kPairs) + policy(word)));
}

// The columns come first, and with "impute" there is one more, which no value has.
TEST_F(OldTables, AColumnACode) {
  const auto made = emitted(kOneHot, inner_with("impute") + policy("impute"));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0_1", "x0_2", "x0_3", "x0_-1", "x1"}));
  EXPECT_EQ(row(lookup().row[1]), (Numbers{0, 1, 0, 0}));
  EXPECT_EQ(unknown(), (Numbers{0, 0, 0, 0}));
  const auto named =
      emitted(kOneHot, inner_with("ignore") + policy("ignore") + is("use_cat_names", truth(true)));
  ASSERT_TRUE(named.ok()) << named.status().text();
  EXPECT_EQ(named->transform->names, (Names{"x0_a", "x0_b", "x0_nan", "x1"}));
  EXPECT_EQ(refusal(kOneHot, policy("impute")),
            "MISSING_ATTRIBUTE: there is no attribute ordinal_encoder");
  EXPECT_EQ(refusal(kOneHot, policy("impute") + is("ordinal_encoder", object("user.Encoder", "")))
                .substr(0, 14),
            "UNKNOWN_SYMBOL");
}

std::string statistics(const std::string& which) {
  const auto of = [&](double number, int count) {
    return dict_of({{text_of(which), real(number)}, {text_of("count"), whole(count)}});
  };
  return switches(dict_of({{kA, of(.25, 3)}, {kB, of(.75, 1)}})) + is("_mean", real(.5));
}

// A TargetEncoder gives a value that was there once the mean of all.
TEST_F(OldTables, StatisticsOfTargets) {
  ASSERT_EQ(refusal(kTarget, statistics("smoothing") + policy("impute")), "");
  EXPECT_EQ(row(lookup().row[0]), Numbers{.25});
  EXPECT_EQ(row(lookup().row[1]), Numbers{.5});
  EXPECT_EQ(unknown(), Numbers{.5});
  ASSERT_EQ(refusal(kMean, statistics("mean") + policy("impute")), "");
  EXPECT_EQ(row(lookup().row[1]), Numbers{.75});
  EXPECT_EQ(refusal(kTarget, switches(kPairs) + policy("impute")),
            "MISSING_ATTRIBUTE: there is no attribute _mean");
  EXPECT_NE(refusal(kTarget, statistics("mean") + policy("impute")), "");
}

TEST_F(OldTables, ColumnsThatDoNotVaryAreDropped) {
  const auto made =
      emitted(kOrdinal, switches(kPairs) + policy("impute") + is("drop_invariant", truth(true)) +
                            is("drop_cols", list_of({text_of("x1")})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0"}));
}

TEST_F(OldTables, MappingsThatAreRefused) {
  EXPECT_EQ(refusal(kOrdinal, switches(list_of({tuple_of({kA})})) + policy("impute")),
            "WRONG_TYPE: mapping does not hold pairs");
  EXPECT_EQ(refusal(kOrdinal, is("mapping", list_of({dict_of({{text_of("col"), text_of("x0")}})})) +
                                  policy("impute")),
            "MISSING_ATTRIBUTE: there is no mapping");
  EXPECT_NE(refusal(kOrdinal, is("mapping", list_of({whole(1)})) + policy("impute")), "");
}

}  // namespace
}  // namespace slipway::format::sklearn
