// What every command has in common: mistakes, help, standard output.
#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Cli : public ProgramTest {};

TEST_F(Cli, SaysItsVersion) {
  const Ran ran = run({"--version"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "slipway 0.1.0\n");
}

struct Mistake {
  Words words;
  std::string says;
};

TEST_F(Cli, AMistakeIsExplainedWithTheNearestWordAndIsCode2) {
  const Mistake mistakes[] = {
      {{},
       "slipway: a command is missing (NO_COMMAND); there are: inspect, score, verify, serve, up, "
       "bench, queue, dlq, key, formats, config, completion, reference, help\nslipway: see "
       "\"slipway "
       "--help\"\n"},
      {{"inspct", "wine.pkl"},
       "slipway: there is no command \"inspct\" (UNKNOWN_COMMAND); did you mean \"inspect\"?\n"
       "slipway: see \"slipway --help\"\n"},
      {{"--vresion"},
       "slipway: there is no option \"--vresion\" (UNKNOWN_OPTION); did you mean \"--version\"?\n"
       "slipway: see \"slipway --help\"\n"},
      {{"score", "wine.pkl", "--keeps=bottle"},
       "slipway: there is no option \"--keeps\" (UNKNOWN_OPTION); did you mean \"--keep\"?\n"
       "slipway: see \"slipway score --help\"\n"},
      {{"score"},
       "slipway: MODEL is required (BAD_OPTION)\nslipway: see \"slipway score --help\"\n"},
      {{"queue"},
       "slipway: a command is missing (NO_COMMAND); there are: create, publish, peek, list\n"
       "slipway: see \"slipway queue --help\"\n"},
      {{"queue", "pubish", "q"},
       "slipway: there is no command \"pubish\" (UNKNOWN_COMMAND); did you mean \"publish\"?\n"
       "slipway: see \"slipway queue --help\"\n"},
      {{"queue", "create", "q", "--partitions", "0"},
       "slipway: --partitions: Value 0 not in range 1 to 1024 (BAD_OPTION)\n"
       "slipway: see \"slipway queue create --help\"\n"},
      {{"inspect", "wine.pkl", "--format", "xgbost"},
       "slipway: --format: xgbost not in {catboost,lightgbm,mlflow,pickle,skops,treelite,xgboost} "
       "(BAD_OPTION)\n"
       "slipway: see \"slipway inspect --help\"\n"},
  };
  for (const Mistake& mistake : mistakes) {
    const Ran ran = run(mistake.words);
    EXPECT_EQ(ran.code, 2) << mistake.says;
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, mistake.says);
  }
}

TEST_F(Cli, AClosedPipeEndsItQuietly) {
  const Ran text = shell("set -o pipefail; $SLIPWAY formats | true; echo $?");
  EXPECT_EQ(text.out, "0\n");
  EXPECT_EQ(text.err, "");
  // Rows that nobody took are another matter for the exit code, and none for words.
  write("many.csv", [this] {
    std::string all = file("wine.csv");
    const std::string rows = all.substr(all.find('\n') + 1);
    for (int i = 0; i < 200; ++i) all += rows;
    return all;
  }());
  const Ran rows = shell("$SLIPWAY score wine.pkl many.csv | head -1; echo ${PIPESTATUS[*]}");
  EXPECT_EQ(rows.out,
            "predict,predict_proba_class_0,predict_proba_class_1,predict_proba_class_2\n5 0\n");
  EXPECT_EQ(rows.err, "");
}

TEST_F(Cli, AFullDiskIsAnError) {
  const Ran text = shell("$SLIPWAY formats > /dev/full");
  EXPECT_EQ(text.code, 5);
  EXPECT_EQ(text.err,
            "slipway: standard output: can't write it: No space left on device (NOT_WRITTEN)\n");
  const Ran rows = shell("$SLIPWAY score wine.pkl wine.csv > /dev/full");
  EXPECT_EQ(rows.code, 5);
  EXPECT_TRUE(contains(rows.err, "standard output: can't write it: No space left on device"));
}

TEST_F(Cli, WhatIsPipedHasNoStyleAndNoBar) {
  for (const Words& words :
       {Words{"formats"}, Words{"help"}, Words{"help", "codec", "csv"},
        Words{"score", "wine.pkl", "wine.csv"}, Words{"inspect", "wine.pkl"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0);
    EXPECT_FALSE(contains(ran.out, "\033")) << ran.out;
    EXPECT_EQ(ran.err, "") << words[0];
  }
}

}  // namespace
}  // namespace slipway::cli
