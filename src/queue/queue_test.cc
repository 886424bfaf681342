#include "queue/queue.h"

#include <deque>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "testing/fault_env.h"

namespace slipway::queue {
namespace {

using base::Status;
using testing::FaultEnv;

class StillClock final : public base::Clock {
 public:
  base::TimePoint now() const override { return {}; }
  base::WallTime wall() const override { return wall_; }
  void sleep(base::Duration) const override {}
  base::WallTime wall_ = base::WallTime(std::chrono::hours(24 * 365 * 50));
};

class QueueTest : public ::testing::Test {
 protected:
  void create(const QueueOptions& options) {
    options_ = options;
    auto made = Queue::create(env_, clock_, "q", options);
    ASSERT_TRUE(made.ok()) << made.status().text();
    queue_ = std::move(made).value();
  }
  Status reopen() {
    queue_.reset();
    auto opened = Queue::open(env_, clock_, "q", options_);
    if (!opened.ok()) return opened.status();
    queue_ = std::move(opened).value();
    return {};
  }
  Place publish(std::string_view payload) {
    auto place = queue_->publish({.payload = payload});
    EXPECT_TRUE(place.ok()) << place.status().text();
    return place.ok() ? *place : Place{};
  }
  std::vector<std::string> read_all(Lease& lease, std::uint64_t position,
                                    const ReadLimits& limits = {}) {
    std::vector<std::string> payloads;
    Batch batch;
    for (;;) {
      const Status status = lease.read(position, limits, batch);
      EXPECT_TRUE(status.ok()) << status.text();
      if (!status.ok() || batch.records.empty()) return payloads;
      for (const Record& record : batch.records) {
        EXPECT_EQ(record.position, position++);
        payloads.emplace_back(record.payload);
      }
    }
  }
  std::vector<std::string> read_all() { return read_all(**queue_->lease("reader", 0), 0); }

  FaultEnv env_{1};
  StillClock clock_;
  QueueOptions options_;
  std::unique_ptr<Queue> queue_;
};

TEST_F(QueueTest, MessagesComeBackInOrderAlsoAfterReopening) {
  create({.segment_bytes = 200});
  std::vector<std::string> expected;
  for (int i = 0; i < 100; ++i) {
    expected.push_back("message " + std::to_string(i) +
                       std::string(static_cast<std::size_t>(i), '.'));
    EXPECT_EQ(publish(expected.back()).position, static_cast<std::uint64_t>(i));
  }
  EXPECT_EQ(read_all(), expected);
  ASSERT_TRUE(reopen().ok());
  EXPECT_EQ(read_all(), expected);
  EXPECT_EQ(publish("last").position, 100u);
  EXPECT_GT(env_.list("q/p0000").value().size(), 10u);  // many segments
}

TEST_F(QueueTest, ReadsBeginAnywhereWithinLimits) {
  create({.segment_bytes = 3000});
  std::vector<std::string> all;
  for (int i = 0; i < 500; ++i) publish(all.emplace_back(std::to_string(i * i)));
  const auto lease = queue_->lease("g", 0);
  for (const std::uint64_t from : {499u, 0u, 250u, 17u, 251u, 500u, 498u}) {
    const auto rest =
        std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(from), all.end());
    EXPECT_EQ(read_all(**lease, from), rest);
    EXPECT_EQ(read_all(**lease, from, {3, 1 << 20}), rest);
    EXPECT_EQ(read_all(**lease, from, {100, 20}), rest);  // fewer bytes than one record
  }
}

TEST_F(QueueTest, KeysDecideThePartitionAndHeadersTravel) {
  create({.partitions = 4});
  std::map<std::string, std::uint32_t> partition_of;
  const Header header{"traceparent", "00-1"};
  for (int i = 0; i < 64; ++i) {
    const std::string key = "k" + std::to_string(i % 16);
    const auto place = queue_->publish({.payload = "x", .key = key, .headers = {&header, 1}});
    ASSERT_TRUE(place.ok());
    EXPECT_EQ(partition_of.emplace(key, place->partition).first->second, place->partition);
    Batch batch;
    ASSERT_TRUE((*queue_->lease("g", place->partition))->read(place->position, {}, batch).ok());
    EXPECT_EQ(batch.records[0].key, key);
    EXPECT_EQ(batch.headers_of(batch.records[0])[0].value, "00-1");
  }
  std::set<std::uint32_t> used;
  for (const auto& [key, partition] : partition_of) used.insert(partition);
  EXPECT_GT(used.size(), 1u);
  for (std::uint32_t i = 0; i < 8; ++i) EXPECT_EQ(publish("in turn").partition, i % 4);
}

TEST_F(QueueTest, ManyThreadsShareSyncsAndLoseNothing) {
  create({.partitions = 2, .segment_bytes = 4000});
  constexpr int kThreads = 4, kEach = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      const std::string key = std::to_string(t);
      for (int i = 0; i < kEach; ++i)
        ASSERT_TRUE(queue_->publish({.payload = key + ":" + std::to_string(i), .key = key}).ok());
    });
  for (auto& thread : threads) thread.join();
  std::map<std::string, int> next;
  for (std::uint32_t p = 0; p < 2; ++p)
    for (const std::string& payload : read_all(**queue_->lease("g", p), 0)) {
      const std::size_t colon = payload.find(':');
      EXPECT_EQ(std::stoi(payload.substr(colon + 1)), next[payload.substr(0, colon)]++);
    }
  for (int t = 0; t < kThreads; ++t) EXPECT_EQ(next[std::to_string(t)], kEach);
}

