// One log: groups of records, what a crash leaves of the last of them, and new segments.
#include "queue/partition.h"

#include <gtest/gtest.h>

#include "testing/fault_env.h"

namespace slipway::queue {
namespace {

using base::Status;
using testing::FaultEnv;

class PartitionTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(env_.make_folders("p").ok()); }
  Status open() {
    partition_.reset();
    auto opened = Partition::open(env_, "p", options_);
    if (!opened.ok()) return opened.status();
    partition_ = *std::move(opened);
    return {};
  }
  // One group of these payloads; positions, or nothing if it was refused.
  std::vector<std::uint64_t> add(const std::vector<std::string>& payloads,
                                 std::string_view producer = {}, std::uint64_t sequence = 0) {
    std::string bytes;
    std::vector<Partition::Incoming> records;
    for (const std::string& payload : payloads) {
      const std::size_t begin = bytes.size();
      EXPECT_TRUE(encode_record({.payload = payload, .producer = producer, .sequence = sequence},
                                now_us_, bytes)
                      .ok());
      records.push_back({begin, bytes.size() - begin, producer, sequence});
    }
    const auto ticket = partition_->add(bytes, records, now_us_);
    status_ = ticket.ok() ? partition_->await(*ticket) : ticket.status();
    std::vector<std::uint64_t> positions;
    if (status_.ok())
      for (const auto& record : records)
        if (!record.repeated) positions.push_back(record.position);
    return positions;
  }
  std::vector<std::string> read_all(std::uint64_t position = 0) {
    std::vector<std::string> payloads;
    Cursor cursor;
    Batch batch;
    for (;;) {
      status_ = partition_->read(position, {}, cursor, batch);
      if (!status_.ok() || batch.records.empty()) return payloads;
      for (const Record& record : batch.records) {
        EXPECT_EQ(record.position, position++);
        payloads.emplace_back(record.payload);
      }
    }
  }
  std::string segment() { return "p/" + env_.list("p")->back(); }

  FaultEnv env_{1};
  std::int64_t now_us_ = 1;
  PartitionOptions options_{.segment_bytes = 1 << 20,
                            .record_bytes_max = 1 << 16,
                            .bytes_max = 1 << 24,
                            .retain_bytes = 0,
                            .retain_us = 0};
  std::unique_ptr<Partition> partition_;
  Status status_;
};

using Payloads = std::vector<std::string>;
using Positions = std::vector<std::uint64_t>;

TEST_F(PartitionTest, AGroupGetsConsecutivePositions) {
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(partition_->begin(), 0u);
  EXPECT_EQ(partition_->end(), 0u);
  EXPECT_EQ(add({"a", "b"}), (Positions{0, 1}));
  EXPECT_EQ(add({}), Positions{});
  EXPECT_EQ(add({"c"}), Positions{2});
  EXPECT_EQ(partition_->end(), 3u);
  EXPECT_EQ(read_all(), (Payloads{"a", "b", "c"}));
  EXPECT_EQ(read_all(2), Payloads{"c"});
  EXPECT_EQ(read_all(3), Payloads{});
  EXPECT_EQ(read_all(1000), Payloads{});
  EXPECT_TRUE(status_.ok());
}

TEST_F(PartitionTest, NothingIsShownBeforeItIsDurable) {
  ASSERT_TRUE(open().ok());
  std::string bytes;
  ASSERT_TRUE(encode_record({.payload = "a"}, 1, bytes).ok());
  Partition::Incoming record{0, bytes.size(), {}, 0};
  const auto ticket = partition_->add(bytes, std::span(&record, 1), 1);
  ASSERT_TRUE(ticket.ok());
  EXPECT_EQ(partition_->end(), 0u);
  EXPECT_EQ(read_all(), Payloads{});
  ASSERT_TRUE(partition_->await(*ticket).ok());
  EXPECT_EQ(read_all(), Payloads{"a"});
}

// Nobody was told that the last record is there: what a crash left of it is cut off, wherever it
// was torn, and the next takes its place.
TEST_F(PartitionTest, AnEndTornAtEveryByteIsCutOff) {
  ASSERT_TRUE(open().ok());
  add({"first", "second"});
  const std::size_t good = base::read_file(env_, segment(), 1 << 20)->size();
  add({"the last record"});
  const std::string whole = *base::read_file(env_, segment(), 1 << 20);
  for (std::size_t cut = good; cut < whole.size(); ++cut)
    for (const bool zeros : {false, true}) {  // the file may have grown before its bytes came
      partition_.reset();
      std::string torn = whole.substr(0, cut);
      if (zeros) torn.resize(whole.size() + 100);
      auto file = *env_.open(segment(), base::Open::kWrite);
      ASSERT_TRUE(file->truncate(0).ok() && file->write(0, torn).ok());
      file.reset();
      ASSERT_TRUE(open().ok()) << cut;
      ASSERT_EQ(partition_->end(), 2u) << cut;
      ASSERT_EQ(add({"another"}), Positions{2});
      ASSERT_TRUE(open().ok());
      ASSERT_EQ(read_all(), (Payloads{"first", "second", "another"})) << cut;
    }
}

TEST_F(PartitionTest, OfATornGroupTheWholeRecordsStay) {
  ASSERT_TRUE(open().ok());
  add({"one", "two", "three"});
  partition_.reset();
  auto file = *env_.open(segment(), base::Open::kWrite);
  ASSERT_TRUE(file->truncate(*file->size() - 1).ok());
  file.reset();
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(read_all(), (Payloads{"one", "two"}));
}

