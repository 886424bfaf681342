// Streams of rows without sockets: answers as rows come, errors in their place, how a stream ends. Those of
// CSV, Arrow and packed bytes, whose codecs are modules, are in tests/clients/streams.py.
#include "serve/row_stream.h"

#include <deque>

#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

// A body of pieces; the caller may wait for answers between them, and leave.
class FakeDuplex final : public Duplex {
 public:
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    answered_before_.push_back(written);
    if (pieces.empty()) {
      if (!failure.ok()) return failure;
      return std::uint64_t{0};
    }
    const std::string piece = pieces.front();
    pieces.pop_front();
    EXPECT_LE(piece.size(), count);
    into += piece;
    return std::uint64_t{piece.size()};
  }
  bool ready() const override { return false; }
  const std::string& name() const override { return name_; }
  base::Status write(std::string_view piece) override {
    if (gone) return base::Status(base::Code::kCancelled, "CALLER_GONE", "gone");
    written += piece;
    return {};
  }
  void end(std::string_view trailers) override { ++ends, this->trailers = trailers; }

  std::deque<std::string> pieces;
  base::Status failure;  // behind the pieces
  bool gone = false;
  std::string written, trailers;
  int ends = 0;
  // What had been written when each piece was asked for.
  const std::vector<std::string>& answered_before() const { return answered_before_; }

 private:
  const std::string name_ = "the body";
  std::vector<std::string> answered_before_;
};

class RowStreamTest : public ServedTest {
 protected:
  void answer(const char* in, const char* out, std::string_view query = "") {
    RowStream stream;
    stream.model = models_.find("toy");
    ASSERT_TRUE(stream.outputs.pick(*stream.model, query).ok());
    stream.in = table_type(in), stream.out = table_type(out);
    stream.patience = std::chrono::seconds(1);
    stream.clock = &clock_;
    answer_rows(stream, head_, body_);
  }
  void lines(std::string_view query = "") {
    answer("application/x-ndjson", "application/x-ndjson", query);
  }
  static std::string row(int key, const std::string& x) {
    return "{\"key\":" + std::to_string(key) + ",\"x\":" + x + ",\"note\":\"n\"}\n";
  }

  Response head_;
  FakeDuplex body_;
};

constexpr char kLow[] = "{\"predict\":0.5,\"label\":\"low\"}\n";

TEST_F(RowStreamTest, RowsAreAnsweredAsTheyCome) {
  body_.pieces = {row(1, "5"), row(2, "5") + row(3, "20").substr(0, 7), row(3, "20").substr(7)};
  lines();
  const std::string high = "{\"predict\":2,\"label\":\"high\"}\n";
  EXPECT_EQ(body_.written,
            std::string(kLow) + kLow + high + "{\"end\":{\"rows\":3,\"errors\":0}}\n");
  EXPECT_EQ(body_.ends, 1);
  EXPECT_EQ(body_.trailers, "X-Slipway-Rows: 3\r\nX-Slipway-Errors: 0\r\n");
  EXPECT_EQ(head_.content_type, "application/x-ndjson");
  EXPECT_NE(head_.more.find("X-Slipway-Model: 1f0c\r\n"), std::string::npos);
  ASSERT_EQ(body_.answered_before().size(), 4u);  // nothing is waited for while rows are unanswered
  EXPECT_EQ(body_.answered_before()[1], kLow);
  EXPECT_EQ(body_.answered_before()[2], std::string(kLow) + kLow);
}

TEST_F(RowStreamTest, ABadRowIsAnsweredInItsPlace) {
  scorer_->bad = {3};
  body_.pieces = {row(1, "5") + "nonsense\n", row(3, "5") + row(4, "5")};
  lines();
  EXPECT_TRUE(
      body_.written.starts_with(std::string(kLow) + R"({"error":{"row":1,"reason":"BAD_ROW")"))
      << body_.written;
  EXPECT_NE(body_.written.find(R"({"error":{"row":2,"reason":"BAD_ROW","message":"bad"}})"),
            std::string::npos);
  EXPECT_TRUE(body_.written.ends_with(std::string(kLow) + "{\"end\":{\"rows\":4,\"errors\":2}}\n"));
}

TEST_F(RowStreamTest, OutputsAreChosen) {
  body_.pieces = {row(1, "5")};
  lines("outputs=label");
  EXPECT_TRUE(body_.written.starts_with("{\"label\":\"low\"}\n")) << body_.written;
}

TEST_F(RowStreamTest, NoRowsAreAStreamToo) {
  lines();
  EXPECT_EQ(body_.written, "{\"end\":{\"rows\":0,\"errors\":0}}\n");
  EXPECT_EQ(body_.ends, 1);
}

