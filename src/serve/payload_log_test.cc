#include "serve/payload_log.h"

#include <condition_variable>
#include <mutex>

#include <rapidjson/document.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

// Keeps lines; fails, or waits, if it is told to.
struct Kept {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> lines;
  bool held = false, fails = false;

  void hold(bool held_now) {
    const std::lock_guard lock(mutex);
    held = held_now;
    changed.notify_all();
  }
};

class KeptSink final : public PayloadSink {
 public:
  explicit KeptSink(Kept& kept) : kept_(kept) {}
  base::Status write(std::span<const std::string> lines) override {
    std::unique_lock lock(kept_.mutex);
    kept_.changed.wait(lock, [this] { return !kept_.held; });
    if (kept_.fails) return base::unavailable("IO", "no");
    kept_.lines.insert(kept_.lines.end(), lines.begin(), lines.end());
    return {};
  }

 private:
  Kept& kept_;
};

class PayloadLogTest : public ServedTest {
 protected:
  void use(const PayloadOptions& options) {
    log_ = std::make_unique<PayloadLog>(std::make_unique<KeptSink>(kept_), options);
    ServedModel model = toy_model("logged", path_, *scorer_);
    model.payload_log = log_.get();
    models_.put(std::move(model));
  }
  void TearDown() override { models_.remove("logged"); }
  int score(const std::string& body) {
    return ask("POST", "/api/v1/models/logged/score", body).status();
  }

  Kept kept_;
  std::unique_ptr<PayloadLog> log_;
};

const std::string kRow = R"({"key":1,"x":5,"note":"n\"\u00e9"})";

TEST_F(PayloadLogTest, ALineHasRowsAndAnswers) {
  use({.sample = 1});
  EXPECT_EQ(score("[" + kRow + R"(,{"key":2,"x":"much","note":"m"},{"key":3,"x":70,"note":null}])"),
            200);
  EXPECT_EQ(score("nonsense"), 400);
  log_->stop();
  ASSERT_EQ(kept_.lines.size(), 1u) << "what was refused has no answers";
  rapidjson::Document line;
  line.Parse(kept_.lines[0].c_str());
  ASSERT_FALSE(line.HasParseError()) << kept_.lines[0];
  EXPECT_STREQ(line["model"].GetString(), "logged");
  EXPECT_FALSE(line.HasMember("trace"));
  ASSERT_EQ(line["rows"].Size(), 3u);
  EXPECT_EQ(line["rows"][0]["x"].GetDouble(), 5);
  EXPECT_STREQ(line["rows"][0]["note"].GetString(), "n\"\xc3\xa9");
  EXPECT_TRUE(line["rows"][1]["x"].IsNull()) << "what could not be read";
  EXPECT_TRUE(line["predictions"][1].IsNull());
  EXPECT_TRUE(line["predictions"][2].IsObject());
  ASSERT_EQ(line["errors"].Size(), 1u);
  EXPECT_EQ(line["errors"][0]["row"].GetInt(), 1);
  EXPECT_EQ(log_->rows_written(), 3u);
}

TEST_F(PayloadLogTest, WhatDoesNotFitIsDroppedAndNobodyWaits) {
  use({.sample = 1, .rows_max = 10});
  kept_.hold(true);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(score(kRow), 200);
  EXPECT_EQ(log_->rows_dropped(), 40u);
  kept_.hold(false);
  log_->stop();
  EXPECT_EQ(log_->rows_written(), 10u);
  EXPECT_EQ(score(kRow), 200);
  EXPECT_EQ(log_->rows_dropped(), 41u) << "what comes later";
  use({.sample = 1, .bytes_max = 10});
  EXPECT_EQ(score(kRow), 200);
  EXPECT_EQ(log_->rows_dropped(), 1u);
}

TEST_F(PayloadLogTest, WhatCanNotBeWrittenIsCounted) {
  use({.sample = 1});
  kept_.fails = true;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(score(kRow), 200);
  log_->stop();
  EXPECT_EQ(log_->rows_dropped(), 5u);
  EXPECT_EQ(log_->rows_written(), 0u);
}

TEST_F(PayloadLogTest, AShareOfTheRequests) {
  use({.sample = 0});
  for (int i = 0; i < 50; ++i) EXPECT_EQ(score(kRow), 200);
  use({.sample = 0.5});
  for (int i = 0; i < 200; ++i) EXPECT_EQ(score(kRow), 200);
  log_->stop();
  EXPECT_NEAR(static_cast<double>(kept_.lines.size()), 100, 45);
}

}  // namespace
}  // namespace slipway::serve
