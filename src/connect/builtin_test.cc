// Sources and sinks by name.
#include "connect/rig_test.h"

namespace slipway::connect {
namespace {

TEST(Connect, NamesAreThoseThatSlipwayYamlMayHave) {
  EXPECT_EQ(sources().names(), (std::vector<std::string>{"file", "queue"}));
  EXPECT_EQ(sinks().names(), (std::vector<std::string>{"file", "sqlite"}));
}

TEST(Connect, AKindThatIsNotKnownIsNamed) {
  const auto source = make_source("kafak", {}, {});
  EXPECT_EQ(reason(source.status()), "UNKNOWN_KIND");
  EXPECT_NE(source.status().message().find("source is called kafak"), std::string::npos);
  const auto sink = make_sink("sqlight", {}, {});
  EXPECT_EQ(reason(sink.status()), "UNKNOWN_KIND");
  EXPECT_NE(sink.status().message().find("sink is called sqlight"), std::string::npos);
}

TEST(Connect, SettingsThatAreNoMapAreRefused) {
  const base::Value text(std::string("in.jsonl"), "slipway.yaml:4:11");
  EXPECT_EQ(reason(make_source("file", text, {}).status()), "BAD_VALUE");
  EXPECT_EQ(make_sink("file", text, {}).status().place(), "slipway.yaml:4:11");
}

TEST(Connect, EachKindSaysWhatItIs) {
  for (const std::string& name : sources().names())
    EXPECT_STRNE((*sources().find(name))->about(), "");
  for (const std::string& name : sinks().names()) EXPECT_STRNE((*sinks().find(name))->about(), "");
}

TEST(Connect, RelativePathsStartAtTheFolder) {
  EXPECT_EQ(resolve_path("/etc/app", "in.csv"), "/etc/app/in.csv");
  EXPECT_EQ(resolve_path("/etc/app", "../in.csv"), "/etc/app/../in.csv");
  EXPECT_EQ(resolve_path("", "in.csv"), "in.csv");
  for (const char* path : {"/data/in.csv", "-", "file:///data/in.csv", "s3://bucket/in.csv"})
    EXPECT_EQ(resolve_path("/etc/app", path), path);
}

}  // namespace
}  // namespace slipway::connect
