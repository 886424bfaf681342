#include "flow/sieve.h"

#include <optional>

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

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

TEST(Sieve, AnAnswerWithoutRowsAsksNothing) {
  Delivery d;
  fill(d, {1});
  d.answer.errors = {{0, base::internal("X", ""), {}, {}}};
  Picky sink;
  EXPECT_TRUE(sieve(sink, d)->empty());
  EXPECT_EQ(sink.writes, 0);
}

TEST(Sieve, SaysOfEachRowWhatTheSinkSaid) {
  Delivery d;
  fill(d, {1, 2});
  Picky sink;
  sink.refuses = {2};
  const auto refused = sieve(sink, d);
  ASSERT_EQ(refused->size(), 1u);
  EXPECT_STREQ((*refused)[0].status.reason(), "CONSTRAINT");
}

TEST(Merged, IsSortedByRow) {
  const auto at = [](std::initializer_list<std::int64_t> rows) {
    data::RowErrors errors;
    for (const std::int64_t row : rows) errors.push_back({row, base::internal("X", ""), {}, {}});
    return errors;
  };
  EXPECT_EQ(rows_in(merged(at({1, 5}), at({0, 3, 9}))), (std::vector<std::int64_t>{0, 1, 3, 5, 9}));
  EXPECT_EQ(rows_in(merged(at({}), at({2}))), std::vector<std::int64_t>{2});
}

}  // namespace
}  // namespace slipway::flow
