// One file of records: reading from any position within any limits, and where a walk stops.
#include "queue/segment.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "testing/fault_env.h"

namespace slipway::queue {
namespace {

using testing::FaultEnv;

class SegmentTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kBase = 1000;

  // Records of growing payloads; ends_[i] is where record i ends.
  void fill(int records, std::size_t payload = 10) {
    std::string bytes = segment_header(kBase);
    for (int i = 0; i < records; ++i) {
      const std::string text(payload + static_cast<std::size_t>(i % 7), 'a');
      const std::size_t begin = bytes.size();
      EXPECT_TRUE(encode_record({.payload = text}, 1, bytes).ok());
      seal_record(bytes.data() + begin, kBase + static_cast<std::uint64_t>(i));
      ends_.push_back(bytes.size());
    }
    replace(bytes);
  }
  void replace(const std::string& bytes) {
    bytes_ = bytes;
    segment_.reset();
    auto file = *env_.open("s", base::Open::kWrite);
    EXPECT_TRUE(file->truncate(0).ok() && file->write(0, bytes).ok());
    segment_ = std::make_unique<Segment>(kBase, std::move(file), 1 << 20);
  }
  std::vector<std::uint64_t> read(std::uint64_t position, const ReadLimits& limits,
                                  Cursor& cursor) {
    Batch batch;
    const base::Status status = segment_->read(position, bytes_.size(), limits, cursor, batch);
    EXPECT_TRUE(status.ok()) << status.text();
    std::vector<std::uint64_t> positions;
    for (const Record& record : batch.records) positions.push_back(record.position);
    return positions;
  }

  FaultEnv env_{1};
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::unique_ptr<Segment> segment_;
};

TEST(SegmentName, IsTheBaseInTwentyDigits) {
  EXPECT_EQ(segment_name(0), "00000000000000000000.seg");
  EXPECT_EQ(segment_name(~0ull), "18446744073709551615.seg");
  for (const std::uint64_t base : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}})
    EXPECT_EQ(segment_base(segment_name(base)), base);
  for (const char* other :
       {"", "1.seg", "00000000000000000000.sex", "0000000000000000000x.seg",
        "99999999999999999999.seg", "-0000000000000000001.seg", "+0000000000000000001.seg",
        " 0000000000000000001.seg", "000000000000000000000.seg", "00000000000000000000.seg.new"})
    EXPECT_EQ(segment_base(other), std::nullopt) << other;
}

TEST_F(SegmentTest, ReadsBeginAnywhereAndGoOn) {
  fill(50);
  for (std::uint64_t begin = 0; begin < 50; ++begin) {
    Cursor cursor;  // of nowhere: found anew
    std::uint64_t next = kBase + begin;
    while (next < kBase + 50) {
      const auto got = read(next, {3, 100}, cursor);
      ASSERT_FALSE(got.empty());
      ASSERT_LE(got.size(), 3u);
      for (const std::uint64_t position : got) ASSERT_EQ(position, next++);
    }
    EXPECT_TRUE(read(next, {3, 100}, cursor).empty());
  }
}

TEST_F(SegmentTest, ACursorMayBeMovedOrComeFromElsewhere) {
  fill(50);
  Cursor cursor;
  EXPECT_EQ(read(kBase + 40, {1, 1}, cursor), std::vector<std::uint64_t>{kBase + 40});
  EXPECT_EQ(read(kBase + 2, {1, 1}, cursor), std::vector<std::uint64_t>{kBase + 2});  // back
  cursor = {7, kBase + 4, 31};  // of another segment
  EXPECT_EQ(read(kBase + 4, {1, 1}, cursor), std::vector<std::uint64_t>{kBase + 4});
}

TEST_F(SegmentTest, ARecordLargerThanTheLimitIsReadAlone) {
  fill(5, 5000);
  Cursor cursor;
  EXPECT_EQ(read(kBase, {10, 1}, cursor), std::vector<std::uint64_t>{kBase});
  EXPECT_EQ(read(kBase + 1, {10, 11'000}, cursor),
            (std::vector<std::uint64_t>{kBase + 1, kBase + 2}));
}

TEST_F(SegmentTest, AWalkStopsAtTheFirstThatIsNoRecord) {
  fill(10);
  const std::string whole = bytes_;
  for (std::size_t cut = kSegmentHeaderBytes; cut <= whole.size(); ++cut) {
    replace(whole.substr(0, cut));
    std::uint64_t seen = 0;
    const auto walk =
        segment_->walk(cut, [&](const Record& r) { ASSERT_EQ(r.position, kBase + seen++); });
    ASSERT_TRUE(walk.ok());
    const auto records = static_cast<std::uint64_t>(
        std::ranges::count_if(ends_, [cut](std::size_t end) { return end <= cut; }));
    ASSERT_EQ(walk->records, records) << cut;
    ASSERT_EQ(seen, records);
    ASSERT_EQ(walk->good_bytes, records == 0 ? kSegmentHeaderBytes : ends_[records - 1]) << cut;
  }
}

// What lies before the end that was asked for has been acknowledged: it must be whole.
TEST_F(SegmentTest, DamageIsNamedByItsByte) {
  fill(10);
  const std::string whole = bytes_;
  for (std::size_t at = kSegmentHeaderBytes; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 1);
    replace(broken);
    const auto record =
        static_cast<std::size_t>(std::ranges::upper_bound(ends_, at) - ends_.begin());
    const std::size_t begin = record == 0 ? kSegmentHeaderBytes : ends_[record - 1];
    Cursor cursor;
    Batch batch;
    const base::Status status = segment_->read(kBase, whole.size(), {}, cursor, batch);
    ASSERT_STREQ(status.reason(), "QUEUE_CORRUPT") << at;
    ASSERT_EQ(status.text(), "s: an acknowledged record at byte " + std::to_string(begin) +
                                 " is damaged (QUEUE_CORRUPT); restore the file from a copy; the "
                                 "disk may be failing")
        << at;
  }
}

TEST_F(SegmentTest, AFileThatBecameShorterIsDamaged) {
  fill(10);
  const std::string whole = bytes_;
  for (const std::size_t cut : {ends_[0], ends_[4] + 3, whole.size() - 1}) {
    replace(whole.substr(0, cut));
    Cursor cursor;
    Batch batch;
    base::Status status;
    std::uint64_t next = kBase;
    while (status.ok() && next < kBase + 10) {
      status = segment_->read(next, whole.size(), {}, cursor, batch);
      next += batch.records.size();
      ASSERT_FALSE(status.ok() && batch.records.empty()) << cut;
    }
    EXPECT_STREQ(status.reason(), "QUEUE_CORRUPT") << cut;
  }
}

}  // namespace
}  // namespace slipway::queue
