// The source queue: which partitions it holds, where it begins, and what it hands on.
#include <thread>

#include "connect/rig_test.h"

namespace slipway::connect {
namespace {

using flow::Pull;
using std::chrono::seconds;

class QueueSourceTest : public ::testing::Test {
 protected:
  QueueSourceTest() { EXPECT_TRUE(queues_.create("in", {.partitions = 2}).ok()); }

  std::unique_ptr<flow::Source> source(
      std::initializer_list<std::pair<std::string, std::string>> more = {}) {
    base::Value::Map map = *settings(more).as_map();
    map.emplace_back("name", base::Value(std::string("in")));
    if (base::Value(map).find("poll") == nullptr)
      map.emplace_back("poll", base::Value(std::string("0ms")));
    auto made = make_source("queue", base::Value(std::move(map)), context());
    EXPECT_TRUE(made.ok()) << made.status().text();
    EXPECT_TRUE((*made)->connect().ok());
    return *std::move(made);
  }
  SourceContext context() {
    SourceContext context;
    context.pipeline = "p";
    context.wanted = {{"x", {data::Kind::kFloat64, {}}, {}}};
    context.clock = &clock_;
    context.queues = &queues_;
    return context;
  }
  queue::Queue& queue() { return **queues_.open("in"); }
  // Publishes until `partition` has `count` messages, in turn: {"x":0}, {"x":1}, …
  void publish(std::uint32_t partition, int count) {
    for (int n = 0; n < count;) {
      const std::string payload = fmt::format("{{\"x\":{}}}", n);
      const auto place = queue().publish({.payload = payload});
      ASSERT_TRUE(place.ok());
      n += place->partition == partition ? 1 : 0;
    }
  }
  // The partitions that `source` is given now, each sought to `position`.
  static std::set<std::uint32_t> assigned(flow::Source& source, std::uint64_t position = 0) {
    std::set<std::uint32_t> partitions;
    for (;;) {
      flow::Delivery d;
      const flow::Event event = source.next(d);
      if (event.kind != Pull::kAssigned) return partitions;
      source.seek(event.partition, position);
      partitions.insert(event.partition);
    }
  }

