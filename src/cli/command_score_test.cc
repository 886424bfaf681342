#include <rapidjson/document.h>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Score : public ProgramTest {
 protected:
  // Five rows, two of which can't be scored.
  void write_bad_rows() {
    const auto rows = lines_of(file("wine.csv"));
    write("bad.csv", rows[0] + "\n" + rows[1] + "\n2,abc" + rows[2].substr(rows[2].find(',', 2)) +
                         "\n3,1\n" + rows[4] + "\n" + rows[5] + "\n");
  }
};

TEST_F(Score, WritesToStandardOutputOrToAFile) {
  const Ran piped = run({"score", "wine.pkl", "wine.csv", "--keep", "bottle"});
  EXPECT_EQ(piped.code, 0);
  EXPECT_EQ(piped.err, "");
  EXPECT_EQ(lines_of(piped.out).size(), 179u);
  const Ran filed = run({"score", "wine.pkl", "wine.csv", "--keep", "bottle", "-o", "scores.csv"});
  EXPECT_EQ(filed.code, 0);
  EXPECT_EQ(filed.out, "");
  EXPECT_EQ(file("scores.csv"), piped.out);
}

TEST_F(Score, ReadsAPipe) {
  const std::string expected = run({"score", "wine.pkl", "wine.csv"}).out;
  EXPECT_EQ(run({"score", "wine.pkl"}, file("wine.csv")).out, expected);
  EXPECT_EQ(run({"score", "wine.pkl", "-"}, file("wine.csv")).out, expected);
  const Ran json = run({"score", "wine.pkl", "--from", "jsonl", "--to", "csv"}, file("wine.jsonl"));
  EXPECT_EQ(json.code, 0);
  EXPECT_TRUE(expected.starts_with(json.out) && !json.out.empty());
}

