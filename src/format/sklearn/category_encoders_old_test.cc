// What encoders of category_encoders 1 refuse. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

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

}  // namespace
}  // namespace slipway::format::sklearn
