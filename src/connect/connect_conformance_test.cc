// What every source and every sink promises, through the real pump and path, under every fault. A
// kind without a rig here fails by its name: a new member adds its own, a few lines.
#include <fmt/format.h>

#include "codec/codec.h"
#include "connect/conformance_test.h"
#include "sql/sqlite.h"

namespace slipway::connect {
namespace {

// ---- sources ----

class SourceRig {
 public:
  virtual ~SourceRig() = default;
  // Makes these JSON objects the source's rows, and says where each is.
  virtual std::vector<Place> put(const std::vector<std::string>& rows) = 0;
  // As a new process opens it: whatever was opened before is gone.
  virtual std::unique_ptr<flow::Source> open(const SourceContext& context) = 0;
  virtual bool ends() const = 0;
  // Settings of a place that does not exist, and what is said of it.
  virtual std::unique_ptr<flow::Source> open_missing(const SourceContext& context) = 0;
  virtual std::pair<std::string, std::string> missing() const = 0;  // reason, place

 protected:
  static std::unique_ptr<flow::Source> made(const char* kind, const base::Value& settings,
                                            const SourceContext& context) {
    auto source = make_source(kind, settings, context);
    EXPECT_TRUE(source.ok()) << source.status().text();
    return *std::move(source);
  }
};

class FileSourceRig final : public SourceRig {
 public:
  std::vector<Place> put(const std::vector<std::string>& rows) override {
    std::string text;
    std::vector<Place> places;
    for (const std::string& row : rows) {
      places.emplace_back(0, places.size());
      text += row + "\n";
    }
    write_text(folder_ / "in.jsonl", text);
    return places;
  }
  std::unique_ptr<flow::Source> open(const SourceContext& context) override {
    return made("file", settings({{"path", folder_ / "in.jsonl"}}), context);
  }
  bool ends() const override { return true; }
  std::unique_ptr<flow::Source> open_missing(const SourceContext& context) override {
    return made("file", settings({{"path", folder_ / "not_there.jsonl"}}), context);
  }
  std::pair<std::string, std::string> missing() const override {
    return {"NO_FILE", folder_ / "not_there.jsonl"};
  }

 private:
  TestFolder folder_;
};

class QueueSourceRig final : public SourceRig {
 public:
  std::vector<Place> put(const std::vector<std::string>& rows) override {
    queue::Queues queues(base::posix_env(), clock_, folder_.path());
    EXPECT_TRUE(queues.create("in", {.partitions = 3}).ok());
    std::vector<queue::Message> messages;
    for (const std::string& row : rows) messages.push_back({.payload = row});
    std::vector<queue::Place> published;
    EXPECT_TRUE((*queues.open("in"))->publish(messages, published).ok());
    std::vector<Place> places;
    for (const queue::Place& place : published)
      places.emplace_back(place.partition, place.position);
    return places;
  }
  std::unique_ptr<flow::Source> open(const SourceContext& context) override {
    return open_named("in", context);
  }
  bool ends() const override { return false; }
  std::unique_ptr<flow::Source> open_missing(const SourceContext& context) override {
    return open_named("not_there", context);
  }
  std::pair<std::string, std::string> missing() const override { return {"NO_QUEUE", "not_there"}; }

