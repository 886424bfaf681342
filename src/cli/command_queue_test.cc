#include <rapidjson/document.h>

#include "cli/program_test.h"

namespace slipway::cli {
namespace {

class Queue : public ProgramTest {
 protected:
  void create() { ASSERT_EQ(run({"queue", "create", "q"}).code, 0); }
};

TEST_F(Queue, RecordsAreLinesThatArePublishedAndPeekedAt) {
  const Ran created = run({"queue", "create", "q", "--partitions", "2"});
  EXPECT_EQ(created.code, 0);
  EXPECT_EQ(created.out + created.err, "");
  const Ran published = run({"queue", "publish", "q", "--key", "k"}, "one\n\ntwo\nthree");
  EXPECT_EQ(published.code, 0);
  EXPECT_EQ(published.err, "slipway: 3 records published to q\n");
  std::string all;
  for (const char* partition : {"0", "1"})
    all += run({"queue", "peek", "q", "--partition", partition}).out;
  EXPECT_EQ(all, "one\ntwo\nthree\n");  // of one key: in one partition, in order
  EXPECT_TRUE(contains(run({"queue", "list"}).out, "q  2 partitions, 3 records, "));
}

TEST_F(Queue, PeekShowsAPartOfItAndConsumesNothing) {
  create();
  std::string lines;
  for (int i = 0; i < 2500; ++i) lines += std::to_string(i) + "\n";  // more than a batch
  EXPECT_EQ(run({"queue", "publish", "q"}, lines).err, "slipway: 2500 records published to q\n");
  for (int again = 0; again < 2; ++again)
    EXPECT_EQ(run({"queue", "peek", "q", "--from", "2497", "-n", "2"}).out, "2497\n2498\n");
  EXPECT_EQ(lines_of(run({"queue", "peek", "q"}).out).size(), 10u);
  EXPECT_EQ(run({"queue", "peek", "q", "-n", "5000"}).out, lines);
}

TEST_F(Queue, JsonLinesParse) {
  create();
  run({"queue", "publish", "q", "--key", "k\"1"}, "a\"b\n");
  rapidjson::Document json;
  json.Parse(run({"queue", "peek", "q", "--json"}).out.c_str());
  ASSERT_TRUE(json.IsObject());
  EXPECT_EQ(json["partition"].GetInt(), 0);
  EXPECT_EQ(json["position"].GetInt(), 0);
  EXPECT_STREQ(json["key"].GetString(), "k\"1");
  EXPECT_STREQ(json["payload"].GetString(), "a\"b");
  EXPECT_TRUE(json["published_at"].IsString());
  json.Parse(run({"queue", "list", "--json"}).out.c_str());
  ASSERT_TRUE(json.IsObject());
  EXPECT_STREQ(json["name"].GetString(), "q");
  EXPECT_EQ(json["partitions"].GetInt(), 1);
  EXPECT_EQ(json["records"].GetInt(), 1);
  EXPECT_GT(json["bytes"].GetInt(), 0);
}

TEST_F(Queue, WhatCanNotBeReadIsNotPublished) {
  create();
  EXPECT_EQ(run({"queue", "publish", "q", "."}).err,
            "slipway: .: is a folder, not a file (IS_FOLDER)\n");
  const Ran none = run({"queue", "publish", "q", "none.jsonl"});
  EXPECT_EQ(none.code, 5);
  EXPECT_EQ(none.err, "slipway: none.jsonl: can't open it: No such file or directory (NO_FILE)\n");
  std::string lines;
  for (int i = 0; i < 1500; ++i) lines += "x\n";
  write("long.txt", lines + std::string((16u << 20) + 1, 'y') + "\n");
  const Ran late = run({"queue", "publish", "q", "long.txt"});
  EXPECT_EQ(late.code, 5);
  EXPECT_EQ(late.err,
            "slipway: after 1000 records: long.txt: line 1501 has more than 16777216 bytes "
            "(TOO_LARGE)\n");
  EXPECT_TRUE(contains(run({"queue", "list"}).out, " 1000 records,"));
}

TEST_F(Queue, QueuesThatAreThereOrAreNotAreSaidSo) {
  create();
  const Ran twice = run({"queue", "create", "q"});
  EXPECT_EQ(twice.code, 5);
  EXPECT_EQ(twice.err, "slipway: .slipway/queues/q: there is a queue already (QUEUE_EXISTS)\n");
  EXPECT_EQ(run({"queue", "create", "a/b"}).code, 5);
  EXPECT_EQ(run({"queue", "publish", "nope"}, "x\n").err,
            "slipway: there is no queue \"nope\" (NO_QUEUE); there are: q\n");
  EXPECT_EQ(run({"queue", "peek", "q", "--partition", "7"}).err,
            "slipway: queue q has 1 partition (NO_PARTITION)\n");
}

TEST_F(Queue, TheHomeIsWhereItIsSaidToBe) {
  EXPECT_EQ(run({"queue", "create", "a", "--home", "there"}).code, 0);
  EXPECT_TRUE(has("there/queues/a"));
  EXPECT_EQ(shell("SLIPWAY_HOME=elsewhere $SLIPWAY queue create b").code, 0);
  EXPECT_TRUE(has("elsewhere/queues/b"));
  std::filesystem::create_directories(path("house"));
  EXPECT_EQ(run({"queue", "create", "c", "--config", "house/slipway.yaml"}).code, 0);
  EXPECT_TRUE(has("house/.slipway/queues/c"));
  EXPECT_FALSE(has(".slipway"));
}

}  // namespace
}  // namespace slipway::cli
