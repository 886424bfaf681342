// domain: what is refused.
#include "model/stages/domain.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

Domain of(Domain::Column column) { return {.columns = {std::move(column)}}; }

TEST(Check, Domain) {
  const auto replace = [](Category with) {
    return Domain::Then{.what = Domain::Do::kReplace, .with = std::move(with)};
  };
  EXPECT_EQ(made(Domain{.columns = {{}, {}}}, {kF64, kText}), (Columns{kF64, kText}));
  EXPECT_EQ(refusal(Domain{}, {kF64}), "columns has 0 values, wanted 1");
  EXPECT_EQ(refusal(of({}), {kF32}), "judges column 0 of float32");
  EXPECT_EQ(refusal(of({}), {kI64}), "judges column 0 of int64");
  EXPECT_NE(refusal(of({}), {kF64}, true), "");
  EXPECT_EQ(refusal(of({.on_missing = replace(number(kNan))}), {kF64}), "");
  EXPECT_EQ(refusal(of({.on_missing = replace(missing())}), {kText}), "");
  const std::string kind = "replaces by another kind of value";
  EXPECT_EQ(refusal(of({.on_missing = replace(missing())}), {kF64}), kind);
  EXPECT_EQ(refusal(of({.on_invalid = replace(number(1))}), {kText}), kind);
  EXPECT_EQ(refusal(of({.known = {text("a")}, .becomes = {number(1)}}), {kText}), kind);
  EXPECT_EQ(refusal(of({.known = {number(1)}, .becomes = {number(1), number(2)}}), {kF64}),
            "becomes has 2 values, wanted 1");
  EXPECT_EQ(refusal(of({.valid = Domain::Valid::kRange}), {kText}), "has a range of texts");
  EXPECT_EQ(refusal(of({.low = 1}), {kText}), "has a range of texts");
}

}  // namespace
}  // namespace slipway::model
