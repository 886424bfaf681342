#include "queue/record.h"

#include <gtest/gtest.h>

namespace slipway::queue {
namespace {

constexpr std::uint64_t kMax = 1 << 20;

std::string sealed(const Message& message, std::uint64_t position) {
  std::string bytes;
  EXPECT_TRUE(encode_record(message, 1234, bytes).ok());
  seal_record(bytes.data(), position);
  return bytes;
}

TEST(Record, EverythingComesBack) {
  const Header headers[] = {{"traceparent", "00-ab"}, {"empty", ""}};
  const std::string bytes = sealed({"payload", "key", headers, "web-1", 42}, 7);
  EXPECT_EQ(record_bytes(bytes.data()), bytes.size());
  Record record;
  std::vector<Header> found;
  const std::string followed = bytes + "more";  // outlives the views in `record`
  const Parsed parsed = parse_record(followed, 7, kMax, record, found);
  ASSERT_EQ(parsed.kind, Parse::kRecord);
  EXPECT_EQ(parsed.bytes, bytes.size());
  EXPECT_EQ(record.position, 7u);
  EXPECT_EQ(record.time_us, 1234);
  EXPECT_EQ(record.payload, "payload");
  EXPECT_EQ(record.key, "key");
  EXPECT_EQ(record.producer, "web-1");
  EXPECT_EQ(record.sequence, 42u);
  ASSERT_EQ(record.headers_count, 2u);
  EXPECT_EQ(found[0].name, "traceparent");
  EXPECT_EQ(found[0].value, "00-ab");
  EXPECT_EQ(found[1].name, "empty");
  EXPECT_EQ(found[1].value, "");
}

TEST(Record, AnEmptyKeyIsNotNoKey) {
  Record record;
  std::vector<Header> headers;
  parse_record(sealed({.payload = "", .key = ""}, 0), 0, kMax, record, headers);
  EXPECT_TRUE(record.key.has_value());
  parse_record(sealed({.payload = ""}, 0), 0, kMax, record, headers);
  EXPECT_FALSE(record.key.has_value());
}

TEST(Record, EveryShorterPartIsShort) {
  const std::string bytes = sealed({.payload = "payload", .key = "k"}, 3);
  Record record;
  std::vector<Header> headers;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const Parsed parsed = parse_record(bytes.substr(0, n), 3, kMax, record, headers);
    EXPECT_EQ(parsed.kind, Parse::kShort) << n;
    EXPECT_EQ(parsed.bytes, n < kRecordPrefixBytes ? kRecordPrefixBytes : bytes.size());
  }
}

TEST(Record, EveryFlippedBitIsFound) {
  const Header header{"a", "b"};
  const std::string bytes = sealed({"payload", "key", {&header, 1}, "p", 1}, 3);
  Record record;
  std::vector<Header> headers;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string bad = bytes;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(parse_record(bad, 3, kMax, record, headers).kind, Parse::kRecord) << bit;
  }
}

TEST(Record, BelongsToItsPosition) {
  const std::string bytes = sealed({.payload = "x"}, 3);
  Record record;
  std::vector<Header> headers;
  EXPECT_EQ(parse_record(bytes, 4, kMax, record, headers).kind, Parse::kBad);
  EXPECT_EQ(parse_record(bytes, 3, 10, record, headers).kind, Parse::kBad);  // longer than allowed
}

TEST(Record, LimitsOfHeaders) {
  std::string bytes;
  const std::vector<Header> many(kHeadersMax + 1);
  EXPECT_STREQ(encode_record({.payload = "", .headers = many}, 0, bytes).reason(),
               "MESSAGE_HEADERS");
  const std::string large(kTextsBytesMax + 1, 'x');
  EXPECT_STREQ(encode_record({.payload = "", .key = large}, 0, bytes).reason(), "MESSAGE_HEADERS");
  EXPECT_TRUE(bytes.empty());
}

TEST(Record, SegmentHeaders) {
  EXPECT_EQ(segment_header(5).size(), kSegmentHeaderBytes);
  EXPECT_TRUE(is_segment_header(segment_header(5) + "…", 5));
  EXPECT_FALSE(is_segment_header(segment_header(5), 6));
  EXPECT_FALSE(is_segment_header("SLPQ", 5));
}

}  // namespace
}  // namespace slipway::queue
