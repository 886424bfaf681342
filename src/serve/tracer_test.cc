#include "serve/tracer.h"

#include <algorithm>
#include <mutex>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "serve/http_server.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

// Takes spans, or says what it was told to say.
class Collector final : public Handler {
 public:
  Collector() : server_(*this) { EXPECT_TRUE(server_.start({.port = 0, .threads = 1}).ok()); }
  void handle(Exchange& exchange) override {
    const std::lock_guard lock(mutex_);
    rapidjson::Document json;
    json.Parse(exchange.request().body.data(), exchange.request().body.size());
    EXPECT_FALSE(json.HasParseError());
    EXPECT_EQ(exchange.request().path, "/v1/traces");
    EXPECT_EQ(exchange.request().content_type, "application/json");
    ++posts_;
    exchange.response().body = answer_;
    if (left_ != 0) --left_, exchange.response().status = status_;
    if (exchange.response().status == 200) {
      const auto count = json["resourceSpans"][0]["scopeSpans"][0]["spans"].Size();
      spans_ += count, greatest_ = std::max<std::uint64_t>(greatest_, count);
    }
    exchange.finish();
  }
  void say(int status, int times) {
    const std::lock_guard lock(mutex_);
    status_ = status, left_ = times;
  }
  void answer(const std::string& body) {
    const std::lock_guard lock(mutex_);
    answer_ = body;
  }
  std::uint64_t spans() { return locked(spans_); }
  std::uint64_t greatest() { return locked(greatest_); }
  std::uint64_t posts() { return locked(posts_); }
  TraceOptions options() const {
    return {.host = "127.0.0.1",
            .port = std::to_string(server_.port()),
            .path = "/v1/traces",
            .sample = 1,
            .every = milliseconds(5),
            .backoff = milliseconds(1)};
  }

 private:
  std::uint64_t locked(const std::uint64_t& value) {
    const std::lock_guard lock(mutex_);
    return value;
  }

  std::mutex mutex_;
  int status_ = 200, left_ = 0;
  std::uint64_t spans_ = 0, greatest_ = 0, posts_ = 0;
  std::string answer_ = "{}";
  HttpServer server_;
};

const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";

void trace(Tracer& tracer, int requests) {
  for (int i = 0; i < requests; ++i) {
    auto span = tracer.begin("", "", base::TimePoint(base::Duration(1)));
    ASSERT_NE(span, nullptr);
    span->add_phase("parse", span->began, span->began);
    span->ended = span->began;
    tracer.end(std::move(span));
  }
}

template <class Done>
bool soon(Done done) {
  for (int i = 0; i < 4000 && !done(); ++i) base::system_clock().sleep(milliseconds(5));
  return done();
}

TEST(Tracer, WhoIsTraced) {
  Collector collector;
  TraceOptions options = collector.options();
  options.sample = 0;
  const Tracer tracer(options);
  const base::TimePoint now{};
  EXPECT_EQ(tracer.begin("", "", now), nullptr);
  EXPECT_EQ(tracer.begin("nonsense", "", now), nullptr);
  EXPECT_EQ(tracer.begin(kParent + "00", "", now), nullptr);
  const auto span = tracer.begin(kParent + "01", "a=b", now);
  ASSERT_NE(span, nullptr);
  EXPECT_EQ(hex(span->trace), kParent.substr(3, 32));
  EXPECT_EQ(hex(span->parent), kParent.substr(36, 16));
  EXPECT_NE(span->id, span->parent);
  EXPECT_TRUE(span->remote);
  EXPECT_EQ(span->state, "a=b");
  const Tracer all(collector.options());
  EXPECT_EQ(all.begin(kParent + "00", "", now), nullptr) << "whose caller says no";
  const auto root = all.begin("", "a=b", now), other = all.begin("", "", now);
  EXPECT_FALSE(root->remote);
  EXPECT_EQ(root->state, "") << "of no parent";
  EXPECT_NE(root->trace, other->trace);
}

TEST(Tracer, SpansGoInBatches) {
  Collector collector;
  TraceOptions options = collector.options();
  options.batch_max = 10;
  Tracer tracer(options);
  trace(tracer, 100);
  EXPECT_TRUE(soon([&] { return collector.spans() == 200; })) << collector.spans();
  tracer.stop();
  EXPECT_EQ(collector.greatest(), 10u);
  EXPECT_EQ(tracer.exported(), 200u);
  EXPECT_EQ(tracer.dropped(), 0u);
}

TEST(Tracer, WhatIsLeftIsSentAtTheEnd) {
  Collector collector;
  TraceOptions options = collector.options();
  options.every = std::chrono::hours(1);
  Tracer tracer(options);
  trace(tracer, 600);
  tracer.stop();
  EXPECT_EQ(collector.spans(), 1200u);
  trace(tracer, 1);
  EXPECT_EQ(tracer.dropped(), 2u) << "what ends later";
}

TEST(Tracer, ABusyCollectorIsAskedAgainAndOneThatRefusesIsNot) {
  Collector collector;
  Tracer tracer(collector.options());
  for (const int status : {429, 502, 503, 504}) {
    collector.say(status, 2);
    trace(tracer, 1);
    const std::uint64_t wanted = tracer.exported() + 2;
    EXPECT_TRUE(soon([&] { return tracer.exported() == wanted; })) << status;
  }
  EXPECT_EQ(tracer.dropped(), 0u);
  const std::uint64_t posts = collector.posts();
  collector.say(400, 1);
  trace(tracer, 1);
  EXPECT_TRUE(soon([&] { return tracer.dropped() == 2; }));
  EXPECT_EQ(collector.posts(), posts + 1);
  collector.answer(R"({"partialSuccess":{"rejectedSpans":"1"}})");
  trace(tracer, 1);
  EXPECT_TRUE(soon([&] { return tracer.dropped() == 3; }));
  EXPECT_EQ(tracer.exported(), 9u);
}

TEST(Tracer, WithoutACollectorWhatDoesNotFitIsDropped) {
  TraceOptions options = {.host = "127.0.0.1",
                          .port = "1",
                          .path = "/v1/traces",
                          .sample = 1,
                          .waiting_max = 100,
                          .every = milliseconds(1),
                          .backoff = milliseconds(1),
                          .stop_max = milliseconds(50)};
  Tracer tracer(options);
  trace(tracer, 1000);
  EXPECT_GT(tracer.dropped(), 0u);
  tracer.stop();
  EXPECT_EQ(tracer.dropped(), 2000u) << "each is counted";
  EXPECT_EQ(tracer.exported(), 0u);
}

TEST(Tracer, ABatchIsNotTriedForEver) {
  Collector collector;
  collector.say(503, 1'000'000);
  TraceOptions options = collector.options();
  options.retry_max = milliseconds(20);
  Tracer tracer(options);
  trace(tracer, 1);
  EXPECT_TRUE(soon([&] { return tracer.dropped() == 2; }));
  EXPECT_GE(collector.posts(), 1u);  // as often as the machine finds time for
}

}  // namespace
}  // namespace slipway::serve
