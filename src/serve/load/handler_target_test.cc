#include "serve/load/handler_target.h"

#include <thread>

#include "serve/fakes_test.h"
#include "serve/load/load_test.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

// Finishes what it was given when it is wound.
class Clockwork final : public Handler {
 public:
  void handle(Exchange& exchange) override {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(&exchange);
    due_ = base::system_clock().now() + milliseconds(1);
  }
  base::TimePoint due_at() const override {
    const std::lock_guard lock(mutex_);
    return waiting_.empty() ? base::kNever : due_;
  }
  void tick() override {
    std::vector<Exchange*> all;
    {
      const std::lock_guard lock(mutex_);
      all.swap(waiting_);
    }
    for (Exchange* exchange : all) exchange->finish();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Exchange*> waiting_;
  base::TimePoint due_;
};

TEST(HandlerTarget, AClosedLoopIsAnsweredByTheHandlerItself) {
  Echo echo;
  const auto target = make_handler_target(echo);
  const LoadReport report =
      load_on(*target, short_plan(), {post_to("/inline", "one")},
              [](std::string_view body) { return body == "POST /inline? one"; });
  EXPECT_TRUE(report.all_well());
  EXPECT_GT(report.requests, 8u);
  EXPECT_EQ(static_cast<std::uint64_t>(echo.handled), report.requests);
}

TEST(HandlerTarget, AnswersOfOtherThreadsAndOfTheClockAreWaitedFor) {
  Echo echo;
  LoadPlan plan = short_plan(milliseconds(50));
  EXPECT_TRUE(load_on(*make_handler_target(echo), plan, {post_to("/later")}).all_well());
  Clockwork clockwork;
  EXPECT_TRUE(load_on(*make_handler_target(clockwork), plan, {post_to("/")}).all_well());
}

TEST(HandlerTarget, AnOpenLoopSendsAllThatIsDueAndRefusalsAreCounted) {
  Echo echo;
  LoadPlan plan = short_plan(milliseconds(500));
  plan.rate = 200;
  const LoadReport report =
      load_on(*make_handler_target(echo), plan, {post_to("/inline"), post_to("/busy")});
  EXPECT_EQ(report.requests, 100u);
  EXPECT_EQ(report.refused, report.codes.at(405));
  EXPECT_EQ(report.codes.at(200) + report.codes.at(405) + report.unsent, 100u);
}

TEST(HandlerTarget, AskReachesTheHandler) {
  Echo echo;
  const auto target = make_handler_target(echo);
  EXPECT_EQ(target->ask({.method = "GET", .path = "/inline"})->body, "GET /inline? ");
  EXPECT_EQ(target->ask(post_to("/busy"))->code, 405);
}

TEST(HandlerTarget, AThreadForEachOfTooManyIsRefused) {
  Echo echo;
  LoadPlan plan = short_plan();
  plan.connections = 5000;
  Load load(plan, 1, base::system_clock().now());
  const auto status = make_handler_target(echo)->drive({}, load, std::atomic<bool>{false});
  EXPECT_EQ(std::string_view(status.reason()), "BAD_LOAD");
}

}  // namespace
}  // namespace slipway::serve