TEST_F(QueueTest, OneHolderOfAQueueAndOfALease) {
  create({});
  EXPECT_STREQ(Queue::open(env_, clock_, "q", {}).status().reason(), "LOCKED");
  auto first = queue_->lease("g", 0);
  ASSERT_TRUE(first.ok());
  EXPECT_STREQ(queue_->lease("g", 0).status().reason(), "LOCKED");
  EXPECT_TRUE(queue_->lease("other", 0).ok());
  const std::uint64_t epoch = (*first)->epoch();
  first.value().reset();
  EXPECT_GT((*queue_->lease("g", 0))->epoch(), epoch);
  EXPECT_STREQ(queue_->lease("g", 1).status().reason(), "NO_PARTITION");
  EXPECT_STREQ(queue_->lease("../g", 0).status().reason(), "BAD_VALUE");
  EXPECT_STREQ(queue_->lease("", 0).status().reason(), "BAD_VALUE");
}

TEST_F(QueueTest, MadeOnceOpenedOften) {
  EXPECT_STREQ(Queue::open(env_, clock_, "q", {}).status().reason(), "NO_QUEUE");
  EXPECT_STREQ(Queue::create(env_, clock_, "q", {.partitions = 0}).status().reason(), "BAD_VALUE");
  create({.partitions = 3});
  EXPECT_STREQ(Queue::create(env_, clock_, "q2", {.partitions = 5000}).status().reason(),
               "BAD_VALUE");
  queue_.reset();
  EXPECT_STREQ(Queue::create(env_, clock_, "q", {}).status().reason(), "QUEUE_EXISTS");
  options_.partitions = 1;
  ASSERT_TRUE(reopen().ok());
  EXPECT_EQ(queue_->partitions(), 3u);  // the file knows
}

TEST_F(QueueTest, CommittedPositionsLast) {
  create({});
  for (int i = 0; i < 10; ++i) publish("x");
  {
    const auto lease = queue_->lease("g", 0);
    EXPECT_TRUE((*lease)->commit(4).ok());
    EXPECT_TRUE((*lease)->commit(7).ok());
    EXPECT_STREQ((*lease)->commit(11).reason(), "BEYOND_END");
  }
  ASSERT_TRUE(reopen().ok());
  EXPECT_EQ((*queue_->lease("g", 0))->committed(), 7u);
  EXPECT_EQ((*queue_->lease("new", 0))->committed(), 0u);
  const auto all = queue_->describe().value();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].end, 10u);
  ASSERT_EQ(all[0].groups.size(), 2u);
  EXPECT_EQ(all[0].groups[0].name, "g");
  EXPECT_EQ(all[0].groups[0].committed, 7u);
}

TEST_F(QueueTest, OnlyWhatEveryGroupHasConsumedIsDeleted) {
  create({.segment_bytes = 500, .retain_bytes = 0});
  for (int i = 0; i < 100; ++i) publish(std::string(40, 'x'));
  const auto fast = queue_->lease("fast", 0), slow = queue_->lease("slow", 0);
  ASSERT_TRUE((*fast)->commit(100).ok());
  EXPECT_EQ(queue_->describe().value()[0].begin, 0u);
  ASSERT_TRUE((*slow)->commit(50).ok());
  const std::uint64_t begin = queue_->describe().value()[0].begin;
  EXPECT_GT(begin, 30u);
  EXPECT_LE(begin, 50u);
  Batch batch;
  EXPECT_STREQ((*fast)->read(0, {}, batch).reason(), "TRIMMED");
  EXPECT_EQ(read_all(**slow, 50).size(), 50u);
}

