// The small parts of flow/: gather, sieve, router, back-off, guarantee.
#include <gtest/gtest.h>

#include "flow/fakes_test.h"
#include "flow/gather.h"
#include "flow/guarantee.h"
#include "flow/retry.h"
#include "flow/router.h"
#include "flow/sieve.h"

namespace slipway::flow {
namespace {

using data::Column;
using data::Kind;

std::shared_ptr<const Column> texts(std::initializer_list<const char*> values) {
  auto column = std::make_shared<Column>(data::Type{Kind::kString, {}});
  for (const char* value : values) column->append_string(value);
  return column;
}

data::SchemaPtr all_kinds() {
  return std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"b", {Kind::kBool, {}}},
                               {"s", {Kind::kString, {}}},
                               {"v", {Kind::kFloat32, {3}}},
                               {"t", {Kind::kTimestamp, {}}}});
}

data::Chunk rows_of_all_kinds(int count, const std::shared_ptr<const Column>& dictionary) {
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

void expect_row(const data::Chunk& chunk, std::int64_t at, int i) {
  EXPECT_EQ(chunk.column(0).view().boolean(at), i % 3 == 0);
  EXPECT_EQ(chunk.column(1).view().string(at), i % 2 == 0 ? "a" : "b");
  EXPECT_EQ(chunk.column(2).view().float32s()[3 * at + 2], static_cast<float>(10 * i + 2));
  EXPECT_EQ(chunk.column(3).view().valid(at), i % 4 != 0);
  if (i % 4 != 0) {
    EXPECT_EQ(chunk.column(3).view().int64s()[at], i);
  }
}

TEST(Gather, JoinsRunsOfEveryKindAndLayout) {
  const auto ab = texts({"a", "b"});
  const std::vector<std::pair<std::shared_ptr<const Column>, bool>> others = {
      {ab, true},                       // the same dictionary: stays coded
      {texts({"a", "b"}), true},        // an equal one too
      {texts({"a", "b", "c"}), false},  // another one: written out
      {nullptr, false}};                // plain text
  data::Chunk to(all_kinds());
  for (const auto& [dictionary, coded] : others) {
    const data::Chunk one = rows_of_all_kinds(9, ab), two = rows_of_all_kinds(9, dictionary);
    const std::vector<flow::Run> runs = {{&one, 3, 4}, {&two, 0, 1}, {&one, 8, 1}, {&two, 2, 0}};
    gather(runs, to);
    ASSERT_EQ(to.rows(), 6);
    EXPECT_EQ(to.column(1).dictionary() != nullptr, coded);
    int at = 0;
    for (const int row : {3, 4, 5, 6, 0, 8}) expect_row(to, at++, row);
  }
}

TEST(Gather, ColumnsWithoutAValueDontDecideTheLayout) {
  const data::Chunk coded = rows_of_all_kinds(2, texts({"a", "b"}));
  data::Chunk nulls(all_kinds()), to(all_kinds());
  for (std::size_t c = 0; c < nulls.width(); ++c) nulls.column(c).append_null();
  const std::vector<flow::Run> runs = {{&nulls, 0, 1}, {&coded, 0, 2}};
  gather(runs, to);
  EXPECT_NE(to.column(1).dictionary(), nullptr);
  EXPECT_FALSE(to.column(1).view().valid(0));
  EXPECT_EQ(to.column(1).view().string(2), "b");
}

TEST(Gather, CountsRowsOfChunksWithoutColumns) {
  data::Chunk none(std::make_shared<const data::Schema>()), to = none;
  none.set_rows(7);
  const std::vector<flow::Run> runs = {{&none, 0, 7}, {&none, 2, 3}};
  gather(runs, to);
  EXPECT_EQ(to.rows(), 10);
}

TEST(Gather, AdoptKeepsWhatFits) {
  data::Chunk chunk(all_kinds());
  const data::Schema* before = chunk.schema().get();
  adopt(chunk, all_kinds());
  EXPECT_EQ(chunk.schema().get(), before);
  adopt(chunk, toy_schema());
  EXPECT_EQ(chunk.schema(), toy_schema());
  data::Chunk empty;
  adopt(empty, toy_schema());
  EXPECT_EQ(empty.width(), 3u);
}

// Takes rows whose keys aren't refused, of which no two are equal.
class Picky final : public SinkPartition {
 public:
  std::uint64_t position() const override { return 0; }
  Status write(const Delivery& d) override {
    ++writes;
    if (away) return *away;
    std::set<std::int64_t> keys, failed;
    for (const auto& e : d.answer.errors) failed.insert(e.row);
    for (std::int64_t row = 0; row < d.rows.rows(); ++row) {
      if (failed.contains(row)) continue;
      const std::int64_t key = key_at(d.rows.view(), row);
      if (refuses.contains(key) || !keys.insert(key).second)
        return base::invalid_argument("CONSTRAINT", "no");
    }
    return {};
  }
  Status commit(std::uint64_t) override { return {}; }
  void abort() override { ++aborts; }
  std::set<std::int64_t> refuses;
  std::optional<Status> away;
  int writes = 0, aborts = 0;
};

void fill(Delivery& d, std::initializer_list<std::int64_t> keys) {
  d.rows = data::Chunk(toy_schema());
  for (const std::int64_t key : keys) add_row(d.rows, key, 1);
}

std::vector<std::int64_t> rows_in(const data::RowErrors& errors) {
  std::vector<std::int64_t> rows;
  for (const auto& e : errors) rows.push_back(e.row);
  return rows;
}

TEST(Sieve, FindsEachRowAndKeepsTheAnswer) {
  Delivery d;
  fill(d, {0, 1, 2, 3, 4, 5, 6, 7});
  d.answer.errors = {{2, base::internal("X", ""), {}, {}}};
  Picky sink;
  for (const std::set<std::int64_t>& refuses :
       {std::set<std::int64_t>{}, {5}, {0, 7}, {0, 1, 3, 4, 5, 6, 7}}) {
    sink.refuses = refuses;
    const auto refused = sieve(sink, d);
    ASSERT_TRUE(refused.ok());
    EXPECT_EQ(rows_in(*refused), std::vector<std::int64_t>(refuses.begin(), refuses.end()));
    EXPECT_EQ(rows_in(d.answer.errors), std::vector<std::int64_t>{2});
  }
  EXPECT_EQ(sink.writes, sink.aborts);
}

TEST(Sieve, CostsLogNProbes) {
  Delivery d;
  d.rows = data::Chunk(toy_schema());
  for (std::int64_t i = 0; i < 1024; ++i) add_row(d.rows, i, 1);
  Picky sink;
  sink.refuses = {777};
  ASSERT_EQ(sieve(sink, d)->size(), 1u);
  EXPECT_EQ(sink.writes, 1 + 2 * 10);
}

TEST(Sieve, OfTwoThatExcludeEachOtherTheLaterGoes) {
  Delivery d;
  fill(d, {4, 8, 15, 4, 16});
  Picky sink;
  EXPECT_EQ(rows_in(*sieve(sink, d)), std::vector<std::int64_t>{3});
}

TEST(Sieve, ATransientOrFencedProbeSaysNothingOfTheRows) {
  for (const Code code : {Code::kUnavailable, Code::kAborted}) {
    Delivery d;
    fill(d, {1, 2});
    Picky sink;
    sink.away = Status(code, "AWAY");
    EXPECT_STREQ(sieve(sink, d).status().reason(), "AWAY");
    EXPECT_TRUE(d.answer.errors.empty());
  }
}

TEST(Router, ACanaryThatGrowsOnlyGainsKeys) {
  const Router small = *Router::make({{version(2), 10}, {version(1), 90}});
  const Router large = *Router::make({{version(2), 30}, {version(1), 70}});
  int moved = 0;
  for (std::uint64_t key = 0; key < 10000; ++key) {
    if (small.slot_of(key) == 0) {
      ASSERT_EQ(large.slot_of(key), 0);
    }
    moved += small.slot_of(key) != large.slot_of(key) ? 1 : 0;
  }
  EXPECT_NEAR(moved, 2000, 200);
}

TEST(Router, KeysOfValuesIgnoreLayoutAndPlace) {
  const data::Chunk plain = rows_of_all_kinds(8, nullptr);
  const data::Chunk coded = rows_of_all_kinds(8, texts({"a", "b"}));
  for (std::size_t c = 0; c < 4; ++c)
    for (int i = 0; i < 8; ++i)
      EXPECT_EQ(key_of_value(plain.column(c).view(), i),
                key_of_value(coded.column(c).view().slice(i, 1), 0));
  EXPECT_NE(key_of_value(plain.column(1).view(), 0), key_of_value(plain.column(1).view(), 1));
  EXPECT_EQ(key_of_value(plain.column(3).view(), 0), key_of_value(plain.column(3).view(), 4));
}

TEST(Router, KeysOfPlacesAreThoseOfTheRowNotOfTheTry) {
  const Origin here{1, 2, 3, {}}, there{1, 5, 6, {}};
  EXPECT_EQ(key_of_place(here, 0), key_of_place(here, 0));
  EXPECT_NE(key_of_place(here, 0), key_of_place(here, 1));
  EXPECT_NE(key_of_place(here, 0), key_of_place(there, 0));
  const Origin first{0, 7, 8, "id"}, again{0, 9, 10, "id"};
  EXPECT_EQ(key_of_place(first, 0), key_of_place(again, 0));
}

TEST(Backoff, DoublesUpToItsMaximum) {
  const Backoff backoff{Duration(10), Duration(75)};
  EXPECT_EQ(backoff.after(1), Duration(10));
  EXPECT_EQ(backoff.after(2), Duration(20));
  EXPECT_EQ(backoff.after(4), Duration(75));
  EXPECT_EQ(backoff.after(2'000'000'000), Duration(75));
}

TEST(Guarantee, IsDecidedByTheWeakestHop) {
  Hop hop{"kafka", Position::kOffset, "postgres", Transactions::kWithPosition,
          std::chrono::hours(0)};
  EXPECT_EQ(guarantee(hop).promise, Promise::kOnceByPosition);
  EXPECT_EQ(guarantee(hop).weakest, "postgres");
  hop.source = "rabbitmq", hop.position = Position::kMessageId;
  EXPECT_EQ(guarantee(hop).promise, Promise::kAtLeastOnce);  // no window
  hop.seen_window = std::chrono::hours(24 * 7);
  EXPECT_EQ(guarantee(hop).promise, Promise::kOnceByMessageId);
  EXPECT_EQ(guarantee(hop).sentence,
            "effectively once by message id: rabbitmq may deliver a message again, and postgres "
            "passes over ids that it has committed in the last 7 days. Weakest hop: rabbitmq.");
  hop.position = Position::kNone;
  EXPECT_EQ(guarantee(hop).promise, Promise::kAtLeastOnce);
  EXPECT_EQ(guarantee(hop).weakest, "rabbitmq");
  hop.position = Position::kOffset, hop.transactions = Transactions::kNone;
  EXPECT_EQ(guarantee(hop).weakest, "postgres");
  EXPECT_NE(guarantee(hop).sentence.find("event_key"), std::string::npos);
}

}  // namespace
}  // namespace slipway::flow
