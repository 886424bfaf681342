// One pipeline under one fault: what the tests of every source and every sink share. Sources and sinks are
// wrapped, so that each fault comes at a known moment, once.
#pragma once

#include <map>
#include <tuple>

#include "connect/event_key.h"
#include "connect/rig_test.h"

namespace slipway::connect {

using base::Code;
using base::Status;

enum class Fault : std::uint8_t {
  kNone,
  kReadBreaksOff,
  kCommitFailsOnce,
  kUnknownButHappened,
  kUnknownAndLost,
  kFenced,
  kCrashes,
  kDrained,
  kClockJumps,
};
constexpr const char* kFaultNames[] = {
    "None",   "ReadBreaksOff", "CommitFailsOnce", "UnknownButHappened", "UnknownAndLost",
    "Fenced", "Crashes",       "Drained",         "ClockJumps"};

using Kind = std::tuple<std::string, int>;  // name, fault
inline std::string name_of(const ::testing::TestParamInfo<Kind>& info) {
  return std::get<0>(info.param) + kFaultNames[std::get<1>(info.param)];
}

using Place = std::pair<std::uint32_t, std::uint64_t>;  // partition, position

// Dead letters in memory, which outlives the workers.
struct Graveyard final : flow::DeadLetter {
  Status put(const flow::Delivery& d, std::int64_t row, const Status& why) override {
    letters[{d.origin.partition, event_key("p", d, row).position}] = why.reason();
    return {};
  }
  std::map<Place, std::string> letters;
};

// A sink in memory. What it holds outlives the workers.
struct Table {
  struct Partition {
    std::uint64_t position = 0, epoch = 0;
    std::vector<std::pair<std::int64_t, double>> rows;  // key, prediction; in order
  };
  std::map<std::uint32_t, Partition> partitions;
};

class MemorySink final : public flow::Sink {
 public:
  explicit MemorySink(Table& table) : table_(table) {}
  flow::Transactions transactions() const override { return flow::Transactions::kWithPosition; }
  base::Result<std::unique_ptr<flow::SinkPartition>> open(std::uint32_t partition) override {
    return std::unique_ptr<flow::SinkPartition>(
        std::make_unique<Held>(table_.partitions[partition]));
  }

 private:
  class Held final : public flow::SinkPartition {
   public:
    explicit Held(Table::Partition& to) : to_(to), epoch_(++to.epoch), position_(to.position) {}
    std::uint64_t position() const override { return position_; }
    Status write(const flow::Delivery& d) override {
      std::set<std::int64_t> failed;
      for (const data::RowError& e : d.answer.errors) failed.insert(e.row);
      for (std::int64_t row = 0; row < d.rows.rows(); ++row)
        if (!failed.contains(row))
          rows_.emplace_back(flow::key_at(d.rows.view(), row), flow::prediction_at(d, row));
      return {};
    }
    Status commit(std::uint64_t position) override {
      if (to_.epoch != epoch_) return {Code::kAborted, "STALE_EPOCH"};
      to_.rows.insert(to_.rows.end(), rows_.begin(), rows_.end());
      to_.position = position;
      rows_.clear();
      return {};
    }
    void abort() override { rows_.clear(); }

   private:
    Table::Partition& to_;
    const std::uint64_t epoch_, position_;
    std::vector<std::pair<std::int64_t, double>> rows_;
  };
  Table& table_;
};

// One fault, once.
struct Trigger {
  Fault fault;
  int left = 3;  // the third chance
  bool fired = false;
  int aborted = 0;  // commits of a worker that was fenced
  bool pull(Fault at) { return fault == at && !fired && --left == 0 ? (fired = true) : false; }
};

// A source that breaks off at the third read.
class BreakingSource final : public flow::Source {
 public:
  BreakingSource(flow::Source& source, Trigger& trigger) : source_(source), trigger_(trigger) {}
  flow::Position position_kind() const override { return source_.position_kind(); }
  Status connect() override { return source_.connect(); }
  const data::SchemaPtr& schema() const override { return source_.schema(); }
  flow::Event next(flow::Delivery& into) override {
    if (trigger_.pull(Fault::kReadBreaksOff))
      return {flow::Pull::kDisconnected, 0, base::unavailable("LINE_CUT", "the line was cut")};
    return source_.next(into);
  }
  void seek(std::uint32_t partition, std::uint64_t position) override {
    source_.seek(partition, position);
  }
  void ack(const flow::Origin& origin) override { source_.ack(origin); }
  void release(std::uint32_t partition) override { source_.release(partition); }

 private:
  flow::Source& source_;
  Trigger& trigger_;
};

// A sink whose third commit goes wrong, in the way of the fault.
class BreakingSink final : public flow::Sink {
 public:
  BreakingSink(flow::Sink& sink, Trigger& trigger) : sink_(sink), trigger_(trigger) {}
  flow::Transactions transactions() const override { return sink_.transactions(); }
  base::Result<std::unique_ptr<flow::SinkPartition>> open(std::uint32_t partition) override {
    SLIPWAY_ASSIGN(auto held, sink_.open(partition));
    return std::unique_ptr<flow::SinkPartition>(
        std::make_unique<Held>(*this, partition, std::move(held)));
  }

