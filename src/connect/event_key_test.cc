#include "connect/event_key.h"

#include <gtest/gtest.h>

namespace slipway::connect {
namespace {

data::Chunk rows(std::int64_t count) {
  data::Chunk chunk;
  chunk.set_rows(count);
  return chunk;
}

TEST(EventKey, OfOneRowARecordEachRowHasItsPosition) {
  flow::Delivery d;
  d.rows = rows(3);
  d.origin = {2, 10, 13, {}};
  const EventKey key = event_key("p", d, 1);
  EXPECT_EQ(key.position, 11u);
  EXPECT_EQ(key.row, 0);
  EXPECT_EQ(key.text, "p/2/11/0");
}

TEST(EventKey, OfManyRowsARecordTheRowCountsWithinIt) {
  flow::Delivery d;
  d.rows = rows(3);
  d.origin = {0, 10, 11, {}};
  EXPECT_EQ(event_key("p", d, 2).text, "p/0/10/2");
}

TEST(EventKey, OfAMessageItsIdCountsAndNotItsRunningNumber) {
  flow::Delivery d;
  d.rows = rows(1);
  d.origin = {0, 4, 5, "m-17"};
  const std::string first = event_key("p", d, 0).text;
  d.origin = {0, 9, 10, "m-17"};
  EXPECT_EQ(event_key("p", d, 0).text, first);
  EXPECT_EQ(first, "p/m-17/0");
}

}  // namespace
}  // namespace slipway::connect
