#include "data/chunk.h"

#include <gtest/gtest.h>

namespace slipway::data {
namespace {

SchemaPtr schema() {
  return std::make_shared<const Schema>(
      std::vector<Field>{{"x", {Kind::kFloat64, {}}, {}}, {"s", {Kind::kString, {}}, {}}});
}

Chunk rows(int count) {
  Chunk chunk(schema());
  for (int i = 0; i < count; ++i) {
    chunk.column(0).append_float64(i);
    i % 2 == 0 ? chunk.column(1).append_null() : chunk.column(1).append_string(std::to_string(i));
  }
  return chunk;
}

TEST(Chunk, HasTheColumnsOfItsSchema) {
  const Chunk chunk(schema());
  EXPECT_EQ(chunk.width(), 2u);
  EXPECT_EQ(chunk.rows(), 0);
  EXPECT_EQ(chunk.column(1).type().kind, Kind::kString);
  EXPECT_EQ(Chunk().rows(), 0);
  EXPECT_EQ(Chunk().width(), 0u);
}

TEST(Chunk, AViewOfAViewCountsFromItsFirstRow) {
  const Chunk chunk = rows(10);
  const ChunkView view = chunk.view(2, 6).slice(3, 2);
  EXPECT_EQ(view.rows, 2);
  EXPECT_EQ(view.column(0).float64s()[0], 5);
  EXPECT_EQ(view.column(1).string(0), "5");
  EXPECT_FALSE(view.column(1).valid(1));
  EXPECT_EQ(&view.schema(), chunk.schema().get());
}

TEST(Chunk, RowsAreAppendedWhole) {
  const Chunk from = rows(10);
  Chunk to(from.schema());
  to.append(from.view(4, 6), 1), to.append(from.view(), 0);
  ASSERT_EQ(to.rows(), 2);
  EXPECT_EQ(to.column(0).view().float64s()[0], 5);
  EXPECT_EQ(to.column(1).view().string(0), "5");
  EXPECT_FALSE(to.column(1).view().valid(1));
}

TEST(Chunk, ClearingKeepsTheColumns) {
  Chunk chunk = rows(10);
  EXPECT_GT(chunk.bytes(), 80u);
  chunk.clear();
  EXPECT_EQ(chunk.rows(), 0);
  EXPECT_EQ(chunk.width(), 2u);
  EXPECT_EQ(chunk.column(0).size(), 0);
}

// A model may take nothing: rows are counted all the same.
TEST(Chunk, WithoutColumnsItIsTold) {
  Chunk chunk(std::make_shared<const Schema>());
  chunk.set_rows(3);
  EXPECT_EQ(chunk.rows(), 3);
  EXPECT_EQ(chunk.view().rows, 3);
  Chunk to(chunk.schema());
  to.append(chunk.view(), 0);
  EXPECT_EQ(to.rows(), 1);
  to.clear();
  EXPECT_EQ(to.rows(), 0);
}

}  // namespace
}  // namespace slipway::data
