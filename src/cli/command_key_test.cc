#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class KeyCommand : public ProgramTest {};

TEST_F(KeyCommand, TheKeyIsPrintedOnceAndItsHashKept) {
  const Ran ran = run({"key", "new", "billing", "--may", "predict:churn,admin:*"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].starts_with("slipway_"));
  EXPECT_TRUE(lines[1].starts_with("\"billing\": {hash: \"" + lines[0].substr(8, 8) + ":"));
  EXPECT_TRUE(lines[1].ends_with("may: [\"predict:churn\", \"admin:*\"]}")) << lines[1];
}

TEST_F(KeyCommand, TheLineGoesIntoTheFile) {
  const Ran ran = run({"key", "new", "a", "--may", "predict:*", "--file", "keys.yaml"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(lines_of(ran.out).size(), 1u);
  EXPECT_TRUE(contains(ran.err, "keys.yaml has its line"));
  EXPECT_FALSE(contains(file("keys.yaml"), lines_of(ran.out)[0]));
  const Ran again = run({"key", "new", "a", "--may", "predict:*", "--file", "keys.yaml"});
  EXPECT_EQ(again.code, 2);
  EXPECT_TRUE(contains(again.err, "KEY_TWICE")) << again.err;
  EXPECT_EQ(again.out, "");
}

TEST_F(KeyCommand, WhatIsMissingOrWrongIsSaid) {
  EXPECT_EQ(run({"key", "new", "a"}).code, 2);
  const Ran ran = run({"key", "new", "a", "--may", "write:*"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(contains(ran.err, "BAD_GRANT")) << ran.err;
}

}  // namespace
}  // namespace slipway::cli
