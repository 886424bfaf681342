// What every home does, whoever owns it: run against the owner's own and through its socket.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ledger/dead_letters.h"
#include "service/local_home.h"
#include "service/service_test.h"

namespace slipway::service {

inline ledger::DeadLetter letter(const std::string& pipeline, const std::string& payload) {
  ledger::DeadLetter made;
  made.id = pipeline + "/0/" + payload + "/0";
  made.pipeline = pipeline;
  made.payload = payload;
  made.code = "INVALID_ARGUMENT";
  made.reason = "BAD_VALUE";
  made.message = "is not a number";
  made.column = "age";
  made.time = "2026-11-24T02:00:0" + std::to_string(payload.size()) + "Z";
  return made;
}

inline void expect_queues(Home& home) {
  EXPECT_TRUE(home.queues()->empty());
  ASSERT_TRUE(home.create_queue("rows", 3).ok());
  const auto twice = home.create_queue("rows", 3);
  EXPECT_EQ(twice.code(), base::Code::kAlreadyExists);
  EXPECT_STREQ(twice.reason(), "QUEUE_EXISTS");
  EXPECT_STREQ(home.create_queue("a/b", 1).reason(), "BAD_NAME");
  EXPECT_EQ(home.create_queue("a/b", 1).remedy(), "use letters, digits, _ - .");
  EXPECT_STREQ(home.create_queue("none", 0).reason(), "BAD_VALUE");
}

// Of the queue rows. Any bytes may be a record.
inline void expect_records(Home& home) {
  const std::string bytes("\0\xff\"\\\n\xe4", 6);
  ASSERT_TRUE(home.publish("rows", {bytes, "b", "c"}, {"k", "k", "k"}).ok());
  ASSERT_TRUE(home.publish("rows", {}, {}).ok());
  EXPECT_STREQ(home.publish("rows", {"a"}, {"k", "l"}).reason(), "BAD_KEYS");
  EXPECT_EQ(home.publish("nope", {"a"}, {}).text(),
            "there is no queue \"nope\" (NO_QUEUE); there are: rows");
  const auto queues = home.queues();
  ASSERT_TRUE(queues.ok() && queues->size() == 1);
  EXPECT_EQ(queues->front().name, "rows");
  EXPECT_EQ(queues->front().partitions, 3u);
  EXPECT_EQ(queues->front().records, 3u);
  EXPECT_GT(queues->front().bytes, 0u);
  std::vector<QueueRecord> records;  // of one key: of one partition, in order
  for (std::uint32_t partition = 0; partition < 3; ++partition) {
    const auto some = home.peek("rows", partition, 0, 10);
    ASSERT_TRUE(some.ok()) << some.status().text();
    EXPECT_TRUE(some->empty() || records.empty());
    records.insert(records.end(), some->begin(), some->end());
  }
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].payload, bytes);
  EXPECT_EQ(records[0].key, "k");
  EXPECT_EQ(records[0].position, 0u);
  EXPECT_TRUE(records[0].published_at.starts_with("20")) << records[0].published_at;
  const std::uint32_t partition = records[0].partition;
  EXPECT_EQ(home.peek("rows", partition, 1, 1)->front().payload,
            "b");  // again: nothing is consumed
  EXPECT_EQ(home.peek("rows", partition, 1, 1)->size(), 1u);
  EXPECT_TRUE(home.peek("rows", partition, 3, 10)->empty());
  EXPECT_EQ(home.peek("rows", 3, 0, 1).status().text(),
            "queue rows has 3 partitions (NO_PARTITION)");
  EXPECT_STREQ(home.peek("nope", 0, 0, 1).status().reason(), "NO_QUEUE");
}

inline void expect_dead_letters(Home& home, LocalHome& owner) {
  EXPECT_TRUE(home.dead_letters("", 10)->empty());
  for (const auto& one :
       {letter("p", "1"), letter("p", "22"), letter("q", "333"), letter("p", "1")})
    ASSERT_TRUE(owner.letters().put(one).ok());
  const auto all = home.dead_letters("", 10);
  ASSERT_TRUE(all.ok() && all->size() == 3) << all.status().text();
  EXPECT_EQ(home.dead_letters("p", 10)->size(), 2u);
  EXPECT_EQ(home.dead_letters("", 1)->size(), 1u);
  const DeadLetterEntry& first = all->front();
  EXPECT_EQ(first.id, "p/0/1/0");
  EXPECT_EQ(first.pipeline, "p");
  EXPECT_EQ(first.payload, "1");
  EXPECT_EQ(first.code, "INVALID_ARGUMENT");
  EXPECT_EQ(first.reason, "BAD_VALUE");
  EXPECT_EQ(first.message, "age: is not a number");
  EXPECT_EQ(first.time, "2026-11-24T02:00:01Z");
  EXPECT_EQ(first.attempts, 2);

  // What can't be published again stays; what is named twice is published once.
  EXPECT_EQ(home.requeue("rows", {"p/0/1/0", "none"}).status().text(),
            "there is no dead letter none (NO_LETTER); slipway dlq list shows them");
  EXPECT_STREQ(home.requeue("nope", {"p/0/1/0"}).status().reason(), "NO_QUEUE");
  EXPECT_EQ(home.dead_letters("", 10)->size(), 3u);
  const auto count = home.requeue("rows", {"p/0/1/0", "q/0/333/0", "p/0/1/0"});
  ASSERT_TRUE(count.ok()) << count.status().text();
  EXPECT_EQ(*count, 2u);
  EXPECT_EQ(home.queues()->front().records, 5u);
  ASSERT_EQ(home.dead_letters("", 10)->size(), 1u);
  EXPECT_EQ(home.dead_letters("", 10)->front().id, "p/0/22/0");

  // A row of a file is still there, and nothing but an empty record could be published.
  ASSERT_TRUE(owner.letters().put(letter("of_a_file", "")).ok());
  EXPECT_EQ(
      home.requeue("rows", {"p/0/22/0", "of_a_file/0//0"}).status().text(),
      "dead letter of_a_file/0//0 holds no payload: only rows of a queue do (NO_PAYLOAD); mend "
      "the row where it came from, and run the pipeline again");
  EXPECT_EQ(home.dead_letters("", 10)->size(), 2u);
  EXPECT_EQ(home.queues()->front().records, 5u);
}

inline void expect_a_home(Home& home, LocalHome& owner) {
  expect_queues(home);
  expect_records(home);
  expect_dead_letters(home, owner);
}

}  // namespace slipway::service