// An option takes one value: what follows is the input, wherever it stands.
TEST_F(Score, OptionsMayStandBeforeTheInput) {
  const Ran ran = run({"score", "wine.pkl", "--keep", "bottle", "--in", "separator=,", "--out",
                       "separator=;", "--method", "predict", "wine.csv"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("bottle;predict\n1;class_0\n")) << ran.out;
  const Ran two = run({"score", "--keep", "bottle,hue", "--keep", "ash", "wine.pkl", "wine.csv"});
  EXPECT_TRUE(two.out.starts_with("bottle,hue,ash,predict,")) << two.err;
}

TEST_F(Score, RejectedRowsAreCode3AndSaidWhere) {
  write_bad_rows();
  const Ran ran = run({"score", "wine.pkl", "bad.csv", "-o", "scores.csv"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err,
            "slipway: 2 of 5 rows rejected; the first: row 2, column alcohol: \"abc\" is not a "
            "float64 (BAD_VALUE)\nslipway: they are in scores.csv.rejects.jsonl\n");
  EXPECT_EQ(lines_of(file("scores.csv")).size(), 4u);
  for (const std::string& line : lines_of(file("scores.csv.rejects.jsonl"))) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    EXPECT_TRUE(json.IsObject() && json["row"].IsUint64() && json["reason"].IsString()) << line;
  }
  EXPECT_EQ(run({"score", "wine.pkl", "bad.csv"}).code, 3);  // and in a pipe
}

TEST_F(Score, JsonIsOneLineThatParsesWhateverTheFileIsCalled) {
  write_bad_rows();
  const Ran ran = run({"score", "wine.pkl", "bad.csv", "--json", "-o", "a\"b\\.csv"});
  EXPECT_EQ(ran.code, 3);
  ASSERT_EQ(lines_of(ran.err).size(), 1u);
  rapidjson::Document json;
  json.Parse(ran.err.c_str());
  ASSERT_TRUE(json.IsObject()) << ran.err;
  EXPECT_EQ(json["rows"].GetInt64(), 5);
  EXPECT_EQ(json["rejected"].GetInt64(), 2);
  EXPECT_EQ(json["resumed_at"].GetInt64(), 0);
  EXPECT_GE(json["seconds"].GetDouble(), 0);
  EXPECT_STREQ(json["rejects"].GetString(), "a\"b\\.csv.rejects.jsonl");
  const Ran good = run({"score", "wine.pkl", "wine.csv", "--json", "-o", "a.csv"});
  json.Parse(good.err.c_str());
  ASSERT_TRUE(json.IsObject()) << good.err;
  EXPECT_STREQ(json["rejects"].GetString(), "");
}

struct Failing {
  Words words;
  int code;
  std::string says;
};

TEST_F(Score, EachFailureHasItsCodePlaceAndRemedy) {
  write("empty.pkl", "");
  std::filesystem::create_directories(path("folder"));
  const Failing failing[] = {
      {{"score", "none.pkl", "wine.csv"},
       4,
       "none.pkl: can't open it: No such file or directory (NO_FILE)"},
      {{"score", "empty.pkl", "wine.csv"},
       4,
       "empty.pkl: empty.pkl is no model file that Slipway knows (UNKNOWN_FORMAT); the formats "
       "are: catboost, lightgbm, mlflow, pickle, skops, treelite, xgboost"},
      {{"score", "folder", "wine.csv"}, 4, "folder: there is no file (NO_FILE)"},
      {{"score", "wine.pkl", "none.csv"},
       5,
       "none.csv: can't open it: No such file or directory (NO_FILE)"},
      {{"score", "wine.pkl", "wine.csv", "-o", "none/a.csv"},
       5,
       "none/a.csv.partial: can't open it: No such file or directory (NO_FILE)"},
      {{"score", "wine.pkl", "wine.csv", "--in", "separator"},
       2,
       "--in separator: write it as name=value (BAD_OPTION)"},
      {{"score", "wine.pkl", "wine.csv", "--in", "seperator=;"},
       2,
       "--in: codec csv has no setting \"seperator\" (UNKNOWN_KEY); did you mean \"separator\"?"},
      {{"score", "wine.pkl", "wine.csv", "--out", "seperator=;"},
       2,
       "--out: codec csv has no setting \"seperator\" (UNKNOWN_KEY); did you mean \"separator\"?"},
      {{"score", "wine.pkl", "wine.csv", "--outputs", "predikt"},
       2,
       "the model has no output \"predikt\" (UNKNOWN_OUTPUT); it has: predict, predict_proba, "
       "predict_log_proba, "
       "decision_function"},
      {{"score", "wine.pkl", "wine.csv", "--resume"},
       2,
       "--resume needs an input file, and an output file of CSV or JSON Lines that is not "
       "compressed (CANNOT_RESUME)"},
  };
  for (const Failing& one : failing) {
    const Ran ran = run(one.words);
    EXPECT_EQ(ran.code, one.code) << one.says;
    EXPECT_EQ(ran.err, "slipway: " + one.says + "\n");
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_EQ(run({"score", "wine.pkl", "wine.csv", "--threads", "-1"}).code, 2);
  EXPECT_EQ(run({"score", "wine.pkl", "wine.csv", "--from", "cvs"}).code, 2);
}

TEST_F(Score, AColumnThatIsMissingIsNamedWithTheNearest) {
  const Ran ran = run({"score", "wine.pkl", "wine.csv", "--keep", "bottel"});
  EXPECT_EQ(ran.code, 5);
  EXPECT_TRUE(contains(ran.err, "wine.csv: there is no column \"bottel\" (near: \"bottle\")"))
      << ran.err;
}

TEST_F(Score, InterruptedItIs130AndResumedItEndsWithTheSameBytes) {
  std::string rows = file("wine.csv");
  const std::string more = rows.substr(rows.find('\n') + 1);
  for (int i = 0; i < 2000; ++i) rows += more;
  write("many.csv", rows);
  ASSERT_EQ(run({"score", "wine.pkl", "many.csv", "-o", "whole.csv"}).code, 0);
  const Words words = {"score", "wine.pkl", "many.csv", "-o", "scores.csv"};
  const pid_t child = start(words);
  ASSERT_TRUE(wait_for([this] {
    std::error_code absent;
    return std::filesystem::file_size(path("scores.csv.partial"), absent) > 0 && !absent;
  }));
  ::kill(child, SIGINT);
  const Ran ran = wait(child);
  EXPECT_EQ(ran.code, 130);
  EXPECT_EQ(ran.err,
            "slipway: interrupted (INTERRUPTED); the same command with --resume goes on\n");
  EXPECT_FALSE(has("scores.csv"));
  Words again = words;
  again.insert(again.end(), {"--resume", "--json"});
  const Ran resumed = run(again);
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_FALSE(contains(resumed.err, "\"resumed_at\":0,")) << resumed.err;
  EXPECT_TRUE(file("scores.csv") == file("whole.csv"));
}

}  // namespace
}  // namespace slipway::cli