TEST_F(RowStreamTest, TablesHaveNullsForBadRows) {
  body_.pieces = {row(1, "5") + "nonsense\n", row(3, "20")};
  answer("application/x-ndjson", "text/csv");
  EXPECT_EQ(body_.written, "predict,label\n0.5,low\n,\n2,high\n");
  EXPECT_EQ(body_.trailers, "X-Slipway-Rows: 3\r\nX-Slipway-Errors: 1\r\n");
  EXPECT_EQ(head_.content_type, "text/csv");
  ASSERT_EQ(body_.answered_before().size(), 3u);
  EXPECT_EQ(body_.answered_before()[1], "predict,label\n0.5,low\n,\n");
}

TEST_F(RowStreamTest, WhatIsWrongBeforeTheFirstAnswerIsAnOrdinaryError) {
  body_.failure = base::Status(base::Code::kDeadlineExceeded, "IDLE", "late");
  lines();
  EXPECT_EQ(head_.status, 504);
  EXPECT_EQ(head_.content_type, "application/json");
  EXPECT_EQ(head_.more, "");
  EXPECT_NE(head_.body.find("\"IDLE\""), std::string::npos);
  EXPECT_EQ(body_.written, "");
  EXPECT_EQ(body_.ends, 0);
}

TEST_F(RowStreamTest, AStreamThatBreaksOffSaysSoOrIsCut) {
  body_.pieces = {row(1, "5")};
  body_.failure = base::Status(base::Code::kDeadlineExceeded, "IDLE", "late");
  lines();
  EXPECT_EQ(body_.written,
            std::string(kLow) +
                R"({"error":{"code":"DEADLINE_EXCEEDED","reason":"IDLE","message":"late"}})"
                "\n");
  EXPECT_EQ(body_.ends, 1);
}

TEST_F(RowStreamTest, ATableThatBreaksOffIsCut) {
  body_.pieces = {row(1, "5")};
  body_.failure = base::Status(base::Code::kDeadlineExceeded, "IDLE", "late");
  answer("application/x-ndjson", "text/csv");
  EXPECT_EQ(body_.written, "predict,label\n0.5,low\n");
  EXPECT_EQ(body_.ends, 0);
}

TEST_F(RowStreamTest, ACallerThatLeavesEndsIt) {
  body_.pieces = {row(1, "5"), row(2, "5")};
  body_.gone = true;
  lines();
  EXPECT_EQ(body_.ends, 0);
  EXPECT_EQ(body_.pieces.size(), 1u);
  const ModelStatistics& statistics = *models_.find("toy")->statistics;
  EXPECT_EQ(statistics.in_flight, 0);
  EXPECT_EQ(statistics.answers[static_cast<std::size_t>(base::Code::kCancelled)], 1u);
}

TEST_F(RowStreamTest, WhatIsTooMuchNowIsTriedAgain) {
  scorer_->down = 2;  // UNAVAILABLE, twice
  body_.pieces = {row(1, "5")};
  lines();
  EXPECT_TRUE(body_.written.starts_with(kLow)) << body_.written;
  scorer_->down = 1'000'000;  // until its time is up
  body_.pieces = {row(1, "5")};
  body_.written.clear();
  lines();
  EXPECT_EQ(body_.written, "");
  EXPECT_EQ(head_.status, 503);
  EXPECT_NE(head_.body.find("\"reason\":\"DOWN\""), std::string::npos);
}

TEST_F(RowStreamTest, PartsKeepToTheLimitOfARequest) {
  ServedModel narrow = toy_model("toy", path_, *scorer_);  // its path takes 4 rows at most
  narrow.rows_max = 2;
  models_.put(std::move(narrow));
  for (int i = 0; i < 5; ++i) body_.pieces.push_back(row(i, "5") + row(i, "5") + row(i, "5"));
  lines();
  EXPECT_TRUE(body_.written.ends_with("{\"end\":{\"rows\":15,\"errors\":0}}\n")) << body_.written;
  EXPECT_GE(scorer_->calls, 8);
}

TEST_F(RowStreamTest, RowsAreCounted) {
  body_.pieces = {row(1, "5") + row(2, "5")};
  lines();
  const ModelStatistics& statistics = *models_.find("toy")->statistics;
  EXPECT_EQ(statistics.rows, 2u);
  EXPECT_EQ(statistics.success.count, 1u);
  EXPECT_EQ(statistics.answers[0], 1u);
}

}  // namespace
}  // namespace slipway::serve
