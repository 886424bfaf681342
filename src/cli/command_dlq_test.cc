// dlq list and requeue, of the rows that a pipeline could not score. That they reach a service that is
// running is in command_up_test.cc.
#include <cstdlib>

#include <rapidjson/document.h>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Dlq : public ProgramTest {
 protected:
  // Two rows of three are bad: the pipelines "queued" and "filed" have two dead letters each.
  void SetUp() override {
    write("rows.jsonl", "nonsense\n" + lines_of(file("wine.jsonl"))[0] + "\n{\"a\": \"b\\\"\"}\n");
    ASSERT_EQ(run({"queue", "create", "q"}).code, 0);
    ASSERT_EQ(run({"queue", "publish", "q", "rows.jsonl"}).code, 0);
    write("slipway.yaml",
          "models: {wine: {from: wine.pkl}}\npipelines:\n"
          "  filed: {source: {file: rows.jsonl}, model: wine, sink: {file: filed.csv}}\n"
          "  queued: {source: {queue: q}, model: wine, sink: {sqlite: scores.db}}\n");
    const pid_t child = start({"up"});
    EXPECT_TRUE(wait_for([this] {  // its home answers meanwhile
      const int code = std::system(
          ("cd " + work_ + " && " + program_ + " dlq list --json > letters 2> ask.err").c_str());
      return code == 0 && lines_of(file("letters")).size() == 4;
    })) << file("err");
    ::kill(child, SIGTERM);
    EXPECT_EQ(wait(child).code, 0);
  }
  std::vector<std::string> ids(const Words& options = {}) {
    Words words = {"dlq", "list", "--json"};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<std::string> all;
    for (const std::string& line : lines_of(run(words).out)) {
      rapidjson::Document letter;
      letter.Parse(line.c_str());
      EXPECT_TRUE(letter.IsObject()) << line;
      if (letter.IsObject()) all.emplace_back(letter["id"].GetString());
    }
    return all;
  }
};

TEST_F(Dlq, EachIsShownWithItsReasonAndPayload) {
  const std::vector<std::string> lines = lines_of(run({"dlq", "list", "queued"}).out);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(lines[0].starts_with(ids({"queued"})[0] + "  20")) << lines[0];  // and when
  EXPECT_EQ(lines[1], "  nonsense");
  EXPECT_EQ(lines[3], "  {\"a\": \"b\\\"\"}");
}

TEST_F(Dlq, JsonHasAllOfIt) {
  rapidjson::Document letter;
  letter.Parse(lines_of(run({"dlq", "list", "queued", "--json"}).out)[1].c_str());
  ASSERT_TRUE(letter.IsObject());
  EXPECT_STREQ(letter["pipeline"].GetString(), "queued");
  EXPECT_EQ(std::string(letter["id"].GetString()).substr(0, 7), "queued/");
  EXPECT_STREQ(letter["payload"].GetString(), "{\"a\": \"b\\\"\"}");
  EXPECT_GE(letter["attempts"].GetInt(), 0);
  for (const char* name : {"time", "code", "reason", "message"}) {
    ASSERT_TRUE(letter[name].IsString()) << name;
    EXPECT_GT(letter[name].GetStringLength(), 0u) << name;
  }
}

TEST_F(Dlq, OfOnePipelineOrOfAllTheOldestFirst) {
  EXPECT_EQ(ids().size(), 4u);
  const std::vector<std::string> of_b = ids({"filed"});
  ASSERT_EQ(of_b.size(), 2u);
  for (const std::string& id : of_b) EXPECT_TRUE(id.starts_with("filed/")) << id;
  EXPECT_EQ(ids({"filed", "-n", "1"}), std::vector<std::string>{of_b[0]});
  EXPECT_TRUE(ids({"none"}).empty());
}

TEST_F(Dlq, WhatIsPublishedAgainIsForgotten) {
  const std::vector<std::string> of_a = ids({"queued"});
  ASSERT_EQ(run({"queue", "create", "second"}).code, 0);
  const Ran both = run({"dlq", "requeue", "second", of_a[1], of_a[0]});
  EXPECT_EQ(both.code, 0);
  EXPECT_EQ(both.out, "");
  EXPECT_EQ(both.err, "slipway: 2 records published to second again\n");
  std::vector<std::string> payloads = lines_of(run({"queue", "peek", "second"}).out);
  std::sort(payloads.begin(), payloads.end());
  EXPECT_EQ(payloads, (std::vector<std::string>{"nonsense", "{\"a\": \"b\\\"\"}"}));
  EXPECT_TRUE(ids({"queued"}).empty());
  EXPECT_EQ(ids({"filed"}).size(), 2u);
}

// The file has the row still.
TEST_F(Dlq, ARowOfAFileIsNotPublishedAgain) {
  const std::vector<std::string> of_file = ids({"filed"});
  const Ran refused = run({"dlq", "requeue", "q", of_file[0]});
  EXPECT_EQ(refused.code, 5);
  EXPECT_TRUE(contains(refused.err, "holds no payload: only rows of a queue do (NO_PAYLOAD)"))
      << refused.err;
  EXPECT_EQ(ids({"filed"}), of_file);
}

// Nothing is published if one of them is not there.
TEST_F(Dlq, WhatIsNotThereIsSaidSo) {
  const std::vector<std::string> of_a = ids({"queued"});
  const Ran no_letter = run({"dlq", "requeue", "q", of_a[0], "queued/9/9/9"});
  EXPECT_EQ(no_letter.code, 5);
  EXPECT_TRUE(
      no_letter.err.starts_with("slipway: there is no dead letter queued/9/9/9 (NO_LETTER)"))
      << no_letter.err;
  EXPECT_EQ(lines_of(run({"queue", "peek", "q"}).out).size(), 3u);
  const Ran no_queue = run({"dlq", "requeue", "none", of_a[0]});
  EXPECT_EQ(no_queue.code, 5);
  EXPECT_TRUE(contains(no_queue.err, "there is no queue \"none\" (NO_QUEUE)")) << no_queue.err;
  EXPECT_EQ(ids({"queued"}), of_a);
}

TEST_F(Dlq, WhatToDoMustBeSaid) {
  for (const Words& words : {Words{"dlq"}, Words{"dlq", "requeue"}, Words{"dlq", "requeue", "q"},
                             Words{"dlq", "list", "-n", "x"}})
    EXPECT_EQ(run(words).code, 2) << words.size();
}

// A home that there is not yet has none.
TEST_F(Dlq, TheHomeIsWhereItIsSaidToBe) {
  const Ran elsewhere = run({"dlq", "list", "--home", "elsewhere"});
  EXPECT_EQ(elsewhere.code, 0);
  EXPECT_EQ(elsewhere.out, "");
}

}  // namespace
}  // namespace slipway::cli
