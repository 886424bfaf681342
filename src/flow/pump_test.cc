// The pump: exactly once under crashes and faults (I2), fencing, bisect in the sink, revoke,
// unknown commits, message ids.
#include "flow/pump.h"

#include <optional>
#include <random>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

using std::chrono::milliseconds;

PathOptions plant_options(int pool_threads) {
  PathOptions options;
  options.limits.deliveries_max = 20;
  options.lane = {.rows_max = 64, .wait = Duration(1000)};
  options.pool_threads = pool_threads;
  return options;
}

PumpOptions pump_options() {
  PumpOptions options;
  options.open.deliveries_max = 40;
  return options;
}

struct Plant {
  Plant(Durable& durable, const Fault& fault, int pool_threads = 0, std::uint64_t rows = 300)
      : source(3, rows, 5, fault),
        sink(durable, fault),
        path(provider, clock, plant_options(pool_threads)) {
    // Version 2 is heavy: with a pool its answers come late and out of order.
    for (std::size_t v : {1u, 2u})
      provider.loaded[version(v)] = std::make_shared<ToyScorer>(v, v == 1 ? 1 : 900);
    EXPECT_TRUE(path.route({{version(2), 30}, {version(1), 70}}).ok());
    pump.emplace(source, path, sink, sink, clock, pump_options());
  }
  bool run(int steps) {  // true once all is committed
    for (int i = 0; i < steps; ++i) {
      if (pump->step() == Pump::Step::kEnded) return true;
      clock.advance(milliseconds(10));
    }
    return false;
  }
  FakeClock clock;
  ToyProvider provider;
  FakeSource source;
  FakeSink sink;
  Path path;
  std::optional<Pump> pump;
};

void expect_exactly_once(const Durable& durable, std::uint64_t rows,
                         const std::set<std::int64_t>& dead) {
  EXPECT_EQ(durable.written_twice, 0);
  EXPECT_EQ(durable.dead, dead);
  EXPECT_EQ(durable.rows.size() + dead.size(), 3 * rows);
  for (std::uint32_t p = 0; p < 3; ++p)
    for (std::uint64_t i = 0; i < rows; ++i) {
      const auto it = durable.rows.find(FakeSource::key(p, i));
      if (it == durable.rows.end()) continue;
      EXPECT_FALSE(dead.contains(it->first));
      const auto number = static_cast<std::size_t>(it->second.second - version(0));
      EXPECT_EQ(it->second.first, expected(static_cast<double>(i) * 1.7, number));
    }
}

class I2 : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(PoolThreads, I2, ::testing::Values(0, 2));

TEST_P(I2, NothingLostNothingTwiceUnderFaultsAndCrashes) {
  std::map<std::string, int> crashed_at;
  const std::set<std::int64_t> poison = {17, 18, 1000150}, bad = {2000299, 3},
                               refuses = {25, 1000151, 2000000}, undecodable = {40, 1000003};
  std::set<std::int64_t> dead = poison;
  for (const auto* more : {&bad, &refuses, &undecodable}) dead.insert(more->begin(), more->end());
  std::uint64_t unknown = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    Durable durable;
    bool all_done = false;
    for (int life = 0; !all_done; ++life) {
      ASSERT_LT(life, 2000);
      const Fault fault = [&](const char* point) -> Status {
        const auto n = random() % 400;
        if (n < 4) return ++crashed_at[point], throw Crash{}, Status{};
        return n < 24 ? Status{Code::kUnavailable, "FAULT"} : Status{};
      };
      Plant plant(durable, fault, GetParam());
      for (auto& [v, scorer] : plant.provider.loaded) {
        scorer->poison = poison, scorer->bad = bad;
        scorer->down = static_cast<int>(random() % 3);
      }
      plant.sink.refuses = refuses;
      plant.source.undecodable = undecodable;
      try {
        all_done = plant.run(static_cast<int>(random() % 4000));  // then killed
      } catch (const Crash&) {
      }
      EXPECT_EQ(plant.source.acked_twice, 0);
      unknown += plant.pump->stats().commits_unknown;
    }
    expect_exactly_once(durable, 300, dead);
  }
  EXPECT_GT(unknown, 0u);
  for (const char* point :
       {"connect", "open", "next", "after write", "before commit", "commit lost before",
        "after commit", "before dead letter", "after dead letter", "before ack"})
    EXPECT_GT(crashed_at[point], 0) << point << " was never hit";
}

