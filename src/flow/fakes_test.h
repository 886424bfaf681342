// Fakes for the tests of flow/: a scorer, a source, a sink and a dead letter that fail on request.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flow/pump.h"
#include "testing/fake_clock.h"

namespace slipway::flow {

using base::Code;
using base::Duration;
using base::Status;
using ::slipway::testing::FakeClock;

inline const score::Version* version(std::size_t number) {
  static const std::array<score::Version, 4> kVersions = {
      {{"toy", "0"}, {"toy", "1"}, {"toy", "2"}, {"toy", "3"}}};
  return &kVersions[number];
}

inline double expected(double x, std::size_t number) {
  return x * 0.1 + static_cast<double>(number) / 3.0;
}
inline std::string expected_label(double x) { return x < 10 ? "low" : "high"; }

inline const data::SchemaPtr& toy_schema() {
  static const data::SchemaPtr kSchema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"key", {data::Kind::kInt64, {}}},
                               {"x", {data::Kind::kFloat64, {}}},
                               {"note", {data::Kind::kString, {}}}});
  return kSchema;
}

inline void add_row(data::Chunk& rows, std::int64_t key, double x) {
  rows.column(0).append_int64(key);
  rows.column(1).append_float64(x);
  key % 5 == 0 ? rows.column(2).append_null() : rows.column(2).append_string(std::to_string(key));
}
inline std::int64_t key_at(const data::ChunkView& rows, std::int64_t row) {
  return rows.column(0).int64s()[row];
}
inline double x_at(const Delivery& d, std::int64_t row) {
  return d.rows.column(1).view().float64s()[row];
}
inline double prediction_at(const Delivery& d, std::int64_t row) {
  return d.answer.predictions.column(0).view().float64s()[row];
}

inline std::shared_ptr<const data::Column> texts(std::initializer_list<const char*> values) {
  auto column = std::make_shared<data::Column>(data::Type{data::Kind::kString, {}});
  for (const char* value : values) column->append_string(value);
  return column;
}

inline data::SchemaPtr all_kinds() {
  return std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"b", {data::Kind::kBool, {}}},
                               {"s", {data::Kind::kString, {}}},
                               {"v", {data::Kind::kFloat32, {3}}},
                               {"t", {data::Kind::kTimestamp, {}}}});
}

inline data::Chunk rows_of_all_kinds(int count,
                                     const std::shared_ptr<const data::Column>& dictionary) {
  data::Chunk chunk(all_kinds());
  if (dictionary != nullptr) chunk.column(1).set_dictionary(dictionary);
  chunk.column(2).resize(count);
  for (int i = 0; i < count; ++i) {
    chunk.column(0).append_bool(i % 3 == 0);
    if (dictionary != nullptr) chunk.column(1).append_code(i % 2);
    if (dictionary == nullptr) chunk.column(1).append_string(i % 2 == 0 ? "a" : "b");
    for (int k = 0; k < 3; ++k)
      chunk.column(2).float32s()[3 * i + k] = static_cast<float>(10 * i + k);
    i % 4 == 0 ? chunk.column(3).append_null() : chunk.column(3).append_int64(i);
  }
  return chunk;
}

// Refuses single rows (`bad`), whole calls that hold a row of `poison`, or calls while `down`. Its
// labels are coded; version 2 codes them in another order than the others.
class ToyScorer final : public score::Scorer {
 public:
  explicit ToyScorer(std::size_t number, std::uint32_t cost_us = 1)
      : number_(number), cost_us_(cost_us) {
    auto labels = std::make_shared<data::Column>(data::Type{data::Kind::kString, {}});
    labels->append_string(number == 2 ? "high" : "low");
    labels->append_string(number == 2 ? "low" : "high");
    labels_ = labels;
    schema_ = std::make_shared<const data::Schema>(std::vector<data::Field>{
        {"predict", {data::Kind::kFloat64, {}}}, {"label", {data::Kind::kString, {}}}});
  }
  const score::Version* version() const override { return flow::version(number_); }
  const data::SchemaPtr& output_schema() const override { return schema_; }
  std::uint32_t estimate_us(std::int64_t) const override { return cost_us_; }

  Status score(const data::ChunkView& in, data::Chunk& out,
               data::RowErrors& errors) const override {
    ++calls;
    if (hook) hook(in);
    if (down > 0 && down-- > 0) return base::unavailable("DOWN", "the model is away");
    out.clear();
    out.column(0).resize(in.rows);
    if (out.column(1).dictionary() != labels_) out.column(1).set_dictionary(labels_);
    out.column(1).resize(in.rows);
    const data::ColumnView xs = in.column(1);
    for (std::int64_t i = 0; i < in.rows; ++i) {
      const std::int64_t key = key_at(in, i);
      if (poison.contains(key)) return base::internal("POISON", "the call failed");
      if (bad.contains(key))
        errors.push_back({i, base::invalid_argument("BAD_ROW", "bad"), {}, {}});
      const double x = xs.float64s()[i];
      out.column(0).float64s()[i] = expected(x, number_);
      out.column(1).codes()[i] = (x < 10) == (number_ == 2) ? 1 : 0;
      if (check_notes && xs.valid(i)) check(in, i, key);
    }
    return {};
  }