 private:
  std::unique_ptr<flow::Source> open_named(const char* name, SourceContext context) {
    queues_.reset();
    queues_ = std::make_unique<queue::Queues>(base::posix_env(), clock_, folder_.path());
    context.queues = queues_.get();
    return made("queue", settings({{"name", name}, {"batch_rows", "70"}, {"poll", "0ms"}}),
                context);
  }
  TestFolder folder_;
  FakeClock clock_;
  std::unique_ptr<queue::Queues> queues_;
};

std::unique_ptr<SourceRig> source_rig(const std::string& name) {
  if (name == "file") return std::make_unique<FileSourceRig>();
  if (name == "queue") return std::make_unique<QueueSourceRig>();
  return nullptr;
}

SourceContext source_context(const FakeClock& clock) {
  SourceContext context;
  context.pipeline = "p";
  context.wanted = {{"key", {data::Kind::kInt64, {}}, {}}, {"x", {data::Kind::kFloat64, {}}, {}}};
  context.keep = {"note"};
  context.clock = &clock;
  return context;
}

class EverySource : public ::testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EverySource,
                         ::testing::Combine(::testing::ValuesIn(sources().names()),
                                            ::testing::Range(0, 9)),
                         name_of);

TEST_P(EverySource, GivesEachRowOnceInOrderWhateverHappens) {
  const auto& [name, fault] = GetParam();
  const auto rig = source_rig(name);
  ASSERT_NE(rig, nullptr) << "source " << name << " has no rig in this test";
  constexpr std::int64_t kRows = 9000;  // of a file: five Chunks
  const std::set<std::int64_t> broken = {5, 2047, 2048, kRows - 1};
  std::vector<std::string> rows;
  for (std::int64_t i = 0; i < kRows; ++i)
    rows.push_back(broken.contains(i)
                       ? "{\"key\":1"
                       : fmt::format("{{\"key\":{},\"x\":{}.5,\"note\":\"n\"}}", i, i));
  const std::vector<Place> places = rig->put(rows);

  std::map<std::uint32_t, std::vector<std::pair<std::int64_t, double>>> expected;
  std::map<std::uint32_t, std::uint64_t> ends;
  std::map<Place, std::string> expected_dead;
  for (std::int64_t i = 0; i < kRows; ++i) {
    const Place place = places[static_cast<std::size_t>(i)];
    EXPECT_EQ(place.second, ends[place.first]++);
    if (broken.contains(i)) {
      expected_dead[place] = "BAD_JSON";
    } else if (unfit_keys().contains(i)) {
      expected_dead[place] = "BAD_ROW";
    } else {
      expected[place.first].emplace_back(i, flow::expected(static_cast<double>(i) + 0.5, 1));
    }
  }

  FakeClock clock;
  Graveyard dead;
  Table table;
  const auto all_committed = [&] {
    std::uint64_t committed = 0;
    for (const auto& [id, partition] : table.partitions) committed += partition.position;
    return !rig->ends() && committed == kRows;
  };
  live(
      static_cast<Fault>(fault), clock, dead, [&] { return rig->open(source_context(clock)); },
      [&] { return std::make_unique<MemorySink>(table); }, all_committed);

  EXPECT_EQ(dead.letters, expected_dead);
  EXPECT_EQ(table.partitions.size(), expected.size());
  for (const auto& [id, partition] : table.partitions) {
    EXPECT_EQ(partition.position, ends[id]);
    EXPECT_TRUE(partition.rows == expected[id]) << "partition " << id;
  }
}

class EverySourceKind : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EverySourceKind, ::testing::ValuesIn(sources().names()),
                         [](const auto& info) { return info.param; });

TEST_P(EverySourceKind, NamesThePlaceThatDoesNotExist) {
  const auto rig = source_rig(GetParam());
  ASSERT_NE(rig, nullptr);
  FakeClock clock;
  const auto source = rig->open_missing(source_context(clock));
  const auto [why, place] = rig->missing();
  const Status status = source->connect();
  EXPECT_EQ(status.reason(), why);
  EXPECT_NE(status.text().find(place), std::string::npos) << status.text();
}

// ---- sinks ----

class SinkRig {
 public:
  virtual ~SinkRig() = default;
  virtual std::unique_ptr<flow::Sink> open(const SinkContext& context) = 0;
  virtual std::uint32_t partitions() const = 0;  // that one run may write
  virtual bool has_epochs() const = 0;
  // What was written, in this order: key and prediction.
  virtual std::vector<std::pair<std::int64_t, double>> read() = 0;
  virtual std::vector<std::string> files() const = 0;       // that are there now
  virtual std::vector<std::string> files_left() const = 0;  // that are there in the end
  // Settings of a place that does not exist, and what must be named of it.
  virtual base::Value missing_settings() const = 0;
  virtual std::string missing() const = 0;

 protected:
  static std::unique_ptr<flow::Sink> made(const char* kind, const base::Value& settings,
                                          const SinkContext& context) {
    auto sink = make_sink(kind, settings, context);
    EXPECT_TRUE(sink.ok()) << sink.status().text();
    return *std::move(sink);
  }
};

