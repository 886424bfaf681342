#include <rapidjson/document.h>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Formats : public ProgramTest {};

TEST_F(Formats, AreListedToPeopleAndToPrograms) {
  const Ran text = run({"formats"});
  EXPECT_EQ(text.code, 0);
  const Ran ran = run({"formats", "--json"});
  EXPECT_EQ(ran.code, 0);
  std::string names;
  for (const std::string& line : lines_of(ran.out)) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    ASSERT_TRUE(json.IsObject()) << line;
    EXPECT_FALSE(json["extensions"].Empty());
    EXPECT_TRUE(contains(text.out, std::string("\n  ") + json["name"].GetString() + " ")) << line;
    names += std::string(json["part"].GetString()) + "/" + json["name"].GetString() + " ";
  }
  EXPECT_EQ(
      names,
      "models/catboost models/lightgbm models/mlflow models/pickle models/skops models/treelite "
      "models/xgboost rows/arrow rows/csv "
      "rows/json rows/jsonl "
      "rows/parquet rows/tsv compressions/gzip compressions/zstd compressions/bz2 "
      "compressions/lz4 compressions/brotli ");
}

TEST_F(Formats, ClassesSayWhatIsReadOfThem) {
  EXPECT_TRUE(
      contains(run({"formats", "--classes"}).out, "\nsklearn.linear_model.LogisticRegression\n"));
  for (const std::string& line : lines_of(run({"formats", "--classes", "--json"}).out)) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    ASSERT_TRUE(json.IsObject()) << line;
    if (json["class"] == "sklearn.preprocessing.StandardScaler") {
      EXPECT_TRUE(contains(line, R"("with_mean")")) << line;
    }
  }
}

}  // namespace
}  // namespace slipway::cli
