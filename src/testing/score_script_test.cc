#include "testing/score_script.h"

#include <gtest/gtest.h>

namespace slipway::testing {
namespace {

TEST(ScoreScript, IsRead) {
  const auto script =
      read_script("a.score",
                  "# about: x goes left\nmodel m.json\n\nscore\n{\"a\": 1}\n----\n{\"predict\": "
                  "2}\nscore tol=1e-3\n{}\n{}\n----\nerror BAD_VALUE\n{\"predict\": 3}\n");
  ASSERT_TRUE(script.ok()) << script.status().text();
  EXPECT_EQ(script->about, "x goes left");
  EXPECT_EQ(script->model, "m.json");
  ASSERT_EQ(script->blocks.size(), 2u);
  EXPECT_EQ(script->blocks[0].line, 4);
  EXPECT_EQ(script->blocks[0].tolerance, 0);
  EXPECT_EQ(script->blocks[1].tolerance, 1e-3);
  EXPECT_EQ(script->blocks[1].answers[0], "error BAD_VALUE");
}

TEST(ScoreScript, WhatIsWrongIsNamedWithItsLine) {
  const auto reason = [](std::string_view text) {
    return read_script("a.score", text).status().text();
  };
  EXPECT_EQ(reason("score\n{}\n----\n{}\n"), "a.score:4: names no model (BAD_SCRIPT)");
  EXPECT_EQ(reason("model m\n"), "a.score:1: scores nothing (BAD_SCRIPT)");
  EXPECT_EQ(reason("model m\n{}\n"), "a.score:2: \"{}\" stands before any score (BAD_SCRIPT)");
  EXPECT_EQ(reason("model m\nscore\n{}\n{}\n----\n{}\n"),
            "a.score:6: 2 rows, 1 answers (BAD_SCRIPT)");
  EXPECT_EQ(reason("model m\nscore fast\n"), "a.score:2: score knows no \" fast\" (BAD_SCRIPT)");
  EXPECT_EQ(reason("model m\nscore tol=x\n"), "a.score:2: tol must be above 0 (BAD_SCRIPT)");
}

}  // namespace
}  // namespace slipway::testing