class FileSinkRig final : public SinkRig {
 public:
  std::unique_ptr<flow::Sink> open(const SinkContext& context) override {
    return made("file", settings({{"path", folder_ / "out.jsonl"}}), context);
  }
  std::uint32_t partitions() const override { return 1; }
  bool has_epochs() const override { return false; }
  std::vector<std::pair<std::int64_t, double>> read() override {
    std::vector<std::pair<std::int64_t, double>> rows;
    auto decoder = (*codec::codecs().find("jsonl"))
                       ->decoder(base::memory_stream(read_text(folder_ / "out.jsonl")),
                                 {.wanted = {{"key", {data::Kind::kInt64, {}}, {}},
                                             {"predict", {data::Kind::kFloat64, {}}, {}}}});
    EXPECT_TRUE(decoder.ok()) << decoder.status().text();
    data::Chunk chunk((*decoder)->schema());
    data::RowErrors errors;
    while (*(*decoder)->next(chunk, errors)) {
      EXPECT_TRUE(errors.empty());
      for (std::int64_t i = 0; i < chunk.rows(); ++i)
        rows.emplace_back(chunk.column(0).int64s()[i], chunk.column(1).float64s()[i]);
    }
    return rows;
  }
  std::vector<std::string> files() const override { return folder_.names(); }
  std::vector<std::string> files_left() const override { return {"out.jsonl"}; }
  base::Value missing_settings() const override {
    return settings({{"path", missing() + "/out.jsonl"}});
  }
  std::string missing() const override { return folder_ / "not_there"; }

 private:
  TestFolder folder_;
};

class SqliteSinkRig final : public SinkRig {
 public:
  std::unique_ptr<flow::Sink> open(const SinkContext& context) override {
    return made("sqlite", settings({{"path", folder_ / "out.db"}}), context);
  }
  std::uint32_t partitions() const override { return 3; }
  bool has_epochs() const override { return true; }
  std::vector<std::pair<std::int64_t, double>> read() override {
    std::vector<std::pair<std::int64_t, double>> rows;
    auto db = sql::Database::open(folder_ / "out.db");
    auto select = db->prepare("select key, predict from scores order by rowid");
    EXPECT_TRUE(select.ok()) << select.status().text();
    while (*select->step()) rows.emplace_back(select->integer(0), select->number(1));
    return rows;
  }
  std::vector<std::string> files() const override { return folder_.names(); }
  std::vector<std::string> files_left() const override { return {"out.db"}; }
  base::Value missing_settings() const override {
    return settings({{"path", missing() + "/out.db"}});
  }
  std::string missing() const override { return folder_ / "not_there"; }

 private:
  TestFolder folder_;
};

std::unique_ptr<SinkRig> sink_rig(const std::string& name) {
  if (name == "file") return std::make_unique<FileSinkRig>();
  if (name == "sqlite") return std::make_unique<SqliteSinkRig>();
  return nullptr;
}

SinkContext sink_context(const FakeClock& clock) {
  SinkContext context;
  context.pipeline = "p";
  context.clock = &clock;
  return context;
}

class EverySink : public ::testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EverySink,
                         ::testing::Combine(::testing::ValuesIn(sinks().names()),
                                            ::testing::Range(0, 9)),
                         name_of);

