// One column of every kind: values, missing ones, ranges, and memory that is somebody else's.
#include "data/column.h"

#include <limits>

#include <gtest/gtest.h>

namespace slipway::data {
namespace {

constexpr Kind kKinds[] = {Kind::kBool,    Kind::kInt64,  Kind::kFloat32,
                           Kind::kFloat64, Kind::kString, Kind::kTimestamp};

void append(Column& column, std::int64_t i) {
  switch (column.type().kind) {
    case Kind::kBool:
      return column.append_bool(i % 3 == 0);
    case Kind::kFloat32:
      return column.append_float32(static_cast<float>(i) / 2);
    case Kind::kFloat64:
      return column.append_float64(static_cast<double>(i) / 2);
    case Kind::kString:
      return column.append_string(std::string(static_cast<std::size_t>(i % 5), 'x'));
    default:
      return column.append_int64(i - 7);
  }
}

void expect(const ColumnView& view, std::int64_t at, std::int64_t i) {
  ASSERT_TRUE(view.valid(at)) << at;
  const double half = static_cast<double>(i) / 2;
  if (view.kind == Kind::kBool) {
    EXPECT_EQ(view.boolean(at), i % 3 == 0);
  } else if (view.kind == Kind::kFloat32) {
    EXPECT_EQ(view.float32s()[at], static_cast<float>(half));
  } else if (view.kind == Kind::kFloat64) {
    EXPECT_EQ(view.float64s()[at], half);
  } else if (view.kind == Kind::kString) {
    EXPECT_EQ(view.string(at), std::string(static_cast<std::size_t>(i % 5), 'x'));
  } else {
    EXPECT_EQ(view.int64s()[at], i - 7);
  }
}

class ColumnOf : public ::testing::TestWithParam<Kind> {
 protected:
  // Every eighth row is missing, from the `first_null`-th on: validity begins late.
  Column many(std::int64_t rows, std::int64_t first_null = 3) const {
    Column column({GetParam(), {}});
    for (std::int64_t i = 0; i < rows; ++i)
      i >= first_null&& i % 8 == 3 ? column.append_null() : append(column, i);
    return column;
  }
  static void expect_many(const ColumnView& view, std::int64_t first, std::int64_t first_null = 3) {
    for (std::int64_t at = 0; at < view.length; ++at) {
      const std::int64_t i = first + at;
      if (i < first_null || i % 8 != 3) {
        expect(view, at, i);
      } else {
        EXPECT_FALSE(view.valid(at)) << at;
      }
    }
  }
};

TEST_P(ColumnOf, WhatIsAppendedIsThere) {
  for (const std::int64_t first_null : {3, 11, 1000}) {
    const Column column = many(100, first_null);
    EXPECT_EQ(column.size(), 100);
    EXPECT_EQ(column.null_count(), first_null == 3 ? 13 : first_null == 11 ? 12 : 0);
    expect_many(column.view(), 0, first_null);
  }
}

TEST_P(ColumnOf, ARangeCountsFromItsFirstRow) {
  const Column column = many(100);
  for (const std::int64_t begin : {0, 1, 3, 7, 8, 63, 99, 100})
    for (const std::int64_t count : {0, 1, 30}) {
      if (begin + count > 100) continue;
      expect_many(column.view(begin, count), begin);
      expect_many(column.view().slice(begin / 2, 50).slice(begin - begin / 2, count), begin);
    }
}

TEST_P(ColumnOf, RowsAreAppendedFromAnyRangeToAnyPlace) {
  const Column from = many(100);
  for (const std::int64_t before : {0, 1, 5, 8})
    for (const std::int64_t begin : {0, 1, 3, 60}) {
      Column to({GetParam(), {}});
      for (std::int64_t i = 0; i < before; ++i) append(to, i);
      to.append_rows(from.view(begin / 2, 100 - begin / 2), begin - begin / 2, 20);
      to.append_row(from.view(), 50);
      ASSERT_EQ(to.size(), before + 21);
      for (std::int64_t i = 0; i < before; ++i) expect(to.view(), i, i);
      expect_many(to.view(before, 20), begin);
      expect_many(to.view(before + 20, 1), 50);
    }
}

TEST_P(ColumnOf, ClearingLeavesNothingOfWhatWasThere) {
  Column column = many(50);
  column.clear();
  EXPECT_EQ(column.size(), 0);
  EXPECT_EQ(column.null_count(), 0);
  for (std::int64_t i = 0; i < 50; ++i) append(column, i);
  EXPECT_EQ(column.view().validity, nullptr);
  expect_many(column.view(), 0, 1000);
}

TEST_P(ColumnOf, ACopyIsItsOwn) {
  Column column = many(20);
  const Column copy = column;
  Column assigned({GetParam(), {}});
  assigned = column;
  column.clear();
  expect_many(copy.view(), 0);
  expect_many(assigned.view(), 0);
  const Column moved = std::move(assigned);
  expect_many(moved.view(), 0);
}

TEST_P(ColumnOf, BorrowedMemoryLivesAsLongAsAnyOfItsColumns) {
  auto owner = std::make_shared<const Column>(many(100));
  const std::weak_ptr<const Column> alive = owner;
  {
    const Column borrowed = Column::borrow(owner->type(), owner->view(30, 40), owner);
    owner.reset();
    EXPECT_TRUE(borrowed.borrowed());
    EXPECT_EQ(borrowed.size(), 40);
    EXPECT_EQ(borrowed.null_count(), 5);
    expect_many(borrowed.view(), 30);
    const Column copy = borrowed;
    expect_many(copy.view(5, 10), 35);
    EXPECT_FALSE(alive.expired());
  }
  EXPECT_TRUE(alive.expired());
}

INSTANTIATE_TEST_SUITE_P(Kinds, ColumnOf, ::testing::ValuesIn(kKinds),
                         [](const auto& info) { return std::string(kind_name(info.param)); });

TEST(Column, VectorsAreWrittenInPlace) {
  Column column({Kind::kFloat32, {2}});
  column.resize(3);
  for (int i = 0; i < 6; ++i) column.float32s()[i] = static_cast<float>(i);
  column.set_null(1);
  column.set_null(1);
  EXPECT_EQ(column.null_count(), 1);
  EXPECT_EQ(column.view().width, 2);
  const ColumnView last = column.view(2, 1);
  EXPECT_TRUE(last.valid(0));
  EXPECT_EQ(last.float32s()[0], 4);
  EXPECT_EQ(last.float32s()[1], 5);
  Column other({Kind::kFloat32, {2}});
  other.append_null();
  other.append_rows(column.view(), 1, 2);
  EXPECT_EQ(other.size(), 3);
  EXPECT_EQ(other.null_count(), 2);
  EXPECT_EQ(other.view().float32s()[5], 5);
}

TEST(Column, ResizingForgets) {
  Column column({Kind::kInt64, {}});
  column.append_int64(7), column.append_null();
  column.resize(3);
  EXPECT_EQ(column.size(), 3);
  EXPECT_EQ(column.null_count(), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(column.view().int64s()[i], 0);
  Column bits({Kind::kBool, {}});
  bits.resize(9);
  bits.set_bool(8, true), bits.set_bool(0, true), bits.set_bool(0, false);
  EXPECT_TRUE(bits.view().boolean(8));
  EXPECT_FALSE(bits.view().boolean(0));
}

std::shared_ptr<const Column> dictionary() {
  auto texts = std::make_shared<Column>(Type{Kind::kString, {}});
  for (const char* text : {"low", "", "high"}) texts->append_string(text);
  return texts;
}

TEST(Column, CodesReadAsTheirTexts) {
  Column column({Kind::kString, {}});
  column.set_dictionary(dictionary());
  column.append_code(2), column.append_null(), column.append_code(1);
  EXPECT_EQ(column.view().string(0), "high");
  EXPECT_EQ(column.view().string(1), "");
  EXPECT_FALSE(column.view().valid(1));
  EXPECT_EQ(column.view(2, 1).string(0), "");
  EXPECT_TRUE(column.view(2, 1).valid(0));
  // Into a plain column as texts, into a coded one as codes; a copy has its own view of both.
  Column plain({Kind::kString, {}}), coded({Kind::kString, {}});
  coded.set_dictionary(dictionary());
  plain.append_rows(column.view(), 0, 3), coded.append_rows(column.view(), 0, 3);
  const Column copy = coded;
  coded.clear();
  for (const Column* each : {&std::as_const(plain), &copy}) {
    EXPECT_EQ(each->view().string(0), "high");
    EXPECT_EQ(each->null_count(), 1);
  }
  EXPECT_EQ(copy.view().codes()[0], 2);
}

TEST(Column, BytesAreThoseInUse) {
  Column column({Kind::kFloat64, {}});
  EXPECT_EQ(column.bytes(), 0u);
  for (int i = 0; i < 10; ++i) column.append_float64(i);
  EXPECT_EQ(column.bytes(), 80u);
  column.append_null();
  EXPECT_EQ(column.bytes(), 90u);  // and a bit a row
  Column texts({Kind::kString, {}});
  texts.append_string("abc");
  EXPECT_EQ(texts.bytes(), 3u + 2 * sizeof(std::int32_t));
}

}  // namespace
}  // namespace slipway::data
