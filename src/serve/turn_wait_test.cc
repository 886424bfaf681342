#include "serve/turn_wait.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

base::TimePoint at(int ms) { return base::TimePoint(milliseconds(1000 + ms)); }

TEST(TurnWait, WhatComesToAnIdleLoopHasNotWaited) {
  TurnWait turns(milliseconds(4));
  EXPECT_TRUE(turns.ask(at(0)));
  EXPECT_EQ(turns.earliest(), at(0));
  EXPECT_FALSE(turns.ask(at(1)));
  EXPECT_EQ(turns.at_least(at(1)), milliseconds(1));  // it was ready with the first
  EXPECT_FALSE(turns.turn(at(1)));
  EXPECT_TRUE(turns.ask(at(500)));
  EXPECT_EQ(turns.earliest(), at(500));
}

TEST(TurnWait, WhatAPollFindsMayHaveComeSinceThePollBefore) {
  TurnWait turns(milliseconds(4));
  EXPECT_TRUE(turns.ask(at(0)));
  EXPECT_TRUE(turns.turn(at(10)));
  EXPECT_FALSE(turns.ask(at(11)));
  EXPECT_EQ(turns.earliest(), at(0));
  EXPECT_EQ(turns.at_least(at(11)), milliseconds(1));
  EXPECT_TRUE(turns.turn(at(14)));
  EXPECT_EQ(turns.earliest(), at(10));
  EXPECT_FALSE(turns.turn(at(15)));
  EXPECT_TRUE(turns.ask(at(15)));
  EXPECT_EQ(turns.earliest(), at(15));
}

}  // namespace
}  // namespace slipway::serve
