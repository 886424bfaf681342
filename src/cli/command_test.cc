// What the commands share. How standard output ends (a full disk, a closed pipe) is in cli_test.cc.
#include "cli/command.h"

#include <CLI/CLI.hpp>
#include <stdlib.h>

#include "cli/program_test.h"
#include "model/asked.h"

namespace slipway::cli {
namespace {

using namespace std::string_literals;

TEST(Command, PathsAreAsTheyAreCalled) {
  CLI::App app("", "slipway");
  CLI::App* queue = app.add_subcommand("queue", "");
  CLI::App* create = queue->add_subcommand("create", "");
  queue->add_subcommand("list", "");
  EXPECT_EQ(path_of(app), "slipway");
  EXPECT_EQ(path_of(*create), "slipway queue create");
  EXPECT_EQ(commands_of(app), std::vector<const CLI::App*>{queue});
  EXPECT_EQ(commands_of(*queue).size(), 2u);
  EXPECT_TRUE(commands_of(*create).empty());
}

TEST(Command, WhatThereIsNotIsExplained) {
  const base::Status near = unknown("UNKNOWN_KIND", "kind", "formt", {"format", "codec"});
  EXPECT_EQ(near.code(), base::Code::kInvalidArgument);
  EXPECT_EQ(near.text(), "there is no kind \"formt\" (UNKNOWN_KIND); did you mean \"format\"?");
  EXPECT_EQ(unknown("UNKNOWN_KIND", "kind", "xyzzyxyzzy", {"format", "codec"}).remedy(),
            "there are: format, codec");
}

TEST(Command, NumbersOfThings) {
  EXPECT_EQ(counted(0, "record"), "0 records");
  EXPECT_EQ(counted(1, "record"), "1 record");
  EXPECT_EQ(counted(2, "record"), "2 records");
}

TEST(Command, TextAsJson) {
  EXPECT_EQ(json_text(""), "\"\"");
  EXPECT_EQ(json_text("a\"b\\c\nd\x01"), R"("a\"b\\c\nd\u0001")");
  EXPECT_EQ(json_text("\u20ac"), "\"\u20ac\"");
}

TEST(Command, StateIsBesideTheConfigurationUnlessItIsSaid) {
  ::unsetenv("SLIPWAY_HOME");
  EXPECT_EQ(ConfigOptions().resolved_home(), ".slipway");
  EXPECT_EQ((ConfigOptions{.config = "etc/slipway.yaml"}).resolved_home(), "etc/.slipway");
  ::setenv("SLIPWAY_HOME", "/var/slipway", 1);
  EXPECT_EQ((ConfigOptions{.config = "etc/slipway.yaml"}).resolved_home(), "/var/slipway");
  EXPECT_EQ((ConfigOptions{.config = "etc/slipway.yaml", .home = "here"}).resolved_home(), "here");
  ::unsetenv("SLIPWAY_HOME");
}

TEST(Command, OptionsThatSeveralHave) {
  CLI::App app("", "slipway");
  ConfigOptions options;
  ModelOptions model;
  add_config_options(app, options);
  add_model_options(app, model);
  add_iterations_option(app, model);
  app.parse("--config a.yaml --home b --format pickle --columns age,city:string --iterations 3");
  EXPECT_EQ(options.config, "a.yaml");
  EXPECT_EQ(options.home, "b");
  EXPECT_EQ(model.format, "pickle");
  const auto asked = model.asked();
  ASSERT_TRUE(asked.ok()) << asked.status().text();
  EXPECT_EQ(asked->text(), "iterations 0:3\ncolumn - age\ncolumn string city\n");
  model.columns = {"a", "a"};
  EXPECT_EQ(model.asked().status().place(), "--columns");
  EXPECT_THROW(app.parse("--format pikle"), CLI::ValidationError);
}

// Standard output of a test is no terminal as a rule, and then nothing is styled.
TEST(Command, OnlyATerminalIsStyled) {
  if (is_terminal(stdout)) GTEST_SKIP() << "standard output is a terminal";
  EXPECT_EQ(bold("word"), "word");
  std::FILE* file = std::tmpfile();
  EXPECT_FALSE(is_terminal(file));
  std::fclose(file);
}

TEST(Command, AFailureIsOneLineOnStandardError) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(fail(base::not_found("NO_FILE", "can't open it").at("a.csv").remedy("name another"),
                 kEndsBad),
            5);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "slipway: a.csv: can't open it (NO_FILE); name another\n");
}

TEST(Command, WhatIsPrintedIsWrittenAtTheEnd) {
  testing::internal::CaptureStdout();
  print("one\n");
  print("two\0\n"s);
  EXPECT_EQ(finish_output(), kDone);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "one\ntwo\0\n"s);
}

}  // namespace
}  // namespace slipway::cli