TEST_F(QueueTest, ConsumedSegmentsStayForTheirTime) {
  create({.segment_bytes = 500, .retain = std::chrono::hours(1)});
  for (int i = 0; i < 100; ++i) publish(std::string(40, 'x'));
  const auto lease = queue_->lease("g", 0);
  ASSERT_TRUE((*lease)->commit(60).ok());
  EXPECT_EQ(queue_->describe().value()[0].begin, 0u);
  clock_.wall_ += std::chrono::hours(2);
  ASSERT_TRUE((*lease)->commit(61).ok());
  EXPECT_GT(queue_->describe().value()[0].begin, 40u);
}

TEST_F(QueueTest, Limits) {
  create({.record_bytes_max = 100, .bytes_max = 1000});
  const std::string large(101, 'x');
  EXPECT_STREQ(queue_->publish({.payload = large}).status().reason(), "RECORD_TOO_LARGE");
  Status status;
  int taken = 0;
  while ((status = queue_->publish({.payload = large.substr(1)}).status()).ok()) ++taken;
  EXPECT_STREQ(status.reason(), "QUEUE_FULL");
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_EQ(read_all().size(), static_cast<std::size_t>(taken));
}

TEST_F(QueueTest, RepeatsOfAProducerAreRecognised) {
  create({.segment_bytes = 400});
  const auto send = [&](std::uint64_t sequence) {
    return *queue_->publish({.payload = "m", .producer = "web", .sequence = sequence});
  };
  EXPECT_FALSE(send(1).repeated);
  EXPECT_FALSE(send(2).repeated);
  EXPECT_TRUE(send(2).repeated);
  ASSERT_TRUE(reopen().ok());
  EXPECT_TRUE(send(1).repeated);
  for (std::uint64_t i = 3; i < 30; ++i) EXPECT_FALSE(send(i).repeated);
  ASSERT_TRUE(reopen().ok());
  EXPECT_TRUE(send(29).repeated);
  EXPECT_FALSE(queue_->publish({.payload = "m", .producer = "app", .sequence = 1})->repeated);
  EXPECT_EQ(read_all().size(), 30u);
}

TEST_F(QueueTest, AFullDiskIsRefusedAndPasses) {
  create({});
  publish("one");
  env_.set_disk_bytes(300);
  const std::string large(1000, 'x');
  const Status full = queue_->publish({.payload = large, .producer = "p", .sequence = 1}).status();
  EXPECT_STREQ(full.reason(), "DISK_FULL");
  EXPECT_TRUE(full.transient());
  env_.set_disk_bytes(1 << 20);
  EXPECT_FALSE(queue_->publish({.payload = large, .producer = "p", .sequence = 1})->repeated);
  EXPECT_EQ(read_all(), (std::vector<std::string>{"one", large}));
}

TEST_F(QueueTest, AfterAFailedSyncNothingIsWrittenUntilReopened) {
  create({});
  publish("one");
  env_.fail_sync_at(1);
  EXPECT_STREQ(queue_->publish({.payload = "two"}).status().reason(), "QUEUE_BROKEN");
  EXPECT_STREQ(queue_->publish({.payload = "three"}).status().reason(), "QUEUE_BROKEN");
  EXPECT_EQ(read_all(), std::vector<std::string>{"one"});
  ASSERT_TRUE(reopen().ok());
  publish("four");
  EXPECT_EQ(read_all().front(), "one");
  EXPECT_EQ(read_all().back(), "four");
}

TEST_F(QueueTest, RotIsReportedWithItsPlace) {
  create({.segment_bytes = 300});
  for (int i = 0; i < 40; ++i) publish("message " + std::to_string(i));
  env_.flip("q/p0000/00000000000000000000.seg", kSegmentHeaderBytes + 30);
  Batch batch;
  const auto lease = queue_->lease("g", 0);
  const Status status = (*lease)->read(0, {}, batch);
  EXPECT_EQ(status.code(), base::Code::kDataLoss);
  EXPECT_EQ(status.place(), "q/p0000/00000000000000000000.seg");
  EXPECT_NE(status.message().find("byte 24"), std::string::npos) << status.text();
}

TEST_F(QueueTest, RotInTheLastSegmentThatReachesCommittedRecordsIsNotATornEnd) {
  create({});
  for (int i = 0; i < 10; ++i) publish("message");
  ASSERT_TRUE((*queue_->lease("g", 0))->commit(8).ok());
  env_.flip("q/p0000/00000000000000000000.seg", kSegmentHeaderBytes + 30);
  EXPECT_STREQ(reopen().reason(), "QUEUE_CORRUPT");
}

