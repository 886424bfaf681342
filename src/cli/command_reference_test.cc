#include "cli/program_test.h"
#include "codec/codec.h"
#include "connect/connect.h"

namespace slipway::cli {
namespace {

class Reference : public ProgramTest {};

TEST_F(Reference, HasEveryKindWithItsSettings) {
  const Ran ran = run({"reference"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(ran.out.starts_with("# Reference\n"));
  const auto expect_all = [&](const char* what, auto& kinds) {
    for (const std::string& name : kinds.names()) {
      EXPECT_TRUE(contains(ran.out, std::string("### ") + what + " `" + name + "`")) << name;
      for (const base::Field& field : (*kinds.find(name))->fields())
        EXPECT_TRUE(contains(ran.out, std::string("| `") + field.name + "` | ")) << field.name;
    }
  };
  expect_all("source", connect::sources());
  expect_all("sink", connect::sinks());
  expect_all("codec", codec::codecs());
}

TEST_F(Reference, HasEveryCommandThatHelpLists) {
  const Ran ran = run({"reference"});
  for (const char* command : {"inspect", "score", "queue publish", "dlq requeue", "config schema"})
    EXPECT_TRUE(contains(ran.out, std::string("### `slipway ") + command + "`")) << command;
}

}  // namespace
}  // namespace slipway::cli