TEST(Pump, StaleWorkerIsFencedAndLetsGo) {
  Durable durable;
  Plant old(durable, no_fault), next(durable, no_fault);
  EXPECT_FALSE(old.run(20));
  const auto before = durable.rows.size();
  EXPECT_GT(before, 0u);
  EXPECT_TRUE(next.run(3000));  // opens every partition: a higher epoch
  expect_exactly_once(durable, 300, {});
  EXPECT_FALSE(old.run(5));
  EXPECT_EQ(old.source.released.size(), 3u);
  EXPECT_EQ(durable.written_twice, 0);
}

TEST(Pump, ARowTheSinkRefusesIsDeadAndItsNeighboursAreWritten) {
  Durable durable;
  int down = 15;  // commits that fail at first, so that there is much to commit at once
  Plant plant(durable, [&](const char* p) {
    return std::string_view(p) == "before commit" && down-- > 0 ? Status{Code::kUnavailable, "DOWN"}
                                                                : Status{};
  });
  plant.sink.refuses = {FakeSource::key(1, 20)};
  EXPECT_TRUE(plant.run(20000));
  expect_exactly_once(durable, 300, {FakeSource::key(1, 20)});
  EXPECT_EQ(plant.sink.puts, 1);
  EXPECT_LE(plant.sink.probed, 1 + 2 * 3);  // a Delivery has at most 5 rows
}

TEST(Pump, WhatASinkRefusesAtCommitAloneIsDeadAsAWhole) {
  Durable durable;
  Plant plant(durable, no_fault);
  plant.sink.probes = false;
  plant.sink.refuses = {FakeSource::key(1, 20)};
  EXPECT_TRUE(plant.run(20000));
  EXPECT_EQ(durable.written_twice, 0);
  EXPECT_TRUE(durable.dead.contains(FakeSource::key(1, 20)));
  EXPECT_LE(durable.dead.size(), 5u);  // its Delivery, not the transaction
  EXPECT_EQ(durable.rows.size() + durable.dead.size(), 900u);
}

TEST(Pump, UndecodableRowsAreDeadOnceAndNoMore) {
  Durable durable;
  Plant plant(durable, no_fault);
  plant.source.undecodable = {FakeSource::key(0, 7), FakeSource::key(2, 299)};
  for (auto& [v, scorer] : plant.provider.loaded) scorer->bad = plant.source.undecodable;
  EXPECT_TRUE(plant.run(3000));
  expect_exactly_once(durable, 300, plant.source.undecodable);
  EXPECT_EQ(plant.sink.puts, 2);
  EXPECT_EQ(plant.pump->stats().rows_dead, 2u);
  EXPECT_EQ(plant.pump->stats().rows_committed, 898u);
}

class UnknownCommit : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Points, UnknownCommit,
                         ::testing::Values("commit lost before", "after commit"));

TEST_P(UnknownCommit, IsNeverTwiceAndNeverLost) {
  Durable durable;
  int commits = 0, opens = 0;
  Plant plant(durable, [&](const char* p) {
    // Every third commit is in doubt; so is every second attempt to find out.
    if (p == std::string_view(GetParam()) && ++commits % 3 == 0)
      return Status{Code::kUnavailable, "LINE_CUT"};
    if (p == std::string_view("open") && ++opens > 3 && opens % 2 == 0)
      return Status{Code::kUnavailable, "LINE_CUT"};
    return Status{};
  });
  EXPECT_TRUE(plant.run(20000));
  expect_exactly_once(durable, 300, {});
  EXPECT_GT(plant.pump->stats().commits_unknown, 5u);
  EXPECT_TRUE(plant.source.released.empty());
  EXPECT_EQ(plant.source.acked_twice, 0);
}

