// Arrow's C data interface: what we hand out, and take back.
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "data/arrow_bridge.h"

namespace slipway::data {
namespace {

Chunk sample() {
  const auto schema =
      std::make_shared<const Schema>(std::vector<Field>{{"b", {Kind::kBool, {}}, {}},
                                                        {"i", {Kind::kInt64, {}}, {}},
                                                        {"f", {Kind::kFloat32, {}}, {}},
                                                        {"d", {Kind::kFloat64, {}}, {}},
                                                        {"s", {Kind::kString, {}}, {}},
                                                        {"t", {Kind::kTimestamp, {}}, {}},
                                                        {"v", {Kind::kFloat64, {2}}, {}}});
  Chunk chunk(schema);
  for (int row = 0; row < 11; ++row) {
    if (row == 3) {
      for (std::size_t i = 0; i < 6; ++i) chunk.column(i).append_null();
      continue;
    }
    chunk.column(0).append_bool(row % 2 == 0);
    chunk.column(1).append_int64(row - 5);
    chunk.column(2).append_float32(static_cast<float>(row) / 3);
    chunk.column(3).append_float64(row == 4 ? std::nan("") : row / 7.0);
    chunk.column(4).append_string(row == 5 ? "" : "K\xc3\xb8" + std::to_string(row));
    chunk.column(5).append_int64(1'000'000ll * row);
  }
  chunk.column(6).resize(11);
  for (int i = 0; i < 22; ++i) chunk.column(6).float64s()[i] = i / 3.0;
  chunk.column(6).set_null(3);
  return chunk;
}

void expect_equal(const Chunk& a, const Chunk& b) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(*a.schema(), *b.schema());
  for (std::size_t i = 0; i < a.width(); ++i) {
    const ColumnView x = a.column(i).view(), y = b.column(i).view();
    for (std::int64_t row = 0; row < a.rows(); ++row) {
      ASSERT_EQ(x.valid(row), y.valid(row)) << "column " << i << " row " << row;
      if (!x.valid(row)) continue;
      if (x.kind == Kind::kString)
        EXPECT_EQ(x.string(row), y.string(row));
      else if (x.kind == Kind::kBool)
        EXPECT_EQ(x.boolean(row), y.boolean(row));
      else if (x.kind == Kind::kFloat32)
        EXPECT_EQ(0, std::memcmp(x.float32s() + row, y.float32s() + row, 4));
      else
        EXPECT_EQ(0, std::memcmp(x.int64s() + row * x.width, y.int64s() + row * x.width,
                                 8 * static_cast<std::size_t>(x.width)));
    }
  }
}

TEST(ArrowExport, WhatGoesOutComesBackWithoutACopy) {
  const auto chunk = std::make_shared<const Chunk>(sample());
  ArrowSchema schema;
  ArrowArray array;
  ASSERT_TRUE(export_chunk(chunk, &schema, &array).ok());
  EXPECT_EQ(chunk.use_count(),
            10);  // the struct, seven columns, the elements of the vector, and ours
  {
    const auto back = import_chunk(&schema, &array);
    ASSERT_TRUE(back.ok()) << back.status().text();
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_EQ(array.release, nullptr);
    expect_equal(*chunk, *back);
    EXPECT_EQ(back->column(3).view().values, chunk->column(3).view().values);
  }
  EXPECT_EQ(chunk.use_count(), 1);  // everything was released
}

TEST(ArrowExport, CodedStringsKeepTheirDictionary) {
  auto words = std::make_shared<Column>(Type{Kind::kString, {}});
  words->append_string("a"), words->append_string("b");
  Chunk coded(std::make_shared<const Schema>(std::vector<Field>{{"s", {Kind::kString, {}}, {}}}));
  coded.column(0).set_dictionary(words);
  coded.column(0).append_code(1), coded.column(0).append_null(), coded.column(0).append_code(0);
  ArrowSchema schema;
  ArrowArray array;
  ASSERT_TRUE(export_chunk(std::make_shared<const Chunk>(coded), &schema, &array).ok());
  EXPECT_STREQ(schema.children[0]->format, "i");
  const auto back = import_chunk(&schema, &array);
  ASSERT_TRUE(back.ok()) << back.status().text();
  expect_equal(coded, *back);
}

TEST(ArrowExport, ChildrenMayOutliveTheStruct) {
  ArrowSchema schema;
  ArrowArray array;
  ASSERT_TRUE(export_chunk(std::make_shared<const Chunk>(sample()), &schema, &array).ok());
  ArrowArray moved = *array.children[1];
  array.children[1]->release = nullptr;
  schema.release(&schema);
  array.release(&array);
  EXPECT_EQ(static_cast<const std::int64_t*>(moved.buffers[1])[0], -5);
  moved.release(&moved);
}

}  // namespace
}  // namespace slipway::data
