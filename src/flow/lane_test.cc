// A lane alone: when it scores, for whom it waits, what it answers in place.
#include "flow/lane.h"

#include <deque>

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

// A Delivery of one part.
struct One final : Owner {
  explicit One(std::int64_t rows, std::int64_t first_key = 1) {
    delivery.owner = this;
    delivery.rows = data::Chunk(toy_schema());
    for (std::int64_t i = 0; i < rows; ++i) add_row(delivery.rows, first_key + i, 2.0);
    EXPECT_TRUE(meter.try_enter(static_cast<std::uint64_t>(rows), delivery.rows.bytes()));
    delivery.meter = &meter;
    delivery.parts.resize(1);
    Part& part = delivery.parts[0];
    part.end = part.rows = rows;
    part.bytes = delivery.rows.bytes();
    delivery.ack.expect(1);
  }
  void answered(Delivery&, const Status& s) override { status = s, ++answers; }
  Span span() { return {&delivery, &delivery.parts[0]}; }
  Delivery delivery;
  Meter meter{Limits{}};
  Status status;
  int answers = 0;
};

struct Laid {
  explicit Laid(const LaneOptions& options, std::uint32_t cost_us = 10, int threads = 0)
      : scorer(std::make_shared<ToyScorer>(1, cost_us)),
        pool(threads),
        lane(std::make_shared<Lane>(scorer, options, clock, pool)) {}
  FakeClock clock;
  std::shared_ptr<ToyScorer> scorer;
  Pool pool;
  std::shared_ptr<Lane> lane;
};

TEST(Lane, AnswersAtOnceIfNobodyIsToBeWaitedFor) {
  Laid laid({});
  One one(3);
  laid.lane->add(one.span());
  EXPECT_EQ(one.answers, 1);
  EXPECT_TRUE(one.status.ok());
  EXPECT_EQ(prediction_at(one.delivery, 2), expected(2.0, 1));
  EXPECT_EQ(laid.lane->due_at(), base::kNever);
}

TEST(Lane, WaitsForCompanyUntilItIsDueOrFull) {
  Laid laid({.rows_max = 5, .wait = Duration(1000)});
  One first(2), second(2), third(1), late(1, 9);
  laid.lane->add(first.span());
  EXPECT_EQ(laid.lane->due_at(), laid.clock.now() + Duration(1000));
  laid.clock.advance(Duration(400));
  laid.lane->add(second.span());
  EXPECT_EQ(laid.lane->due_at(), laid.clock.now() + Duration(600));  // the first one's
  laid.lane->tick();
  EXPECT_EQ(first.answers + second.answers, 0);
  laid.lane->add(third.span());  // five rows
  EXPECT_EQ(first.answers + second.answers + third.answers, 3);
  EXPECT_EQ(laid.scorer->calls, 1);
  laid.lane->add(late.span());
  EXPECT_EQ(late.delivery.scoring_began(), base::kNever);
  laid.clock.advance(Duration(1000));
  laid.lane->tick();
  EXPECT_EQ(late.answers, 1);
  EXPECT_EQ(late.delivery.scoring_began() - first.delivery.scoring_began(), Duration(1000));
  EXPECT_EQ(first.delivery.scoring_began(), third.delivery.scoring_began());
}

TEST(Lane, BytesMakeItFullToo) {
  One first(2), second(2);
  Laid laid({.bytes_max = first.delivery.rows.bytes() + 1, .wait = Duration(1000)});
  laid.lane->add(first.span());
  EXPECT_EQ(first.answers, 0);
  laid.lane->add(second.span());
  EXPECT_EQ(first.answers + second.answers, 2);
  EXPECT_EQ(laid.scorer->calls, 2);  // together they are more than a Chunk
}

