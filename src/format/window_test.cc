#include "format/window.h"

#include <gtest/gtest.h>

namespace slipway::format {
namespace {

std::string counting(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 256);
  return bytes;
}

// Three buffers long: every way to go on meets a border of the buffer.
TEST(Window, TakesPeeksAndSkipsOverTheBordersOfItsBuffer) {
  const std::string bytes = counting((3u << 20) + 5);
  const auto file = base::memory_reader(bytes);
  Window window(*file);
  std::size_t at = 0;
  for (const std::size_t count : {1u, 1000u, 1u << 20, 5u, 700'000u, 1u << 20}) {
    EXPECT_EQ(window.offset(), at);
    EXPECT_EQ(window.peek(), static_cast<unsigned char>(bytes[at]));
    EXPECT_EQ(*window.take(count), bytes.substr(at, count));
    at += count;
    ASSERT_TRUE(window.skip(3).ok());
    at += 3;
  }
  EXPECT_EQ(*window.take(), bytes[at]);
  EXPECT_EQ(window.left(), bytes.size() - at - 1);
  EXPECT_EQ(window.take(window.left() + 1).status().reason(), std::string("TRUNCATED"));
  EXPECT_EQ(window.skip(window.left() + 1).reason(), std::string("TRUNCATED"));
  ASSERT_TRUE(window.skip(window.left()).ok());
  EXPECT_EQ(window.peek(), -1);
  EXPECT_FALSE(window.take().ok());
}

TEST(Window, ScansAllThatIsAtHand) {
  const std::string bytes = counting((2u << 20) + 5);
  const auto file = base::memory_reader(bytes);
  Window window(*file);
  std::string all;
  while (true) {
    const std::string_view hand = *window.at_hand();
    if (hand.empty()) break;
    all += hand;
    window.drop(hand.size());
  }
  EXPECT_EQ(all, bytes);
}

TEST(Window, MayBeOfAPartOrOfMemory) {
  const auto file = base::memory_reader("0123456789");
  Window part(*file, 2, 5);
  EXPECT_EQ(part.left(), 3u);
  EXPECT_EQ(*part.take(3), "234");
  EXPECT_FALSE(part.take(1).ok());
  Window beyond(*file, 20, 30);
  EXPECT_EQ(beyond.left(), 0u);
  Window memory("abc");
  EXPECT_TRUE(memory.in_memory());
  EXPECT_EQ(*memory.take(2), "ab");
  EXPECT_EQ(memory.take(2).status().reason(), std::string("TRUNCATED"));
}

TEST(SpanReader, ReadsNeighboursAtOnceAndAnySpan) {
  const std::string bytes = counting(9u << 20);
  const auto file = view_reader(bytes, "bytes");
  SpanReader spans(*file);
  for (const Span& span : {Span{0, 10}, Span{10, 5u << 20}, Span{(5u << 20) + 10, 100}, Span{3, 4}})
    EXPECT_EQ(*spans.read(span), bytes.substr(span.offset, span.size));
  EXPECT_EQ(spans.read({bytes.size() - 1, 2}).status().reason(), std::string("TRUNCATED"));
}

}  // namespace
}  // namespace slipway::format