TEST(Pump, AnUnknownCommitOfAWorkerThatWasReplacedLetsGo) {
  Durable durable;
  std::optional<Plant> next;
  int commits = 0;
  Plant old(durable, [&](const char* p) {
    if (p != std::string_view("commit lost before") || ++commits != 3) return Status{};
    next.emplace(durable, no_fault);
    EXPECT_TRUE(next->run(3000));  // meanwhile another worker does all
    return Status{Code::kUnavailable, "LINE_CUT"};
  });
  (void)old.run(200);
  expect_exactly_once(durable, 300, {});
  EXPECT_FALSE(old.source.released.empty());
}

TEST(Pump, RevokeCommitsWhatIsContiguousAndReleases) {
  Durable durable;
  Plant plant(durable, no_fault);
  EXPECT_FALSE(plant.run(30));
  (void)plant.pump->step();
  const std::uint64_t before = plant.source.at[1];
  while (plant.source.at[1] == before)
    (void)plant.pump->step();  // time stands still: it waits in a lane
  const std::uint64_t pulled = plant.source.at[1];
  EXPECT_LT(durable.partitions[1].position, pulled);
  plant.source.script.push_back({Pull::kRevoked, 1});
  EXPECT_FALSE(plant.run(1));
  EXPECT_TRUE(plant.source.released.contains(1));
  EXPECT_EQ(durable.partitions[1].position, pulled);  // all of it was answered
  EXPECT_TRUE(plant.run(3000));                       // assigned again later
  expect_exactly_once(durable, 300, {});
}

TEST(Pump, DrainCommitsAndDestroyingDoesNot) {
  for (const bool drains : {true, false}) {
    Durable durable;
    std::uint64_t committed = 0;
    {
      Plant plant(durable, no_fault);
      for (int i = 0; i < 30; ++i) (void)plant.pump->step();  // time stands still
      committed = plant.pump->stats().rows_committed;
      if (drains) plant.pump->drain();
      EXPECT_EQ(plant.pump->stats().rows_committed > committed, drains);
      committed = plant.pump->stats().rows_committed;
    }
    EXPECT_EQ(durable.rows.size(), committed);
    Plant next(durable, no_fault);
    EXPECT_TRUE(next.run(3000));
    expect_exactly_once(durable, 300, {});
  }
}

TEST(Pump, SmallDeliveriesShareATransaction) {
  Durable durable;
  Plant plant(durable, no_fault);
  for (int i = 0; i < 3000 && plant.pump->step() != Pump::Step::kEnded; ++i)
    plant.clock.advance(milliseconds(1));
  expect_exactly_once(durable, 300, {});
  const PumpStats& stats = plant.pump->stats();
  EXPECT_LT(stats.transactions, stats.deliveries_committed / 3);
}

TEST(Pump, AModelThatIsDownStopsThePullingAndLosesNothing) {
  Durable durable;
  Plant plant(durable, no_fault);
  plant.provider.loaded[version(1)]->down = 1000000;
  EXPECT_FALSE(plant.run(500));
  EXPECT_LE(plant.source.at[0] + plant.source.at[1] + plant.source.at[2], 40u * 5);
  EXPECT_TRUE(durable.dead.empty());
  EXPECT_STREQ(plant.pump->trouble().reason(), "DOWN");
  plant.provider.loaded[version(1)]->down = 0;
  plant.clock.advance(std::chrono::minutes(1));
  EXPECT_TRUE(plant.run(20000));
  expect_exactly_once(durable, 300, {});
  EXPECT_TRUE(plant.pump->trouble().ok());
}

TEST(Pump, AFullDeadLetterStoreStopsThePositionNotTheData) {
  Durable durable;
  bool full = true;
  Plant plant(durable, [&](const char* p) {
    return full && std::string_view(p) == "before dead letter"
               ? Status{Code::kFailedPrecondition, "DISK_FULL"}
               : Status{};
  });
  plant.source.undecodable = {FakeSource::key(0, 100)};
  EXPECT_FALSE(plant.run(3000));
  EXPECT_LE(durable.partitions[0].position, 100u);
  EXPECT_STREQ(plant.pump->trouble().reason(), "DEAD_LETTER_UNAVAILABLE");
  full = false;
  plant.clock.advance(std::chrono::minutes(1));
  EXPECT_TRUE(plant.run(20000));
  expect_exactly_once(durable, 300, plant.source.undecodable);
}

