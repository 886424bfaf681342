#include "flow/delivery.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

TEST(AckDeathTest, BrokenOrDoubledPromisesAbort) {
  EXPECT_DEATH(
      {
        Ack a;
        a.expect(2);
        (void)a.done({});
      },
      "");
  EXPECT_DEATH(
      {
        Ack a;
        a.expect(1);
        (void)a.done({});
        (void)a.done({});
      },
      "");
}

TEST(Ack, FirstFailureWinsAndTheLastPartTells) {
  Ack a;
  a.expect(3);
  EXPECT_FALSE(a.done({}));
  EXPECT_FALSE(a.done({Code::kUnavailable, "FIRST"}));
  EXPECT_TRUE(a.done({Code::kInternal, "SECOND"}));
  EXPECT_STREQ(a.status().reason(), "FIRST");
}

// A Delivery of two parts, whose predictions are there.
struct Parted final : Owner {
  Parted() {
    delivery.owner = this;
    delivery.rows = data::Chunk(toy_schema());
    delivery.parts.resize(2);
    for (std::int64_t i = 0; i < 4; ++i) add_row(delivery.rows, i, 1.0);
    for (std::int64_t i = 0; i < 2; ++i) {
      Part& part = delivery.parts[static_cast<std::size_t>(i)];
      part.begin = 2 * i, part.end = 2 * i + 2, part.rows = 2;
      part.version = version(static_cast<std::size_t>(i) + 1);
      part.predictions = data::Chunk(std::make_shared<const data::Schema>(
          std::vector<data::Field>{{"predict", {data::Kind::kFloat64, {}}, {}}}));
      for (int k = 0; k < 2; ++k)
        part.predictions.column(0).append_float64(static_cast<double>(10 * i + k));
    }
    EXPECT_TRUE(meter.try_enter(4, delivery.rows.bytes()));
    delivery.meter = &meter;
    delivery.ack.expect(2);
  }
  void answered(Delivery& d, const Status& s) override {
    EXPECT_EQ(&d, &delivery);
    status = s, ++answers;
    rows_when_told = meter.rows();
  }
  Delivery delivery;
  Meter meter{Limits{}};
  Status status;
  int answers = 0;
  std::uint64_t rows_when_told = 99;
};

TEST(Delivery, TheLastPartPutsTheAnswerTogetherAndTellsTheOwner) {
  Parted p;
  p.delivery.rejected = {{3, base::invalid_argument("BAD_JSON", ""), {}, {}}};
  p.delivery.parts[1].errors = {{2, base::invalid_argument("BAD_ROW", ""), {}, {}},
                                {3, base::invalid_argument("BAD_ROW", ""), {}, {}}};
  p.delivery.part_done({});
  EXPECT_EQ(p.answers, 0);
  EXPECT_EQ(p.meter.deliveries(), 1u);
  p.delivery.part_done({});
  EXPECT_EQ(p.answers, 1);
  EXPECT_TRUE(p.status.ok());
  EXPECT_EQ(p.rows_when_told, 0u);  // the owner may offer the next at once
  const Answer& answer = p.delivery.answer;
  ASSERT_EQ(answer.predictions.rows(), 4);
  for (std::int64_t row = 0; row < 4; ++row)
    EXPECT_EQ(prediction_at(p.delivery, row), static_cast<double>(10 * (row / 2) + row % 2));
  EXPECT_EQ(answer.versions,
            (std::vector<const score::Version*>{version(1), version(1), version(2), version(2)}));
  ASSERT_EQ(answer.errors.size(), 2u);  // one a row: the decoder's word comes first
  EXPECT_STREQ(answer.errors[0].status.reason(), "BAD_ROW");
  EXPECT_STREQ(answer.errors[1].status.reason(), "BAD_JSON");
}

TEST(Delivery, AFailedPartFailsItOnceAllAreDone) {
  Parted p;
  p.delivery.part_done({Code::kUnavailable, "DOWN"});
  EXPECT_EQ(p.answers, 0);
  p.delivery.part_done({});
  EXPECT_EQ(p.answers, 1);
  EXPECT_STREQ(p.status.reason(), "DOWN");
  EXPECT_EQ(p.meter.deliveries(), 0u);
}

TEST(Raw, RowsAreWhatLiesBetweenTheirEnds) {
  const Raw raw{"abcde", {2, 2, 5}};
  EXPECT_EQ(raw.row(0), "ab");
  EXPECT_EQ(raw.row(1), "");
  EXPECT_EQ(raw.row(2), "cde");
}

TEST(SinkPartition, AProbeLeavesNothingBehind) {
  struct Plain final : SinkPartition {
    std::uint64_t position() const override { return 0; }
    Status write(const Delivery&) override { return ++open, said; }
    Status commit(std::uint64_t) override { return {}; }
    void abort() override { open = 0; }
    int open = 0;
    Status said;
  } plain;
  Delivery d;
  EXPECT_TRUE(plain.probe(d).ok());
  EXPECT_EQ(plain.open, 0);
  plain.said = base::invalid_argument("CONSTRAINT", "no");
  EXPECT_STREQ(plain.probe(d).reason(), "CONSTRAINT");
  EXPECT_EQ(plain.open, 0);
}

}  // namespace
}  // namespace slipway::flow
