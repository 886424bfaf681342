#include "cli/program_test.h"
#include "codec/codec.h"
#include "connect/connect.h"

namespace slipway::cli {
namespace {

const Words kCommands = {"inspect", "score",   "serve",  "up",         "queue",
                         "dlq",     "formats", "config", "completion", "help"};

class Help : public ProgramTest {
 protected:
  // A command that is called without its options never runs by being asked about.
  void expect_help(const Words& command, const std::string& usage) {
    Words words = {"help"};
    words.insert(words.end(), command.begin(), command.end());
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0) << usage;
    EXPECT_TRUE(contains(ran.out, "\nUsage: slipway " + usage + "\n")) << ran.out;
    Words flag = command;
    flag.push_back("--help");
    EXPECT_EQ(run(flag).out, ran.out);  // both ways to ask have one answer
  }

  template <class Kinds>
  void expect_kinds(const std::string& what, Kinds& kinds) {
    const Ran all = run({"help", what});
    EXPECT_EQ(all.code, 0);
    for (const std::string& name : kinds.names()) {
      EXPECT_TRUE(contains(all.out, name)) << what << " " << name;
      const auto* kind = *kinds.find(name);
      const Ran ran = run({"help", what, name});
      EXPECT_EQ(ran.code, 0);
      EXPECT_TRUE(ran.out.starts_with(what + " " + name + ": " + kind->about() + "\n")) << ran.out;
      for (const base::Field& field : kind->fields())
        EXPECT_TRUE(contains(ran.out, field.name) && contains(ran.out, field.doc)) << ran.out;
    }
  }
};

TEST_F(Help, NamesEveryCommand) {
  const Ran ran = run({"help"});
  EXPECT_EQ(ran.code, 0);
  for (const std::string& command : kCommands)
    EXPECT_TRUE(contains(ran.out, "\n  " + command + " ")) << command << "\n" << ran.out;
  EXPECT_EQ(run({"--help"}).out, ran.out);
  EXPECT_EQ(run({"-h"}).out, ran.out);
}

TEST_F(Help, OfACommandSaysHowItIsCalled) {
  expect_help({"inspect"}, "inspect [OPTIONS] MODEL");
  expect_help({"score"}, "score [OPTIONS] MODEL [INPUT]");
  expect_help({"serve"}, "serve [OPTIONS] [MODEL...]");
  expect_help({"up"}, "up [OPTIONS]");
  expect_help({"queue"}, "queue [OPTIONS] SUBCOMMAND");
  expect_help({"queue", "create"}, "queue create [OPTIONS] NAME");
  expect_help({"queue", "publish"}, "queue publish [OPTIONS] NAME [FILE]");
  expect_help({"dlq", "requeue"}, "dlq requeue [OPTIONS] QUEUE ID...");
  expect_help({"config", "check"}, "config check [OPTIONS] [FILE]");
  expect_help({"completion"}, "completion [OPTIONS] SHELL");
}

TEST_F(Help, HasTheSettingsOfEveryCodecSourceAndSink) {
  expect_kinds("codec", codec::codecs());
  expect_kinds("source", connect::sources());
  expect_kinds("sink", connect::sinks());
}

TEST_F(Help, OfWhatThereIsNotNamesTheNearest) {
  const Ran command = run({"help", "scor"});
  EXPECT_EQ(command.code, 2);
  EXPECT_EQ(command.err,
            "slipway: there is no command \"scor\" (UNKNOWN_COMMAND); did you mean \"score\"?\n");
  EXPECT_EQ(run({"help", "codec", "parket"}).err,
            "slipway: there is no codec \"parket\" (UNKNOWN_KIND); did you mean \"parquet\"?\n");
  EXPECT_EQ(run({"help", "sink", "zzz"}).err,
            "slipway: there is no sink \"zzz\" (UNKNOWN_KIND); there are: file, sqlite\n");
  EXPECT_EQ(run({"help", "queue", "pubish"}).err,
            "slipway: there is no command \"pubish\" (UNKNOWN_COMMAND); did you mean "
            "\"publish\"?\n");
}

}  // namespace
}  // namespace slipway::cli