// Counts what comes last.
class FinishingSink final : public Sink {
 public:
  explicit FinishingSink(FakeSink& sink) : sink_(sink) {}
  Transactions transactions() const override { return sink_.transactions(); }
  base::Result<std::unique_ptr<SinkPartition>> open(std::uint32_t partition) override {
    SLIPWAY_ASSIGN(auto held, sink_.open(partition));
    return std::unique_ptr<SinkPartition>(std::make_unique<Held>(*this, std::move(held)));
  }
  Status fails;
  int finished = 0, commits_after = 0;

 private:
  class Held final : public SinkPartition {
   public:
    Held(FinishingSink& sink, std::unique_ptr<SinkPartition> held)
        : sink_(sink), held_(std::move(held)) {}
    std::uint64_t position() const override { return held_->position(); }
    Status write(const Delivery& d) override { return held_->write(d); }
    Status commit(std::uint64_t position) override {
      sink_.commits_after += sink_.finished > 0 ? 1 : 0;
      return held_->commit(position);
    }
    void abort() override { held_->abort(); }
    Status finish() override { return ++sink_.finished, sink_.fails; }

   private:
    FinishingSink& sink_;
    const std::unique_ptr<SinkPartition> held_;
  };
  FakeSink& sink_;
};

// A Plant whose sink is one that can be finished.
struct Ending : Plant {
  explicit Ending(Durable& durable, const Fault& fault = no_fault)
      : Plant(durable, fault), finishing(sink) {
    pump.emplace(source, path, finishing, sink, clock, pump_options());
  }
  FinishingSink finishing;
};

TEST(Pump, EachPartitionIsFinishedOnceAtTheEnd) {
  Durable durable;
  Ending ending(durable);
  EXPECT_FALSE(ending.run(20));
  EXPECT_EQ(ending.finishing.finished, 0);
  EXPECT_TRUE(ending.run(3000));
  EXPECT_TRUE(ending.run(5));  // it stays at its end
  EXPECT_EQ(ending.finishing.finished, 3);
  EXPECT_EQ(ending.finishing.commits_after, 0);
  EXPECT_TRUE(ending.pump->end().ok());
}

TEST(Pump, AFinishThatFailsIsWhyItEnded) {
  Durable durable;
  Ending ending(durable);
  ending.finishing.fails = base::resource_exhausted("NO_SPACE", "the disk is full");
  EXPECT_TRUE(ending.run(3000));
  EXPECT_TRUE(ending.run(5));
  EXPECT_EQ(ending.finishing.finished, 3);
  EXPECT_STREQ(ending.pump->end().reason(), "NO_SPACE");
}

TEST(Pump, ASourceThatFailsCommitsWhatWasReadAndFinishesNothing) {
  Durable durable;
  Ending ending(durable);
  EXPECT_FALSE(ending.run(30));
  const std::uint64_t pulled = ending.source.at[0] + ending.source.at[1] + ending.source.at[2];
  ending.source.script.push_back({Pull::kEnd, 0, base::data_loss("TRUNCATED", "cut off")});
  EXPECT_TRUE(ending.run(3000));
  EXPECT_STREQ(ending.pump->end().reason(), "TRUNCATED");
  EXPECT_EQ(ending.finishing.finished, 0);
  EXPECT_EQ(durable.rows.size(), pulled);
}

// The source has said its end, but what is lost after it has to be read again.
TEST(Pump, APartitionThatIsLostAfterTheEndIsReadAgain) {
  Durable durable;
  std::optional<Plant> rival;
  bool ended = false;
  Ending ending(durable, [&](const char* p) {
    if (!ended || rival || std::string_view(p) != "before commit") return Status{};
    rival.emplace(durable, no_fault);
    EXPECT_FALSE(rival->run(3));  // opens all partitions, and stops
    return Status{};
  });
  for (int i = 0; i < 3000 && !ended; ++i) {
    (void)ending.pump->step();  // time stands still: much is open at the end
    ended = ending.source.at[0] + ending.source.at[1] + ending.source.at[2] == 900;
    if (!ended) ending.clock.advance(milliseconds(5));
  }
  ASSERT_TRUE(ended);
  EXPECT_LT(durable.rows.size(), 900u);
  EXPECT_TRUE(ending.run(3000));
  EXPECT_FALSE(ending.source.released.empty());
  expect_exactly_once(durable, 300, {});
  EXPECT_TRUE(ending.pump->end().ok());
  EXPECT_EQ(ending.finishing.finished, 3);
}

