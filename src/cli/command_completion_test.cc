#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Completion : public ProgramTest {
 protected:
  bool has_shell(const std::string& name) { return shell("command -v " + name).code == 0; }
  // What bash offers for the last of `words`, sorted.
  std::string offers(const std::string& words) {
    const Ran ran = shell("eval \"$($SLIPWAY completion bash)\"; COMP_WORDS=(" + words +
                          "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _slipway; "
                          "printf '%s\\n' \"${COMPREPLY[@]}\" | sort | tr '\\n' ' '");
    EXPECT_EQ(ran.err, "") << words;
    return ran.out;
  }
};

TEST_F(Completion, EachScriptIsAcceptedByItsShell) {
  for (const char* name : {"bash", "zsh", "fish"}) {
    const Ran ran = run({"completion", name});
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(contains(ran.out, "slipway")) << name;
    if (!has_shell(name)) continue;
    write("script", ran.out);
    const Ran checked = shell(std::string(name) + " -n script");
    EXPECT_EQ(checked.code, 0) << name << checked.err;
  }
}

TEST_F(Completion, BashCompletesCommandsOptionsAndFiles) {
  EXPECT_EQ(offers("slipway insp"), "inspect ");
  EXPECT_EQ(offers("slipway queue p"), "peek penguins.csv penguins.ubj publish ");
  EXPECT_EQ(offers("slipway score --ke"), "--keep ");
  EXPECT_EQ(offers("slipway score wine.p"), "wine.pkl ");
  EXPECT_EQ(offers("slipway queue create --par"), "--partitions ");
  EXPECT_EQ(offers("slipway queue create --ke"), " ");
}

// A value of an option and a file are no commands, and do not hide the one they belong to.
TEST_F(Completion, BashLooksPastWordsThatAreNoCommands) {
  EXPECT_EQ(offers("slipway --log debug queue cr"), "create ");
  EXPECT_EQ(offers("slipway score --from csv wine.pkl --ke"), "--keep ");
  EXPECT_EQ(offers("slipway nonsense insp"), "inspect ");
}

TEST_F(Completion, FishIsToldEveryCommandAndOptionInItsOwnQuotes) {
  const std::string out = run({"completion", "fish"}).out;
  EXPECT_TRUE(contains(out, " -l keep -d ")) << out;
  EXPECT_TRUE(contains(out, " -a publish -d ")) << out;
  for (const std::string& line : lines_of(out)) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (quoted && line[i] == '\\')
        ++i;
      else if (line[i] == '\'')
        quoted = !quoted;
    }
    EXPECT_FALSE(quoted) << line;
  }
}

}  // namespace
}  // namespace slipway::cli
