#include "flow/retry.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

TEST(Backoff, DoublesUpToItsMaximum) {
  const Backoff backoff{Duration(10), Duration(75)};
  EXPECT_EQ(backoff.after(1), Duration(10));
  EXPECT_EQ(backoff.after(2), Duration(20));
  EXPECT_EQ(backoff.after(4), Duration(75));
  EXPECT_EQ(backoff.after(2'000'000'000), Duration(75));
}

}  // namespace
}  // namespace slipway::flow