TEST_P(EverySink, HoldsEachRowOnceInOrderWhateverHappens) {
  const auto& [name, number] = GetParam();
  const auto fault = static_cast<Fault>(number);
  const auto rig = sink_rig(name);
  ASSERT_NE(rig, nullptr) << "sink " << name << " has no rig in this test";
  if (fault == Fault::kFenced && !rig->has_epochs()) return;  // one run has all of it
  constexpr std::uint64_t kRows = 120;
  const std::set<std::int64_t> broken = {7, 119};
  FakeClock clock;
  Graveyard dead;
  const auto open_source = [&] {
    auto source = std::make_unique<flow::FakeSource>(rig->partitions(), kRows, 5, flow::no_fault);
    source->undecodable = broken;
    return source;
  };
  live(
      fault, clock, dead, open_source, [&] { return rig->open(sink_context(clock)); },
      [] { return false; });

  const std::map<Place, std::string> expected_dead = {
      {{0, 7}, "BAD_JSON"}, {{0, 50}, "BAD_ROW"}, {{0, 100}, "BAD_ROW"}, {{0, 119}, "BAD_JSON"}};
  EXPECT_EQ(dead.letters, expected_dead);
  std::map<std::uint32_t, std::vector<std::pair<std::int64_t, double>>> expected, written;
  for (std::uint32_t p = 0; p < rig->partitions(); ++p)
    for (std::uint64_t i = 0; i < kRows; ++i)
      if (!expected_dead.contains({p, i}))
        expected[p].emplace_back(flow::FakeSource::key(p, i),
                                 flow::expected(static_cast<double>(i) * 1.7, 1));
  for (const auto& row : rig->read())
    written[static_cast<std::uint32_t>(row.first / 1'000'000)].push_back(row);
  EXPECT_EQ(written, expected);
  EXPECT_EQ(rig->files(), rig->files_left());
}

class EverySinkKind : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EverySinkKind, ::testing::ValuesIn(sinks().names()),
                         [](const auto& info) { return info.param; });

TEST_P(EverySinkKind, NamesThePlaceThatDoesNotExist) {
  const auto rig = sink_rig(GetParam());
  ASSERT_NE(rig, nullptr);
  FakeClock clock;
  // At the start, when it is made: the pump would open it again and again.
  const auto made = make_sink(GetParam(), rig->missing_settings(), sink_context(clock));
  EXPECT_EQ(reason(made.status()), "NO_FOLDER");
  EXPECT_NE(made.status().text().find(rig->missing()), std::string::npos) << made.status().text();
}

// ---- settings ----

// Each member of `kinds` with all its fields set right, then one of them wrong.
template <class Kinds, class Make>
void refuses_bad_settings(Kinds& kinds, const std::string& name, Make make) {
  const auto found = kinds.find(name);
  ASSERT_TRUE(found.ok());
  base::Value::Map right;
  for (const base::Field& field : (*found)->fields())
    right.emplace_back(
        field.name,
        base::Value(std::string(field.default_text == nullptr ? "x.jsonl" : field.default_text)));
  ASSERT_TRUE(make(name, base::Value(right)).ok())
      << make(name, base::Value(right)).status().text();
  for (const base::Field& field : (*found)->fields()) {
    base::Value::Map misspelt = right, wrong = right, without;
    for (auto& [key, value] : misspelt)
      if (key == field.name) key += "_";
    for (auto& [key, value] : wrong)
      if (key == field.name) value = base::Value(base::Value::Map(), "slipway.yaml:7:3");
    const Status unknown = make(name, base::Value(misspelt)).status();
    EXPECT_EQ(reason(unknown), "UNKNOWN_KEY");
    EXPECT_EQ(unknown.remedy(), fmt::format("did you mean \"{}\"?", field.name));
    const Status bad = make(name, base::Value(wrong)).status();
    EXPECT_EQ(reason(bad), "BAD_VALUE");
    EXPECT_EQ(bad.place(), "slipway.yaml:7:3");
    EXPECT_NE(bad.message().find(field.name), std::string::npos) << bad.text();
    for (const auto& [key, value] : right)
      if (key != field.name) without.emplace_back(key, value);
    EXPECT_EQ(reason(make(name, base::Value(without)).status()),
              field.default_text == nullptr ? "MISSING_KEY" : "");
  }
}

TEST_P(EverySourceKind, RefusesSettingsThatItDoesNotKnow) {
  FakeClock clock;
  refuses_bad_settings(sources(), GetParam(), [&](const auto& name, const base::Value& value) {
    return make_source(name, value, source_context(clock));
  });
}

TEST_P(EverySinkKind, RefusesSettingsThatItDoesNotKnow) {
  FakeClock clock;
  refuses_bad_settings(sinks(), GetParam(), [&](const auto& name, const base::Value& value) {
    return make_sink(name, value, sink_context(clock));
  });
}

}  // namespace
}  // namespace slipway::connect
