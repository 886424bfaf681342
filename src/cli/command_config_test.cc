#include <rapidjson/document.h>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class ConfigCommand : public ProgramTest {};

TEST_F(ConfigCommand, CheckSaysWhatThereIs) {
  const Ran ran = run({"config", "check"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "slipway.yaml: 1 model, 1 pipeline, serves 127.0.0.1:8085\n");
  EXPECT_EQ(run({"config", "check", "--config", "slipway.yaml"}).out, ran.out);
}

TEST_F(ConfigCommand, CheckSaysWhatIsWrongWithLineAndColumn) {
  write("other.yaml", "models:\n  wine: {form: wine.pkl}\n");
  const Ran ran = run({"config", "check", "other.yaml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "slipway: other.yaml:2:16: model wine has no setting \"form\" (UNKNOWN_KEY); did you "
            "mean \"from\"?\n");
  EXPECT_EQ(run({"config", "check", "none.yaml"}).code, 2);
}

TEST_F(ConfigCommand, SchemaIsJson) {
  const Ran ran = run({"config", "schema"});
  EXPECT_EQ(ran.code, 0);
  rapidjson::Document json;
  json.Parse(ran.out.c_str());
  ASSERT_TRUE(json.IsObject());
  EXPECT_STREQ(json["title"].GetString(), "slipway.yaml");
}

}  // namespace
}  // namespace slipway::cli