 private:
  class Held final : public flow::SinkPartition {
   public:
    Held(BreakingSink& sink, std::uint32_t partition, std::unique_ptr<flow::SinkPartition> held)
        : sink_(sink), partition_(partition), held_(std::move(held)) {}
    std::uint64_t position() const override { return held_->position(); }
    Status write(const flow::Delivery& d) override {
      // Between transactions: while one is open, another worker has to wait.
      if (!std::exchange(open_, true) && sink_.trigger_.pull(Fault::kFenced))
        SLIPWAY_TRY(sink_.sink_.open(partition_).status());
      return held_->write(d);
    }
    Status commit(std::uint64_t position) override {
      Trigger& trigger = sink_.trigger_;
      if (trigger.pull(Fault::kCommitFailsOnce)) return base::unavailable("BUSY", "not now");
      if (trigger.pull(Fault::kUnknownAndLost)) return {Code::kUnknown, "COMMIT_UNKNOWN"};
      open_ = false;
      const Status status = held_->commit(position);
      trigger.aborted += status.code() == Code::kAborted ? 1 : 0;
      if (trigger.pull(Fault::kUnknownButHappened)) return {Code::kUnknown, "COMMIT_UNKNOWN"};
      return status;
    }
    void abort() override { open_ = false, held_->abort(); }
    Status finish() override { return held_->finish(); }
    Status probe(const flow::Delivery& d) override { return held_->probe(d); }

   private:
    BreakingSink& sink_;
    const std::uint32_t partition_;
    const std::unique_ptr<flow::SinkPartition> held_;
    bool open_ = false;  // a transaction
  };
  flow::Sink& sink_;
  Trigger& trigger_;
};

inline const std::set<std::int64_t>& unfit_keys() {  // that the scorer refuses
  static const std::set<std::int64_t> kKeys = {50, 100, 299};
  return kKeys;
}

// One life of a pipeline.
class Worker {
 public:
  Worker(flow::Source& source, flow::Sink& sink, Graveyard& dead, FakeClock& clock,
         Trigger& trigger)
      : clock_(clock),
        trigger_(trigger),
        source_(source, trigger),
        sink_(sink, trigger),
        path_(provider_, clock, {}),
        pump_(source_, path_, sink_, dead, clock, {.commit_rows = 1}) {
    provider_.loaded[flow::version(1)] = std::make_shared<flow::ToyScorer>(1);
    provider_.loaded[flow::version(1)]->bad = unfit_keys();
    EXPECT_TRUE(path_.route({{flow::version(1), 1}}).ok());
  }

  // True once the source has ended, or, if it has no end, once `done`.
  bool run(int steps, const std::function<bool()>& done) {
    for (int i = 0; i < steps; ++i) {
      if (pump_.step() == flow::Pump::Step::kEnded) {
        EXPECT_TRUE(pump_.end().ok()) << pump_.end().text();
        return true;
      }
      if (done()) return pump_.drain(), true;
      if (pump_.stats().deliveries_committed >= 2) disturb();
      clock_.advance(std::chrono::milliseconds(10));
    }
    return false;
  }

 private:
  void disturb() {
    trigger_.left = std::min(trigger_.left, 1);
    if (trigger_.pull(Fault::kDrained)) pump_.drain();
    if (!trigger_.pull(Fault::kClockJumps)) return;
    clock_.jump_wall(std::chrono::hours(-24 * 30));
    clock_.advance(std::chrono::hours(1));
  }

  FakeClock& clock_;
  Trigger& trigger_;
  flow::ToyProvider provider_;
  BreakingSource source_;
  BreakingSink sink_;
  flow::Path path_;
  flow::Pump pump_;
};

// Lives of one pipeline until all is done: one, unless it crashes.
inline void live(Fault fault, FakeClock& clock, Graveyard& dead,
                 const std::function<std::unique_ptr<flow::Source>()>& open_source,
                 const std::function<std::unique_ptr<flow::Sink>()>& open_sink,
                 const std::function<bool()>& done) {
  Trigger trigger{fault};
  int lives = 0;
  for (bool all = false; !all; ++lives) {
    ASSERT_LT(lives, 1000);
    const std::unique_ptr<flow::Sink> sink = open_sink();
    const std::unique_ptr<flow::Source> source = open_source();
    Worker worker(*source, *sink, dead, clock, trigger);
    all = worker.run(fault == Fault::kCrashes ? 3 + lives : 20'000, done);
    ASSERT_TRUE(all || fault == Fault::kCrashes) << "it never came to its end";
  }
  if (fault == Fault::kCrashes) {
    EXPECT_GT(lives, 3);
  } else if (fault != Fault::kNone) {
    EXPECT_TRUE(trigger.fired);
    EXPECT_EQ(trigger.aborted, fault == Fault::kFenced ? 1 : 0);
  }
}

}  // namespace slipway::connect