  TestFolder folder_;
  FakeClock clock_;
  queue::Queues queues_{base::posix_env(), clock_, folder_.path()};
};

TEST_F(QueueSourceTest, PartitionsThatAnotherWorkerHoldsAreTakenOnceItLetsGo) {
  auto first = queue().lease("p", 0);
  ASSERT_TRUE(first.ok());
  const auto source = QueueSourceTest::source();
  EXPECT_EQ(assigned(*source), std::set<std::uint32_t>{1});
  first->reset();
  EXPECT_EQ(assigned(*source), std::set<std::uint32_t>{});  // asked for every second only
  clock_.advance(seconds(1));
  EXPECT_EQ(assigned(*source), std::set<std::uint32_t>{0});
  EXPECT_EQ(reason(queue().lease("p", 0).status()), "LOCKED");
  source->release(0);
  EXPECT_TRUE(queue().lease("p", 0).ok());  // whoever asks first
  clock_.advance(seconds(1));
  EXPECT_EQ(assigned(*source), std::set<std::uint32_t>{0});
}

TEST_F(QueueSourceTest, GroupsDoNotSeeEachOther) {
  const auto one = source(), two = source({{"group", "other"}});
  EXPECT_EQ(assigned(*one).size(), 2u);
  EXPECT_EQ(assigned(*two).size(), 2u);
  const auto three = source({{"group", "p"}});  // the pipeline's own name
  EXPECT_EQ(assigned(*three).size(), 0u);
}

TEST_F(QueueSourceTest, AGroupThatCantBeNamedIsSaid) {
  const auto source = QueueSourceTest::source({{"group", "no such/name"}});
  flow::Delivery d;
  const flow::Event event = source->next(d);
  EXPECT_EQ(event.kind, Pull::kDisconnected);
  EXPECT_EQ(reason(event.why), "BAD_VALUE");
  EXPECT_NE(event.why.text().find("no such/name"), std::string::npos);
}

TEST_F(QueueSourceTest, ANewGroupBeginsWithTheOldestRecordThatIsStillThere) {
  ASSERT_TRUE(queues_.create("short", {.segment_bytes = 200, .retain_bytes = 0}).ok());
  queue::Queue& queue = **queues_.open("short");
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(queue.publish({.payload = "{\"x\":1}"}).ok());
  ASSERT_TRUE((*queue.lease("earlier", 0))->commit(40).ok());
  const std::uint64_t oldest = queue.describe().value()[0].begin;
  ASSERT_GT(oldest, 0u);
  auto made = make_source("queue", settings({{"name", "short"}, {"poll", "0ms"}}), context());
  ASSERT_TRUE(made.ok()) << made.status().text();
  const auto source = *std::move(made);
  ASSERT_TRUE(source->connect().ok());
  flow::Delivery d;
  ASSERT_EQ(source->next(d).kind, Pull::kAssigned);
  source->seek(0, 0);
  ASSERT_EQ(source->next(d).kind, Pull::kDelivery);
  EXPECT_EQ(d.origin.position, oldest);
}

TEST_F(QueueSourceTest, ItBeginsAtTheGreaterOfTheSinksPositionAndTheGroups) {
  publish(0, 10);
  for (const auto& [sink, group, begins] :
       {std::tuple(0u, 0u, 0u), {7u, 4u, 7u}, {0u, 4u, 4u}, {4u, 8u, 8u}}) {
    ASSERT_TRUE((*queue().lease("p", 0))->commit(group).ok());
    const auto hold_the_other = queue().lease("p", 1);
    const auto source = QueueSourceTest::source();
    flow::Delivery d;
    ASSERT_EQ(source->next(d).kind, Pull::kAssigned);
    source->seek(0, sink);
    ASSERT_EQ(source->next(d).kind, Pull::kDelivery);
    EXPECT_EQ(d.origin.position, begins);
    EXPECT_EQ(d.origin.next, 10u);
    EXPECT_EQ(d.rows.column(0).float64s()[0], begins);
  }
}

TEST_F(QueueSourceTest, NothingIsGivenOfAPartitionThatWasNotSought) {
  publish(0, 3), publish(1, 3);
  const auto source = QueueSourceTest::source();
  flow::Delivery d;
  ASSERT_EQ(source->next(d).kind, Pull::kAssigned);
  ASSERT_EQ(source->next(d).kind, Pull::kAssigned);
  EXPECT_EQ(source->next(d).kind, Pull::kIdle);
  source->seek(1, 0);
  EXPECT_EQ(source->next(d).kind, Pull::kDelivery);
  EXPECT_EQ(d.origin.partition, 1u);
}

TEST_F(QueueSourceTest, AnAckedPositionIsTheGroups) {
  publish(0, 5);
  const auto source = QueueSourceTest::source();
  EXPECT_EQ(assigned(*source).size(), 2u);
  source->ack({0, 0, 3, {}});
  EXPECT_EQ((*queue().describe())[0].groups[0].committed, 3u);
  source->release(0);
  source->ack({0, 3, 5, {}});  // of a partition that has gone: nothing
  EXPECT_EQ((*queue().describe())[0].groups[0].committed, 3u);
}

TEST_F(QueueSourceTest, ADeliveryHasItsPayloadsAsTheyArrived) {
  const auto hold_the_other = queue().lease("p", 1);
  std::vector<std::string> sent = {"{\"x\":1}", "{\"x\":", "", "{ \"x\" : 2 }"};
  std::vector<queue::Message> messages;  // of one producer: of one partition
  for (int salt = 0; messages.empty(); ++salt) {
    const std::string key = std::to_string(salt);
    if (queue().publish({.payload = "{\"x\":0}", .key = key})->partition != 0) continue;
    for (const std::string& payload : sent) messages.push_back({.payload = payload, .key = key});
    std::vector<queue::Place> places;
    ASSERT_TRUE(queue().publish(messages, places).ok());
  }
  const auto source = QueueSourceTest::source();
  flow::Delivery d;
  ASSERT_EQ(source->next(d).kind, Pull::kAssigned);
  source->seek(0, 1);
  for (int again = 0; again < 2; ++again) {  // a Delivery that is used again holds no old ones
    ASSERT_EQ(source->next(d).kind, Pull::kDelivery);
    ASSERT_EQ(d.rows.rows(), 4);
    ASSERT_EQ(d.raw.ends.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(d.raw.row(i), sent[i]);
    ASSERT_EQ(d.rejected.size(), 2u);
    EXPECT_EQ(d.rejected[0].row, 1);
    EXPECT_EQ(d.rejected[1].row, 2);
    source->seek(0, 1);
  }
}

TEST_F(QueueSourceTest, NoDeliveryHasMoreThanBatchRowsAndPartitionsTakeTurns) {
  publish(0, 6), publish(1, 6);
  const auto source = QueueSourceTest::source({{"batch_rows", "2"}});
  flow::Delivery d;
  std::vector<std::uint32_t> turns;
  for (int i = 0; i < 2; ++i) {
    const flow::Event event = source->next(d);
    ASSERT_EQ(event.kind, Pull::kAssigned);
    source->seek(event.partition, 0);
  }
  for (int i = 0; i < 6; ++i) {
    ASSERT_EQ(source->next(d).kind, Pull::kDelivery);
    EXPECT_EQ(d.rows.rows(), 2);
    turns.push_back(d.origin.partition);
  }
  for (std::size_t i = 1; i < turns.size(); ++i) EXPECT_NE(turns[i], turns[i - 1]);
}

TEST_F(QueueSourceTest, BatchRowsMustFitAChunk) {
  for (const char* rows : {"0", "-1", "2049"}) {
    const auto made =
        make_source("queue", settings({{"name", "in"}, {"batch_rows", rows}}), context());
    EXPECT_EQ(reason(made.status()), "BAD_VALUE");
    EXPECT_NE(made.status().text().find("batch_rows"), std::string::npos);
  }
}

TEST_F(QueueSourceTest, AMessageEndsTheWaitForOne) {
  const auto source = QueueSourceTest::source({{"poll", "1h"}});
  flow::Delivery d;
  for (int i = 0; i < 2; ++i) {
    const flow::Event event = source->next(d);
    ASSERT_EQ(event.kind, Pull::kAssigned);
    source->seek(event.partition, 0);
  }
  std::thread publisher([this] { publish(0, 1); });
  while (source->next(d).kind == Pull::kIdle) {
  }
  publisher.join();
  EXPECT_EQ(d.rows.rows(), 1);
}

}  // namespace
}  // namespace slipway::connect
