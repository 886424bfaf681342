#include "base/status.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(Status, ReadsAsAPersonWantsIt) {
  EXPECT_EQ(Status().text(), "ok");
  EXPECT_EQ(Status(Code::kDeadlineExceeded, "LATE").text(), "DEADLINE_EXCEEDED (LATE)");
  const Status full =
      not_found("NO_FILE", "there is none").at("row 7").at("in.csv").remedy("look elsewhere");
  EXPECT_EQ(full.text(), "in.csv: row 7: there is none (NO_FILE); look elsewhere");
  EXPECT_EQ(full.place(), "in.csv: row 7");
  EXPECT_EQ(full.code(), Code::kNotFound);
}

TEST(Status, APlaceThatIsEmptyIsNone) {
  EXPECT_EQ(internal("X", "m").at("").text(), "m (X)");
  EXPECT_EQ(internal("X", "m").at("a").at("").text(), "a: m (X)");
  EXPECT_EQ(internal("X", "m").at("").at("a").text(), "a: m (X)");
}

TEST(Status, CopiesShareNothingThatChanges) {
  const Status inner = internal("X", "m");
  const Status outer = inner.at("a").remedy("r");
  EXPECT_EQ(inner.text(), "m (X)");
  EXPECT_EQ(outer.remedy("s").text(), "a: m (X); s");
  EXPECT_EQ(outer.text(), "a: m (X); r");
}

TEST(Status, OkHasNoPlaceAndNoRemedy) {
  EXPECT_EQ(Status().at("a").remedy("b").text(), "ok");
  EXPECT_EQ(Status().at("a").place(), "");
}

TEST(Status, OnlyWhatMaySucceedUnchangedIsTransient) {
  for (int code = 0; code <= 16; ++code) {
    const Status status(static_cast<Code>(code), "X");
    EXPECT_EQ(status.transient(),
              status.code() == Code::kUnavailable || status.code() == Code::kResourceExhausted)
        << code_name(status.code());
  }
}

TEST(Status, CodesHaveGrpcsNamesAndNumbers) {
  EXPECT_EQ(code_name(static_cast<Code>(0)), "OK");
  EXPECT_EQ(code_name(static_cast<Code>(3)), "INVALID_ARGUMENT");
  EXPECT_EQ(code_name(static_cast<Code>(9)), "FAILED_PRECONDITION");
  EXPECT_EQ(code_name(static_cast<Code>(14)), "UNAVAILABLE");
  EXPECT_EQ(code_name(static_cast<Code>(16)), "UNAUTHENTICATED");
}

Result<int> half(int number) {
  if (number % 2 != 0) return invalid_argument("ODD", std::to_string(number));
  return number / 2;
}
Result<int> quarter(int number) {
  SLIPWAY_ASSIGN(const int once, half(number));
  SLIPWAY_ASSIGN(const int twice, half(once));
  return twice;
}
Status check(int number) {
  SLIPWAY_TRY(quarter(number).status());
  return {};
}

TEST(Result, FailuresPassThroughAssignAndTry) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(quarter(6).status().text(), "3 (ODD)");
  EXPECT_TRUE(check(8).ok());
  EXPECT_STREQ(check(7).reason(), "ODD");
}

TEST(Result, HoldsWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made.status().ok());
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 7);
}

}  // namespace
}  // namespace slipway::base
