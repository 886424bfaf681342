#include "flow/gather.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

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
  const std::vector<std::pair<std::shared_ptr<const data::Column>, bool>> others = {
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

TEST(Gather, AdoptReplacesWhatIsBorrowed) {
  const data::Chunk own = rows_of_all_kinds(3, nullptr);
  const std::shared_ptr<const int> owner = std::make_shared<int>(0);
  std::vector<data::Column> columns;
  for (std::size_t c = 0; c < own.width(); ++c)
    columns.push_back(data::Column::borrow(own.column(c).type(), own.column(c).view(), owner));
  data::Chunk chunk(own.schema(), std::move(columns));
  adopt(chunk, own.schema());  // what is not ours must not be overwritten
  EXPECT_EQ(chunk.rows(), 0);
  EXPECT_FALSE(chunk.column(0).borrowed());
}

}  // namespace
}  // namespace slipway::flow
