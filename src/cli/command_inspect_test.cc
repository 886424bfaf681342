#include <rapidjson/document.h>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Inspect : public ProgramTest {};

TEST_F(Inspect, DescribesToPeopleAndToPrograms) {
  const Ran text = run({"inspect", "penguins.ubj"});
  EXPECT_EQ(text.code, 0);
  EXPECT_TRUE(text.out.starts_with("XGBClassifier(multi:softprob)\n  format    xgboost\n"));
  const Ran ran = run({"inspect", "penguins.ubj", "--json"});
  EXPECT_EQ(ran.code, 0);
  rapidjson::Document json;
  json.Parse(ran.out.c_str());
  ASSERT_TRUE(json.IsObject()) << ran.out;
  EXPECT_STREQ(json["name"].GetString(), "penguins");
}

TEST_F(Inspect, AFileThatIsNoModelIsCode4) {
  write("evil.pkl",
        "\x80\x02"
        "cos\nsystem\n(S'touch here'\ntR.");
  write("empty.pkl", "");
  for (const char* name : {"evil.pkl", "empty.pkl", "wine.csv", "none.pkl", "."}) {
    const Ran ran = run({"inspect", name});
    EXPECT_EQ(ran.code, 4) << name;
    EXPECT_EQ(ran.out, "");
    EXPECT_TRUE(ran.err.starts_with("slipway: " + std::string(name) + ": ")) << ran.err;
  }
  EXPECT_TRUE(contains(run({"inspect", "evil.pkl"}).err, "os.system"));
  EXPECT_FALSE(has("here"));
}

}  // namespace
}  // namespace slipway::cli
