// A warm request allocates nothing.
#include "flow/reply.h"

#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace {
thread_local std::uint64_t t_allocations = 0;

void* counted(std::size_t bytes) {
  ++t_allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  std::abort();
}
}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return counted(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace slipway::flow {
namespace {

TEST(Reply, AWarmRequestAllocatesNothing) {
  ToyProvider provider;
  provider.loaded[version(1)] = std::make_shared<ToyScorer>(1);
  FakeClock clock;
  PathOptions options;
  options.pool_threads = 1;
  Path path(provider, clock, options);
  ASSERT_TRUE(path.route({{version(1), 1}}).ok());
  Reply reply;
  reply.delivery.rows = data::Chunk(toy_schema());
  const auto ask = [&](std::int64_t rows) {
    reply.delivery.rows.clear();
    for (std::int64_t i = 0; i < rows; ++i) add_row(reply.delivery.rows, i, 2.0);
    return reply.call(path, clock);
  };
  for (std::int64_t rows : {10, 1}) ASSERT_TRUE(ask(rows).ok());
  const std::uint64_t before = t_allocations;
  ASSERT_TRUE(std::make_unique<int>(1) != nullptr);
  ASSERT_EQ(t_allocations, before + 1);  // they are counted
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(ask(1 + i % 10).ok());
  EXPECT_EQ(t_allocations, before + 1);
}

TEST(Reply, ARefusalAtALimitAllocatesNothing) {
  ToyProvider provider;
  provider.loaded[version(1)] = std::make_shared<ToyScorer>(1);
  FakeClock clock;
  PathOptions options;
  options.limits.deliveries_max = 0;
  Path path(provider, clock, options);
  ASSERT_TRUE(path.route({{version(1), 1}}).ok());
  ASSERT_TRUE(path.output_schema(toy_schema()).ok());
  Reply reply;
  reply.delivery.rows = data::Chunk(toy_schema());
  for (int i = 0; i < 2; ++i) add_row(reply.delivery.rows, i, 2.0);
  const std::uint64_t before = t_allocations;
  EXPECT_EQ(reply.call(path, clock).code(), Code::kResourceExhausted);
  EXPECT_EQ(t_allocations, before);
}

TEST(Reply, WhatIsAboveALimitAllByItselfIsNotToBeTriedAgain) {
  ToyProvider provider;
  provider.loaded[version(1)] = std::make_shared<ToyScorer>(1);
  FakeClock clock;
  PathOptions options;
  options.limits.rows_max = 1;
  Path path(provider, clock, options);
  ASSERT_TRUE(path.route({{version(1), 1}}).ok());
  Reply reply;
  reply.delivery.rows = data::Chunk(toy_schema());
  for (int i = 0; i < 2; ++i) add_row(reply.delivery.rows, i, 2.0);
  const Status status = reply.call(path, clock);
  EXPECT_STREQ(status.reason(), "TOO_LARGE");
  EXPECT_FALSE(status.transient());
  EXPECT_EQ(path.in_flight().deliveries(), 0u);
}

}  // namespace
}  // namespace slipway::flow
