// What a person must say before anything is run, and what the exit codes are. The real libraries
// are asked in tests/verify.
#include <filesystem>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class VerifyCommand : public ProgramTest {
 protected:
  void python_says(const std::string& answer) {
    write("answer", answer);
    write("python", "#!/bin/sh\ntouch ran\ncat >/dev/null\ncat answer\n");
    std::filesystem::permissions(path("python"), std::filesystem::perms::owner_all);
  }
};

TEST_F(VerifyCommand, RunsNothingUnlessAPersonAgreed) {
  python_says("{}");
  const Ran ran = run({"verify", "wine.pkl", "--python", "./python"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(contains(ran.err, "which runs whatever code is in the file")) << ran.err;
  EXPECT_TRUE(contains(ran.err, "--yes")) << ran.err;
  EXPECT_FALSE(has("ran"));
}

TEST_F(VerifyCommand, SaysWhatItFoundAndItsCodeIsTheVerdict) {
  python_says(R"({"python":"3","outputs":{"predict":{"rows":[["class_0"]]}}})");
  Words words = {"verify", "wine.pkl", "wine.csv", "--python",  "./python",
                 "--rows", "1",        "--yes",    "--outputs", "predict"};
  Ran ran = run(words);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(contains(ran.out, "verdict: the same\n")) << ran.out;
  python_says(R"({"python":"3","outputs":{"predict":{"rows":[["class_1"]]}}})");
  ran = run(words);
  EXPECT_EQ(ran.code, 4);
  EXPECT_TRUE(contains(ran.out, "class_0 here, class_1 there")) << ran.out;
  words.push_back("--json");
  EXPECT_TRUE(contains(run(words).out, R"("same":false)"));
}

TEST_F(VerifyCommand, WhatIsNotThereIsNamed) {
  EXPECT_EQ(run({"verify", "wine.pkl", "--python", "no-such-python", "--yes"}).code, 2);
  EXPECT_EQ(run({"verify", "none.pkl", "--yes"}).code, 4);
  EXPECT_EQ(run({"verify", "wine.pkl", "--outputs", "nothing", "--yes"}).code, 2);
}

}  // namespace
}  // namespace slipway::cli