  std::set<std::int64_t> poison, bad;
  std::function<void(const data::ChunkView&)> hook;
  bool check_notes = false;
  mutable std::atomic<int> calls{0}, down{0}, wrong_notes{0};

  void replace_outputs(std::vector<data::Field> fields) {
    schema_ = std::make_shared<const data::Schema>(std::move(fields));
  }

 private:
  void check(const data::ChunkView& in, std::int64_t i, std::int64_t key) const {
    const data::ColumnView notes = in.column(2);
    const bool right = key % 5 == 0 ? !notes.valid(i) : notes.string(i) == std::to_string(key);
    wrong_notes += right ? 0 : 1;
  }
  const std::size_t number_;
  const std::uint32_t cost_us_;
  std::shared_ptr<const data::Column> labels_;
  data::SchemaPtr schema_;
};

class ToyProvider final : public score::ScorerProvider {
 public:
  base::Result<std::shared_ptr<const score::Scorer>> pin(
      const score::Version* version, const data::SchemaPtr& schema,
      const std::vector<std::string>&) const override {
    ++pins;
    const auto it = loaded.find(version);
    if (it == loaded.end()) return base::unavailable("VERSION_NOT_LOADED", "not loaded");
    if (schema->index("x") == data::Schema::kMissing)
      return base::invalid_argument("MISSING_COLUMN", "no column x");
    return std::shared_ptr<const score::Scorer>(it->second);
  }
  // Not changed while pinned from.
  std::map<const score::Version*, std::shared_ptr<ToyScorer>> loaded;
  mutable std::atomic<int> pins{0};
};

// Thrown by fakes at a crash point: the test throws everything but the durable state away.
struct Crash {};
using Fault = std::function<Status(const char* point)>;  // may fail or throw Crash

inline Status no_fault(const char*) { return {}; }

// What survives a crash.
struct Durable {
  struct PartitionState {
    std::uint64_t position = 0, epoch = 0;
  };
  std::map<std::uint32_t, PartitionState> partitions;
  std::map<std::int64_t, std::pair<double, const score::Version*>> rows;  // by key
  std::set<std::string> seen;                                             // message ids
  std::set<std::int64_t> dead;
  int written_twice = 0, transactions = 0;
};

class FakeSink final : public Sink, public DeadLetter {
 public:
  FakeSink(Durable& durable, Fault fault) : durable_(durable), fault_(std::move(fault)) {}
  std::set<std::int64_t> refuses;  // keys
  bool probes = true;              // false: finds out at commit only
  int probed = 0, puts = 0;

  Transactions transactions() const override { return Transactions::kWithPosition; }
  base::Result<std::unique_ptr<SinkPartition>> open(std::uint32_t partition) override {
    SLIPWAY_TRY(fault_("open"));
    return std::unique_ptr<SinkPartition>(std::make_unique<Held>(*this, partition));
  }
  Status put(const Delivery& d, std::int64_t row, const Status&) override {
    SLIPWAY_TRY(fault_("before dead letter"));
    ++puts;
    durable_.dead.insert(key_at(d.rows.view(), row));
    return fault_("after dead letter");
  }

 private:
  class Held final : public SinkPartition {
   public:
    Held(FakeSink& sink, std::uint32_t partition)
        : sink_(sink),
          state_(sink.durable_.partitions[partition]),
          epoch_(++state_.epoch),
          position_(state_.position) {}
    std::uint64_t position() const override { return position_; }

