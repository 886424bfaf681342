#include "base/memory.h"

#include <string>

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(MemoryTest, WhatIsAllocatedIsCounted) {
  const std::uint64_t before = heap_bytes();
  if (before == 0) GTEST_SKIP() << "a sanitizer's allocator does not count";
  const std::string large(8 << 20, 'x');
  EXPECT_GE(heap_bytes(), before + large.size());
}

}  // namespace
}  // namespace slipway::base
