#include "flow/guarantee.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::flow {
namespace {

TEST(Guarantee, IsDecidedByTheWeakestHop) {
  Hop hop{"kafka", Position::kOffset, "postgres", Transactions::kWithPosition,
          std::chrono::hours(0)};
  EXPECT_EQ(guarantee(hop).promise, Promise::kOnceByPosition);
  EXPECT_EQ(guarantee(hop).weakest, "postgres");
  hop.source = "rabbitmq", hop.position = Position::kMessageId;
  EXPECT_EQ(guarantee(hop).promise, Promise::kAtLeastOnce);  // no window
  hop.seen_window = std::chrono::hours(24 * 7);
  EXPECT_EQ(guarantee(hop).promise, Promise::kOnceByMessageId);
  EXPECT_EQ(guarantee(hop).sentence,
            "effectively once by message id: rabbitmq may deliver a message again, and postgres "
            "passes over ids that it has committed in the last 7 days. Weakest hop: rabbitmq.");
  hop.position = Position::kNone;
  EXPECT_EQ(guarantee(hop).promise, Promise::kAtLeastOnce);
  EXPECT_EQ(guarantee(hop).weakest, "rabbitmq");
  hop.position = Position::kOffset, hop.transactions = Transactions::kNone;
  EXPECT_EQ(guarantee(hop).weakest, "postgres");
  EXPECT_NE(guarantee(hop).sentence.find("event_key"), std::string::npos);
}

TEST(Guarantee, ASinkWithoutTransactionsOrMemoryIsTheWeakestHop) {
  Hop hop{"queue", Position::kOffset, "webhook", Transactions::kNone, std::chrono::hours(1)};
  EXPECT_EQ(guarantee(hop).sentence,
            "at least once: webhook can't commit rows and position in one transaction, so after a "
            "failure a row may be written again, with the same event_key. Weakest hop: webhook.");
  hop.transactions = Transactions::kWithPosition, hop.position = Position::kMessageId;
  hop.seen_window = std::chrono::seconds(0);
  EXPECT_EQ(guarantee(hop).weakest, "webhook");
  EXPECT_NE(guarantee(hop).sentence.find("webhook remembers no message ids"), std::string::npos);
}

TEST(Guarantee, AWindowIsSaidInItsLargestUnit) {
  const auto said = [](std::chrono::seconds window) {
    const std::string sentence =
        guarantee({"a", Position::kMessageId, "b", Transactions::kWithPosition, window}).sentence;
    const auto begin = sentence.find("in the last ") + 12;
    return sentence.substr(begin, sentence.find('.', begin) - begin);
  };
  EXPECT_EQ(said(std::chrono::hours(48)), "2 days");
  EXPECT_EQ(said(std::chrono::hours(36)), "36 hours");
  EXPECT_EQ(said(std::chrono::minutes(90)), "90 minutes");
  EXPECT_EQ(said(std::chrono::seconds(61)), "61 seconds");
  EXPECT_EQ(said(std::chrono::hours(24)), "1 day");
  EXPECT_EQ(said(std::chrono::seconds(1)), "1 second");
}

}  // namespace
}  // namespace slipway::flow