TEST_F(QueueTest, MissingAndDamagedSegmentsAreReported) {
  create({.segment_bytes = 300});
  for (int i = 0; i < 40; ++i) publish("message " + std::to_string(i));
  auto names = env_.list("q/p0000").value();
  queue_.reset();
  const std::string before_last = "q/p0000/" + names[names.size() - 2];
  env_.flip(before_last, 3);
  EXPECT_EQ(reopen().place(), before_last);
  env_.flip(before_last, 3);
  ASSERT_TRUE(env_.remove(before_last).ok());
  EXPECT_STREQ(reopen().reason(), "QUEUE_CORRUPT");
  env_.flip("q/queue.meta", 20);
  EXPECT_STREQ(reopen().reason(), "QUEUE_CORRUPT");
}

TEST_F(QueueTest, WaitingEndsWithAPublish) {
  create({});
  const std::uint64_t seen = queue_->changes();
  EXPECT_EQ(queue_->wait(seen, std::chrono::milliseconds(1)), seen);
  std::thread publisher([&] { publish("x"); });
  EXPECT_NE(queue_->wait(seen, std::chrono::seconds(60)), seen);
  publisher.join();
}

// The property: over any number of crashes at any change to the disk, what was acknowledged is
// there once and in order; what was not may be there, once, as a whole; nothing else is; and what a
// reader has seen stays.
class Crashes : public ::testing::TestWithParam<int> {};

struct Model {
  std::deque<std::string> sure;    // by position
  std::vector<std::string> maybe;  // sent and not acknowledged, in order
};

void publish_until_crash(FaultEnv& env, Queue& queue, Model& model, std::mt19937_64& random,
                         std::uint64_t& sequence) {
  while (!env.crashed()) {
    std::vector<std::string> payloads;
    for (std::uint64_t i = 0; i <= random() % 5; ++i)
      payloads.push_back(std::to_string(++sequence) + std::string(random() % 90, '.'));
    std::vector<Message> messages;
    for (const std::string& payload : payloads) messages.push_back({.payload = payload});
    std::vector<Place> places;
    if (queue.publish(messages, places).ok()) {
      for (std::size_t i = 0; i < places.size(); ++i) {
        ASSERT_EQ(places[i].position, model.sure.size());
        model.sure.push_back(payloads[i]);
      }
    } else {
      model.maybe = payloads;
    }
  }
}

// Takes over into `sure` what of `maybe` turns out to have survived: a prefix.
void check(Lease& lease, Model& model, std::uint64_t begin) {
  Batch batch;
  std::uint64_t position = begin;
  for (;;) {
    const Status status = lease.read(position, {7, 300}, batch);
    ASSERT_TRUE(status.ok()) << status.text();
    if (batch.records.empty()) break;
    for (const Record& record : batch.records) {
      ASSERT_EQ(record.position, position);
      if (position >= model.sure.size()) {
        ASSERT_FALSE(model.maybe.empty());
        model.sure.push_back(model.maybe.front());
        model.maybe.erase(model.maybe.begin());
      }
      ASSERT_EQ(record.payload, model.sure[position]);
      ++position;
    }
  }
  ASSERT_EQ(position, model.sure.size());
  model.maybe.clear();
}

TEST_P(Crashes, AcknowledgedMessagesOutliveThem) {
  const auto seed = static_cast<std::uint64_t>(GetParam());
  std::mt19937_64 random(seed);
  FaultEnv env(seed);
  StillClock clock;
  const QueueOptions options{.segment_bytes = 400, .retain_bytes = 1000};
  Model model;
  std::uint64_t sequence = 0;
  for (int life = 0; life < 40; ++life) {
    env.crash_at(1 + random() % 40);
    auto queue = Queue::open(env, clock, "q", options);
    if (!queue.ok() && queue.status().code() == base::Code::kNotFound)
      queue = Queue::create(env, clock, "q", options);
    if (queue.ok()) {
      auto lease = (*queue)->lease("g", 0);
      if (lease.ok()) {
        const std::uint64_t begin = (*queue)->describe()->front().begin;
        ASSERT_LE(begin, (*lease)->committed());
        check(**lease, model, begin);
        if (HasFatalFailure()) return;
        (void)(*lease)->commit(std::max((*lease)->committed(), random() % (model.sure.size() + 1)));
      }
      publish_until_crash(env, **queue, model, random, sequence);
      if (HasFatalFailure()) return;
    } else {
      ASSERT_TRUE(env.crashed()) << queue.status().text();
    }
    queue = base::unavailable("GONE", "closed");
    env.restart();
  }
  EXPECT_GT(model.sure.size(), 50u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Crashes, ::testing::Range(0, 150));

}  // namespace
}  // namespace slipway::queue