TEST(Lane, FlushScoresWhatWaitsAndRetireEndsTheWaiting) {
  Laid laid({.wait = Duration(1000)});
  One first(1), second(1), third(1);
  laid.lane->add(first.span());
  laid.lane->flush();
  EXPECT_EQ(first.answers, 1);
  laid.lane->add(second.span());
  EXPECT_EQ(second.answers, 0);
  laid.lane->retire();
  EXPECT_EQ(second.answers, 1);
  laid.lane->add(third.span());  // of an offer that began before
  EXPECT_EQ(third.answers, 1);
}

TEST(Lane, WhoFindsNoPlaceLeavesItsPartBehind) {
  Laid laid({.width = 1});
  One first(1, 1), second(1, 2), third(1, 3);
  int answers_inside = -1;
  laid.scorer->hook = [&](const data::ChunkView& in) {
    if (key_at(in, 0) != 1) return;
    laid.lane->add(second.span());
    laid.lane->add(third.span());
    answers_inside = second.answers + third.answers;
    EXPECT_EQ(laid.lane->due_at(), base::kNever);  // whoever finishes takes them
  };
  laid.lane->add(first.span());
  EXPECT_EQ(answers_inside, 0);
  EXPECT_EQ(first.answers + second.answers + third.answers, 3);
  EXPECT_EQ(laid.scorer->calls, 2);
}

TEST(Lane, TheMostUrgentGoFirst) {
  Laid laid({.rows_max = 1, .width = 1});
  One first(1, 1), low(1, 2), late(1, 3), soon(1, 4), equal(1, 5), high(1, 6);
  low.delivery.priority = Priority::kLow;
  low.delivery.deadline = laid.clock.now() + Duration(10);
  for (One* one : {&late, &soon, &equal, &high})
    one->delivery.deadline = laid.clock.now() + Duration(one == &late ? 900 : 500);
  high.delivery.priority = Priority::kHigh;
  std::vector<std::int64_t> order;
  laid.scorer->hook = [&](const data::ChunkView& in) {
    order.push_back(key_at(in, 0));
    if (order.size() > 1) return;
    for (One* one : {&low, &late, &soon, &equal, &high}) laid.lane->add(one->span());
  };
  laid.lane->add(first.span());
  EXPECT_EQ(order, (std::vector<std::int64_t>{1, 6, 4, 5, 3, 2}));
}

// Whoever waited in vain is followed by 1, 2, 4 … that do not wait.
TEST(Lane, WhereNoCompanyComesFewWait) {
  Laid laid({.wait = Duration(1000), .wait_alone = false});
  int waited = 0;
  const auto alone = [&] {
    One one(1);
    laid.lane->add(one.span());
    if (one.answers == 1) return;
    ++waited;
    laid.clock.advance(Duration(1000));
    laid.lane->tick();
    EXPECT_EQ(one.answers, 1);
  };
  for (int i = 0; i < 1 + 1 + 1 + 2 + 1 + 4 + 1; ++i) alone();
  EXPECT_EQ(waited, 4);
  for (int i = 0; i < 8; ++i) alone();
  One one(1), other(1);
  laid.lane->add(one.span());
  laid.lane->add(other.span());
  EXPECT_EQ(one.answers + other.answers, 0);
  laid.lane->flush();  // they met: the next waits again
  One next(1);
  laid.lane->add(next.span());
  EXPECT_EQ(next.answers, 0);
  laid.lane->flush();
}

TEST(Lane, EachPartOfAChunkGetsItsOwnErrors) {
  Laid laid({.wait = Duration(1000)});
  laid.scorer->bad = {3, 12};
  One first(5, 1), second(5, 10);
  laid.lane->add(first.span());
  laid.lane->add(second.span());
  laid.lane->flush();
  ASSERT_EQ(first.delivery.answer.errors.size(), 1u);
  ASSERT_EQ(second.delivery.answer.errors.size(), 1u);
  EXPECT_EQ(first.delivery.answer.errors[0].row, 2);
  EXPECT_EQ(second.delivery.answer.errors[0].row, 2);
  EXPECT_EQ(laid.scorer->calls, 1);
}

}  // namespace
}  // namespace slipway::flow
