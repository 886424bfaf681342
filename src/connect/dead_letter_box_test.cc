#include "connect/dead_letter_box.h"

#include "connect/rig_test.h"

namespace slipway::connect {
namespace {

class DeadLetterBoxTest : public ::testing::Test {
 protected:
  ledger::DeadLetter only(const std::string& pipeline = "p") {
    const auto all = letters_->list(pipeline, 10);
    EXPECT_EQ(all->size(), 1u);
    return all->empty() ? ledger::DeadLetter() : all->front();
  }
  TestFolder folder_;
  FakeClock clock_;
  std::unique_ptr<ledger::DeadLetters> letters_ =
      *ledger::DeadLetters::open(folder_ / "letters.db");
  DeadLetterBox box_{*letters_, "p", clock_};
};

TEST_F(DeadLetterBoxTest, ALetterSaysWhichRowWhyAndWhatArrived) {
  const Answered d = answered_rows(40, 43, {1});
  d->raw.bytes = "{\"a\"}{\"b\":}{}", d->raw.ends = {5, 11, 13};
  d->trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  ASSERT_TRUE(box_.put(*d, 1, base::invalid_argument("BAD_ROW", "it is bad")).ok());
  const ledger::DeadLetter letter = only();
  EXPECT_EQ(letter.id, "p/0/41/0");
  EXPECT_EQ(letter.pipeline, "p");
  EXPECT_EQ(letter.partition, 0u);
  EXPECT_EQ(letter.position, 41u);
  EXPECT_EQ(letter.row, 0);
  EXPECT_EQ(letter.payload, "{\"b\":}");
  EXPECT_EQ(letter.code, "INVALID_ARGUMENT");
  EXPECT_EQ(letter.reason, "BAD_ROW");
  EXPECT_EQ(letter.message, "it is bad");
  EXPECT_EQ(letter.column, "x");
  EXPECT_EQ(letter.trace, d->trace);
  EXPECT_EQ(letter.time, "2020-09-13T12:26:40Z");
}

TEST_F(DeadLetterBoxTest, PutAgainItIsTheSameLetter) {
  const Answered d = answered_rows(0, 2, {0});
  ASSERT_TRUE(box_.put(*d, 0, base::invalid_argument("FIRST", "")).ok());
  clock_.advance(std::chrono::seconds(5));
  ASSERT_TRUE(box_.put(*d, 0, base::invalid_argument("SECOND", "")).ok());
  EXPECT_EQ(only().reason, "SECOND");
  EXPECT_EQ(only().attempts, 2);
  EXPECT_EQ(only().time, "2020-09-13T12:26:45Z");
}

TEST_F(DeadLetterBoxTest, ARowOfADoorThatKeepsNoPayloadsHasNone) {
  const Answered d = answered_rows(0, 2, {1});
  ASSERT_TRUE(box_.put(*d, 1, base::internal("SINK", "refused")).ok());
  EXPECT_EQ(only().payload, "");
  EXPECT_EQ(only().code, "INTERNAL");
}

TEST_F(DeadLetterBoxTest, RowsOfOneMessageAreLettersOfTheirOwn) {
  const Answered d = answered_rows(0, 2, {0, 1});
  d->origin = {0, 9, 10, "m-17"};
  for (const std::int64_t row : {0, 1})
    ASSERT_TRUE(box_.put(*d, row, base::invalid_argument("BAD_ROW", "")).ok());
  EXPECT_EQ(letters_->get("p/m-17/0")->row, 0);
  EXPECT_EQ(letters_->get("p/m-17/1")->row, 1);
}

}  // namespace
}  // namespace slipway::connect