    Status write(const Delivery& d) override {
      const std::string& id = d.origin.message_id;
      if (!id.empty() && (sink_.durable_.seen.contains(id) || !ids_.insert(id).second)) return {};
      std::set<std::int64_t> failed;
      for (const data::RowError& e : d.answer.errors) failed.insert(e.row);
      for (std::int64_t row = 0; row < d.rows.rows(); ++row) {
        if (failed.contains(row)) continue;
        const std::int64_t key = key_at(d.rows.view(), row);
        refused_ = refused_ || sink_.refuses.contains(key);
        open_.push_back(
            {key, {prediction_at(d, row), d.answer.versions[static_cast<std::size_t>(row)]}});
      }
      return sink_.fault_("after write");
    }
    Status commit(std::uint64_t position) override {
      ++sink_.durable_.transactions;
      SLIPWAY_TRY(sink_.fault_("before commit"));
      if (state_.epoch != epoch_) return {Code::kAborted, "STALE_EPOCH"};
      if (refused_) return base::invalid_argument("CONSTRAINT", "a row is refused");
      const Status lost_before = sink_.fault_("commit lost before");
      if (!lost_before.ok()) return {Code::kUnknown, "COMMIT_UNKNOWN"};
      for (const auto& row : open_)
        sink_.durable_.written_twice += sink_.durable_.rows.insert(row).second ? 0 : 1;
      sink_.durable_.seen.merge(ids_);
      state_.position = position;
      abort();
      const Status lost_after = sink_.fault_("after commit");
      return lost_after.ok() ? Status() : Status(Code::kUnknown, "COMMIT_UNKNOWN");
    }
    void abort() override { open_.clear(), ids_.clear(), refused_ = false; }
    Status probe(const Delivery& d) override {
      ++sink_.probed;
      SLIPWAY_TRY(write(d));
      const bool refused = refused_ && sink_.probes;
      abort();
      return refused ? base::invalid_argument("CONSTRAINT", "a row is refused") : Status();
    }

   private:
    FakeSink& sink_;
    Durable::PartitionState& state_;
    const std::uint64_t epoch_, position_;
    std::vector<std::pair<std::int64_t, std::pair<double, const score::Version*>>> open_;
    std::set<std::string> ids_;
    bool refused_ = false;
  };
  Durable& durable_;
  Fault fault_;
};

// `partitions` × `rows` rows with keys partition * 1000000 + position, in Deliveries of 1 to
// `per_delivery` rows; hands out its script of events first, then Deliveries in turn.
class FakeSource final : public Source {
 public:
  FakeSource(std::uint32_t partitions, std::uint64_t rows, std::uint64_t per_delivery, Fault fault)
      : partitions_(partitions),
        rows_(rows),
        per_delivery_(per_delivery),
        fault_(std::move(fault)) {}
  static std::int64_t key(std::uint32_t partition, std::uint64_t position) {
    return static_cast<std::int64_t>(partition * 1000000ull + position);
  }
  Position position_kind() const override { return Position::kOffset; }
  const data::SchemaPtr& schema() const override { return toy_schema(); }
  Status connect() override {
    SLIPWAY_TRY(fault_("connect"));
    for (std::uint32_t p = 0; p < partitions_; ++p) script.push_back({Pull::kAssigned, p});
    return {};
  }
  Event next(Delivery& into) override {
    if (!script.empty()) {
      const Event e = script.front();
      script.pop_front();
      return e;
    }
    if (!fault_("next").ok()) return {Pull::kDisconnected};
    for (std::uint32_t tried = 0; tried < partitions_; ++tried) {
      const std::uint32_t p = turn_++ % partitions_;
      if (!at.contains(p) || at[p] == rows_) continue;
      fill(into, p);
      return {Pull::kDelivery};
    }
    for (std::uint32_t p = 0; p < partitions_; ++p)
      if (!at.contains(p)) return script.push_back({Pull::kAssigned, p}), Event{Pull::kIdle};
    return {Pull::kEnd};
  }
  void seek(std::uint32_t partition, std::uint64_t position) override { at[partition] = position; }
  void ack(const Origin& o) override {
    (void)fault_("before ack");
    acked_twice += acked.insert({o.partition, o.position}).second ? 0 : 1;
  }
  void release(std::uint32_t partition) override {
    at.erase(partition), released.insert(partition);
  }

  std::deque<Event> script;
  std::map<std::uint32_t, std::uint64_t> at;  // assigned partition ─▶ next position
  std::set<std::pair<std::uint32_t, std::uint64_t>> acked;
  std::set<std::uint32_t> released;
  std::set<std::int64_t> undecodable;  // keys
  int acked_twice = 0;

 private:
  void fill(Delivery& into, std::uint32_t p) {
    const std::uint64_t n = std::min(rows_ - at[p], 1 + (at[p] * 7 + p) % per_delivery_);
    into.origin = {p, at[p], at[p] + n, {}};
    into.rows = data::Chunk(toy_schema());
    for (; at[p] < into.origin.next; ++at[p]) {
      if (undecodable.contains(key(p, at[p])))
        into.rejected.push_back({into.rows.rows(), base::invalid_argument("BAD_JSON", ""), {}, {}});
      add_row(into.rows, key(p, at[p]), static_cast<double>(at[p]) * 1.7);
    }
  }
  const std::uint32_t partitions_;
  const std::uint64_t rows_, per_delivery_;
  Fault fault_;
  std::uint32_t turn_ = 0;
};

}  // namespace slipway::flow