TEST(Pump, ASourceThatBreaksOffAgainAndAgainIsWaitedForLongerEachTime) {
  Durable durable;
  std::vector<base::TimePoint> connects;
  bool up = false;
  const FakeClock* clock = nullptr;
  Plant plant(durable, [&](const char* p) {
    if (std::string_view(p) == "connect") connects.push_back(clock->now());
    return std::string_view(p) == "next" && !up ? Status{Code::kUnavailable, "GONE"} : Status{};
  });
  clock = &plant.clock;
  EXPECT_FALSE(plant.run(2000));
  const Backoff backoff = pump_options().backoff;
  ASSERT_GT(connects.size(), 6u);
  for (std::size_t i = 1; i < connects.size(); ++i) {
    const Duration waited = connects[i] - connects[i - 1];
    EXPECT_GE(waited, backoff.after(static_cast<int>(i)));
    EXPECT_LE(waited, backoff.after(static_cast<int>(i)) + milliseconds(100));
  }
  up = true;
  plant.clock.advance(std::chrono::minutes(1));
  EXPECT_FALSE(plant.run(60));  // a Delivery came: the next waits are short again
  up = false;
  connects.clear();
  EXPECT_FALSE(plant.run(30));
  ASSERT_GE(connects.size(), 2u);
  EXPECT_LE(connects[1] - connects[0], milliseconds(200));
  up = true;
  plant.clock.advance(std::chrono::minutes(1));
  EXPECT_TRUE(plant.run(3000));
  expect_exactly_once(durable, 300, {});
}

TEST(Pump, WhatASourceSaidWhenItBrokeOffIsTheTrouble) {
  Durable durable;
  Plant plant(durable, no_fault);
  plant.source.script.push_back({Pull::kDisconnected, 0, base::unavailable("LINE_CUT", "cut")});
  EXPECT_FALSE(plant.run(2));
  EXPECT_STREQ(plant.pump->trouble().reason(), "LINE_CUT");
  EXPECT_TRUE(plant.run(3000));
  EXPECT_TRUE(plant.pump->trouble().ok());
}

// Otherwise a program that waits only when there is nothing to do would spin.
TEST(Pump, ASinkThatCantBeOpenedIsNothingToDo) {
  Durable durable;
  bool away = true;
  Plant plant(durable, [&](const char* p) {
    return away && std::string_view(p) == "open" ? Status{Code::kNotFound, "NO_FILE"} : Status{};
  });
  int busy = 0;
  for (int i = 0; i < 100; ++i) busy += plant.pump->step() == Pump::Step::kBusy ? 1 : 0;
  EXPECT_LE(busy, 1);  // connected
  EXPECT_STREQ(plant.pump->trouble().reason(), "NO_FILE");
  away = false;
  EXPECT_TRUE(plant.run(3000));
  expect_exactly_once(durable, 300, {});
}

TEST(Pump, DrainCommitsAllThatIsAnsweredHoweverSmallTheTransactions) {
  Durable durable;
  Plant plant(durable, no_fault);
  PumpOptions options = pump_options();
  options.commit_wait = std::chrono::hours(1);
  options.commit_rows = 5;
  plant.pump.emplace(plant.source, plant.path, plant.sink, plant.sink, plant.clock, options);
  for (int i = 0; i < 22; ++i) (void)plant.pump->step();  // the path takes no more at a time
  const auto& at = plant.source.at;
  const std::uint64_t pulled = at.at(0) + at.at(1) + at.at(2);
  plant.pump->drain();
  EXPECT_EQ(durable.rows.size(), pulled);
}

