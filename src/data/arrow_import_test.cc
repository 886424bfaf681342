// Arrow's C data interface: what foreign programs hand us.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "data/arrow_bridge.h"

namespace slipway::data {
namespace {

// A struct array of one hand-made column, as a foreign program would hand it over. Lives until
// released.
struct Foreign {
  Foreign(const char* format, std::int64_t length, std::vector<const void*> column_buffers,
          std::int64_t offset = 0)
      : buffers(std::move(column_buffers)) {
    child_schema.format = format, child_schema.name = "x";
    child_schema.release = [](ArrowSchema* s) { s->release = nullptr; };
    child.length = length, child.null_count = -1, child.offset = offset;
    child.n_buffers = static_cast<std::int64_t>(buffers.size()), child.buffers = buffers.data();
    child.release = [](ArrowArray* a) { a->release = nullptr; };
    schema.format = "+s", schema.n_children = 1, schema.children = &schema_children;
    schema.release = [](ArrowSchema* s) { s->release = nullptr; };
    array.length = length, array.n_buffers = 1, array.buffers = &no_buffer, array.n_children = 1,
    array.children = &array_children;
    array.private_data = &released;
    array.release = [](ArrowArray* a) {
      ++*static_cast<int*>(a->private_data), a->release = nullptr;
    };
  }
  base::Result<Chunk> import() { return import_chunk(&schema, &array); }

  std::vector<const void*> buffers;
  const void* no_buffer = nullptr;
  ArrowSchema child_schema{}, schema{};
  ArrowArray child{}, array{};
  ArrowSchema* schema_children = &child_schema;
  ArrowArray* array_children = &child;
  int released = 0;
};

TEST(ArrowImport, NarrowIntegersAndOffsets) {
  const std::int8_t bytes[] = {99, -1, 2, 3};
  const std::uint8_t validity = 0b1011;  // of the whole buffer: the third value is missing
  Foreign foreign("c", 3, {&validity, bytes}, 1);
  const auto chunk = foreign.import();
  ASSERT_TRUE(chunk.ok()) << chunk.status().text();
  const ColumnView view = chunk->column(0).view();
  EXPECT_EQ(view.int64s()[0], -1);
  EXPECT_FALSE(view.valid(1));
  EXPECT_EQ(view.int64s()[2], 3);
  EXPECT_EQ(foreign.released, 1);  // converted: nothing is borrowed
}

TEST(ArrowImport, BorrowedColumnsHoldTheForeignMemory) {
  const double values[] = {9, 1.5, 2.5};
  Foreign foreign("g", 2, {nullptr, values}, 1);
  {
    const auto chunk = foreign.import();
    ASSERT_TRUE(chunk.ok());
    EXPECT_EQ(chunk->column(0).view().float64s(), values + 1);
    EXPECT_EQ(foreign.released, 0);
  }
  EXPECT_EQ(foreign.released, 1);
}

TEST(ArrowImport, HalvesTimesAndDays) {
  const std::uint16_t halves[] = {0x3c00, 0xc000, 0x0001, 0x7c00,
                                  0x7e00};  // 1, -2, 2^-24, inf, nan
  Foreign half("e", 5, {nullptr, halves});
  const auto floats = half.import();
  ASSERT_TRUE(floats.ok());
  const float* f = floats->column(0).view().float32s();
  EXPECT_EQ(f[0], 1);
  EXPECT_EQ(f[1], -2);
  EXPECT_EQ(f[2], std::ldexp(1.0f, -24));
  EXPECT_EQ(f[3], std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(f[4]));

  const std::int64_t nanoseconds[] = {-1, 1'999};
  Foreign nano("tsn:", 2, {nullptr, nanoseconds});
  const auto times = nano.import();
  ASSERT_TRUE(times.ok());
  EXPECT_EQ(times->column(0).view().int64s()[0], -1);  // the microsecond it lies in
  EXPECT_EQ(times->column(0).view().int64s()[1], 1);

  const std::int32_t days[] = {-1};
  Foreign day("tdD", 1, {nullptr, days});
  const auto dates = day.import();
  ASSERT_TRUE(dates.ok());
  EXPECT_EQ(dates->column(0).view().int64s()[0], -86'400'000'000);
}

TEST(ArrowImport, RefusesByNameWhatItCannotHold) {
  const std::uint64_t great[] = {~0ull};
  const std::int64_t seconds[] = {std::numeric_limits<std::int64_t>::max()};
  const std::int32_t backwards[] = {0, 5, 2};
  struct Case {
    const char* format;
    std::vector<const void*> buffers;
    const char* reason;
  };
  for (const Case& c :
       {Case{"L", {nullptr, great}, "BAD_ARROW"}, Case{"tss:UTC", {nullptr, seconds}, "BAD_ARROW"},
        Case{"u", {nullptr, backwards, "abcdef"}, "BAD_ARROW"},
        Case{"g", {nullptr, nullptr}, "BAD_ARROW"}, Case{"d:10,2", {nullptr, great}, "BAD_TYPE"},
        Case{"z", {nullptr, backwards, "abc"}, "BAD_TYPE"}, Case{"+w:x", {nullptr}, "BAD_TYPE"}}) {
    Foreign foreign(c.format, c.format[0] == 'u' ? 2 : 1, c.buffers);
    const auto chunk = foreign.import();
    ASSERT_FALSE(chunk.ok()) << c.format;
    EXPECT_STREQ(chunk.status().reason(), c.reason) << c.format;
    EXPECT_EQ(chunk.status().place(), "column \"x\"");
    EXPECT_EQ(foreign.released, 1) << "taken over, so released";
  }
}

TEST(ArrowImport, RefusesColumnsOfUnequalLength) {
  const double values[] = {1};
  Foreign foreign("g", 1, {nullptr, values});
  foreign.array.length = 2;
  const auto chunk = foreign.import();
  ASSERT_FALSE(chunk.ok());
  EXPECT_STREQ(chunk.status().reason(), "BAD_ARROW");
}

}  // namespace
}  // namespace slipway::data
