#include "format/lightgbm/objective.h"

#include <gtest/gtest.h>

#include "model/stages/link.h"

namespace slipway::format::lightgbm {
namespace {

base::Result<Objective> parse(std::string_view value) {
  Section header;
  header.add("objective", value);
  return parse_objective(header);
}

TEST(Objective, NamesAndOptions) {
  EXPECT_EQ(parse("binary sigmoid:2.5")->link.scale, 2.5);
  EXPECT_EQ(parse("multiclass num_class:3")->link.kind, model::LinkKind::kSoftmax);
  EXPECT_EQ(parse("regression sqrt")->link.kind, model::LinkKind::kSignedSquare);
  EXPECT_EQ(parse("xentropy")->link.kind, model::LinkKind::kSigmoid);
  EXPECT_EQ(parse("")->name, "");
}

TEST(Objective, UnknownOnesAreRefusedByName) {
  EXPECT_EQ(parse("mine").status().message(), "objective mine is not known");
  EXPECT_STREQ(parse("binary sigmoid:x").status().reason(), "BAD_NUMBER");
}

}  // namespace
}  // namespace slipway::format::lightgbm