TEST_F(PartitionTest, ASegmentThatWasOnlyBegunIsBegunAnew) {
  options_.segment_bytes = 1;  // one group a segment
  ASSERT_TRUE(open().ok());
  add({"a"}), add({"b"});
  for (std::size_t bytes = 0; bytes < kSegmentHeaderBytes; ++bytes) {
    partition_.reset();
    auto file = *env_.open("p/" + segment_name(2), base::Open::kWrite);
    ASSERT_TRUE(file->truncate(0).ok());
    ASSERT_TRUE(file->write(0, segment_header(2).substr(0, bytes)).ok());
    file.reset();
    ASSERT_TRUE(open().ok()) << bytes;
    ASSERT_EQ(read_all(), (Payloads{"a", "b"}));
  }
  EXPECT_EQ(add({"c"}), Positions{2});
  EXPECT_EQ(read_all(), (Payloads{"a", "b", "c"}));
}

TEST_F(PartitionTest, AFullSegmentIsFollowedByTheNext) {
  options_.segment_bytes = 200;
  ASSERT_TRUE(open().ok());
  Payloads all;
  for (int i = 0; i < 40; ++i) {
    all.push_back(std::string(static_cast<std::size_t>(i), 'x'));
    EXPECT_EQ(add({all.back()}), Positions{static_cast<std::uint64_t>(i)});
  }
  const auto names = *env_.list("p");
  EXPECT_GT(names.size(), 5u);
  for (const std::string& name : names)  // overshot by one group at most
    EXPECT_LT(base::read_file(env_, "p/" + name, 1 << 20)->size(), 300u) << name;
  for (std::uint64_t from = 0; from <= 40; ++from)  // across every border
    EXPECT_EQ(read_all(from), Payloads(all.begin() + static_cast<std::ptrdiff_t>(from), all.end()));
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(read_all(), all);
}

TEST_F(PartitionTest, OneReadEndsWithItsSegment) {
  options_.segment_bytes = 1;
  ASSERT_TRUE(open().ok());
  add({"a", "b"}), add({"c"});
  Cursor cursor;
  Batch batch;
  ASSERT_TRUE(partition_->read(0, {}, cursor, batch).ok());
  EXPECT_EQ(batch.records.size(), 2u);
  ASSERT_TRUE(partition_->read(2, {}, cursor, batch).ok());
  EXPECT_EQ(batch.records.size(), 1u);
}

TEST_F(PartitionTest, WhatHasBeenDeletedIsOutOfRange) {
  options_.segment_bytes = 1;
  ASSERT_TRUE(open().ok());
  add({"a"}), add({"b"}), add({"c"});
  EXPECT_FALSE(partition_->can_trim(0));
  EXPECT_TRUE(partition_->can_trim(1));
  ASSERT_TRUE(partition_->trim(2, now_us_).ok());
  EXPECT_EQ(partition_->begin(), 2u);
  EXPECT_EQ(read_all(2), Payloads{"c"});
  (void)read_all(1);
  EXPECT_EQ(status_.text(), "p: position 1 has been deleted, the oldest is 2 (TRIMMED)");
  EXPECT_EQ(status_.code(), base::Code::kOutOfRange);
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(partition_->begin(), 2u);
  EXPECT_EQ(add({"d"}), Positions{3});
  ASSERT_TRUE(partition_->trim(4, now_us_).ok());  // the last segment stays
  EXPECT_EQ(read_all(3), Payloads{"d"});
}

TEST_F(PartitionTest, AFullPartitionTakesNothingOfAGroup) {
  options_.bytes_max = 200;
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(add({"a"}), Positions{0});
  EXPECT_EQ(add({"b", std::string(200, 'x')}), Positions{});
  EXPECT_STREQ(status_.reason(), "QUEUE_FULL");
  EXPECT_EQ(add({"c"}), Positions{1});
  EXPECT_EQ(read_all(), (Payloads{"a", "c"}));
}

TEST_F(PartitionTest, AGroupThatCouldNotBeWrittenIsNotThere) {
  ASSERT_TRUE(open().ok());
  add({"a"});
  env_.fail_write_at(1);
  EXPECT_EQ(add({"b"}, "me", 1), Positions{});
  EXPECT_STREQ(status_.reason(), "IO");
  EXPECT_EQ(add({"b"}, "me", 1), Positions{1});  // its sequence is no repeat
  EXPECT_EQ(add({"b"}, "me", 1), Positions{});   // now it is
  EXPECT_TRUE(status_.ok());
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(add({"b"}, "me", 1), Positions{});
  EXPECT_EQ(read_all(), (Payloads{"a", "b"}));
}

TEST_F(PartitionTest, ForeignFilesInTheFolderAreLeftAlone) {
  ASSERT_TRUE(base::replace_file(env_, "p/notes.txt", "mine").ok());
  ASSERT_TRUE(base::replace_file(env_, "p/1.seg", "mine").ok());
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(add({"a"}), Positions{0});
  ASSERT_TRUE(open().ok());
  EXPECT_EQ(*base::read_file(env_, "p/1.seg", 100), "mine");
}

}  // namespace
}  // namespace slipway::queue
