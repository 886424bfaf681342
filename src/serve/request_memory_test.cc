#include "serve/request_memory.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using Text = std::basic_string<char, std::char_traits<char>, RequestAllocator<char>>;

TEST(RequestMemoryTest, WhatDoesNotFitComesFromTheHeap) {
  RequestMemory memory;
  const RequestAllocator<char> allocator(memory);
  for (int request = 0; request < 3; ++request) {
    std::vector<Text, RequestAllocator<Text>> texts(allocator);
    for (std::size_t size = 1; size < 3000; size *= 3) texts.emplace_back(size, 'x', allocator);
    for (std::size_t i = 0, size = 1; i < texts.size(); ++i, size *= 3)
      EXPECT_EQ(texts[i], Text(size, 'x', allocator));
    texts.clear(), texts.shrink_to_fit();
    memory.reset();
  }
}

TEST(RequestMemoryTest, AfterAResetTheSameMemoryIsTakenAgain) {
  RequestMemory memory;
  void* const first = memory.take(100);
  EXPECT_NE(memory.take(1), first);
  memory.reset();
  EXPECT_EQ(memory.take(16), first);
  void* const large = memory.take(1 << 20);
  memory.give_back(large);
}

}  // namespace
}  // namespace slipway::serve
