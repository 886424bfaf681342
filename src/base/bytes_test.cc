#include "base/bytes.h"

#include <limits>

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();

TEST(Bytes, AReaderReadsFewerOnlyAtTheEnd) {
  const auto reader = memory_reader("hello", "greeting");
  EXPECT_EQ(reader->size(), 5u);
  EXPECT_EQ(reader->name(), "greeting");
  const auto read = [&](std::uint64_t offset, std::uint64_t count) {
    std::string into = "what was there before";
    EXPECT_TRUE(reader->read(offset, count, into).ok());
    return into;
  };
  EXPECT_EQ(read(0, 5), "hello");
  EXPECT_EQ(read(1, 3), "ell");
  EXPECT_EQ(read(3, 9), "lo");
  EXPECT_EQ(read(5, 1), "");
  EXPECT_EQ(read(2, 0), "");
  EXPECT_EQ(read(kMax, kMax), "");
}

TEST(Bytes, AStreamAppendsAndEndsWithZero) {
  const auto stream = memory_stream(std::string("a\0b", 3), "s");
  std::string into = "-";
  EXPECT_EQ(*stream->read(2, into), 2u);
  EXPECT_EQ(*stream->read(kMax, into), 1u);
  EXPECT_EQ(into, std::string("-a\0b", 4));
  EXPECT_EQ(*stream->read(1, into), 0u);
  EXPECT_EQ(*stream->read(1, into), 0u);
  EXPECT_EQ(stream->name(), "s");
}

TEST(Bytes, TheWholeIsRefusedAboveItsLimit) {
  const auto reader = memory_reader("hello", "greeting");
  EXPECT_EQ(*read_all(*reader, 5), "hello");
  EXPECT_EQ(read_all(*reader, 4).status().text(), "greeting: 5 bytes, at most 4 (TOO_LARGE)");
  EXPECT_EQ(read_all(*reader, 4).status().code(), Code::kResourceExhausted);
  EXPECT_EQ(*read_all(*memory_reader(""), 0), "");
}

}  // namespace
}  // namespace slipway::base