// Messages without order or position: what isn't acked comes again, some come twice anyhow.
class FakeBroker final : public Source {
 public:
  explicit FakeBroker(std::mt19937& random, std::map<std::string, std::int64_t>& waiting)
      : random_(random), waiting_(waiting) {}
  Position position_kind() const override { return Position::kMessageId; }
  const data::SchemaPtr& schema() const override { return toy_schema(); }
  Status connect() override {
    assigned_ = false;
    leased_.clear();
    return {};
  }
  Event next(Delivery& into) override {
    if (!std::exchange(assigned_, true)) return {Pull::kAssigned, 0};
    if (waiting_.empty()) return {Pull::kEnd};
    auto it = waiting_.begin();
    std::advance(it, static_cast<std::ptrdiff_t>(random_() % waiting_.size()));
    if (leased_.contains(it->first) && random_() % 8 != 0) return {Pull::kIdle};
    leased_.insert(it->first);
    into.rows = data::Chunk(toy_schema());
    add_row(into.rows, it->second, 2.0);
    into.origin.message_id = it->first;
    return {Pull::kDelivery};
  }
  void seek(std::uint32_t, std::uint64_t) override {}
  void ack(const Origin& origin) override { waiting_.erase(origin.message_id); }
  void release(std::uint32_t) override { assigned_ = false; }

 private:
  std::mt19937& random_;
  std::map<std::string, std::int64_t>& waiting_;  // the broker's disk
  std::set<std::string> leased_;
  bool assigned_ = false;
};

TEST(Pump, MessagesThatComeAgainAreWrittenOnce) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::mt19937 random(seed);
    Durable durable;
    std::map<std::string, std::int64_t> waiting;
    for (std::int64_t i = 0; i < 200; ++i) waiting["m" + std::to_string(i)] = i;
    bool done = false;
    for (int life = 0; !done; ++life) {
      ASSERT_LT(life, 1000);
      const Fault fault = [&](const char*) -> Status {
        const auto n = random() % 400;
        if (n < 4) throw Crash{};
        return n < 24 ? Status{Code::kUnavailable, "FAULT"} : Status{};
      };
      FakeClock clock;
      ToyProvider provider;
      provider.loaded[version(1)] = std::make_shared<ToyScorer>(1);
      FakeBroker source(random, waiting);
      FakeSink sink(durable, fault);
      Path path(provider, clock, plant_options(0));
      ASSERT_TRUE(path.route({{version(1), 1}}).ok());
      Pump pump(source, path, sink, sink, clock, pump_options());
      try {
        for (int i = 0; i < 3000 && !done; ++i) {
          done = pump.step() == Pump::Step::kEnded;
          clock.advance(milliseconds(10));
        }
      } catch (const Crash&) {
      }
    }
    EXPECT_EQ(durable.rows.size(), 200u);
    EXPECT_EQ(durable.written_twice, 0);
  }
}

TEST(Pump, MessagesGoOnWithTheirRunningNumberAfterARestart) {
  Durable durable;
  std::uint64_t before = 0;
  for (const int life : {0, 1}) {
    std::mt19937 random(7);
    std::map<std::string, std::int64_t> waiting;
    for (std::int64_t i = 0; i < 5; ++i) waiting[fmt::format("m{}", 5 * life + i)] = 5 * life + i;
    FakeClock clock;
    ToyProvider provider;
    provider.loaded[version(1)] = std::make_shared<ToyScorer>(1);
    FakeBroker source(random, waiting);
    FakeSink sink(durable, no_fault);
    Path path(provider, clock, plant_options(0));
    ASSERT_TRUE(path.route({{version(1), 1}}).ok());
    Pump pump(source, path, sink, sink, clock, pump_options());
    for (int i = 0; i < 3000 && pump.step() != Pump::Step::kEnded; ++i)
      clock.advance(milliseconds(10));
    const std::uint64_t again = durable.partitions[0].position;  // each time one comes, it counts
    EXPECT_GE(again, life == 0 ? 5u : 10u);
    EXPECT_EQ(durable.rows.size(), life == 0 ? 5u : 10u);
    EXPECT_EQ(pump.stats().deliveries_committed, again - before);
    before = again;
  }
}

}  // namespace
}  // namespace slipway::flow
