#include "serve/load/run_load.h"

#include "serve/load/handler_target.h"
#include "serve/load/load_test.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

using std::chrono::milliseconds;

class RunLoad : public ServedTest {
 protected:
  RunLoad() {
    plan_.connections = 1;  // as many as the toys take
  }
  LoadRun run() const { return {.model = "toy", .requests = requests_, .plan = plan_}; }

  const std::vector<LoadRequest> requests_ = {
      post_to("/api/v1/models/toy/score", R"({"key":1,"x":5,"note":"n"})")};
  std::atomic<bool> stop_{false};
  LoadPlan plan_ = short_plan(milliseconds(300));
};

TEST_F(RunLoad, ReportsTheWindowAndWhatTheServerSaysOfIt) {
  plan_.warm_up = milliseconds(100);
  bool warmed_up = false, counted = false;
  const auto outcome =
      run_load(*make_handler_target(*handler_), run(), stop_, [&](const LoadProgress& progress) {
        (progress.warms_up ? warmed_up : counted) = true;
        EXPECT_EQ(progress.whole, milliseconds(400));
      });
  ASSERT_TRUE(outcome.ok());
  EXPECT_TRUE(warmed_up);
  EXPECT_TRUE(counted);
  EXPECT_EQ(outcome->report.window, milliseconds(300));
  EXPECT_TRUE(outcome->report.all_well());
  ASSERT_TRUE(outcome->phases);
  EXPECT_GT(outcome->phases->requests, 0u);
}

TEST_F(RunLoad, StoppedItSaysWhatThereIs) {
  plan_.duration = std::chrono::hours(1);
  const auto outcome =
      run_load(*make_handler_target(*handler_), run(), stop_, [this](const LoadProgress& progress) {
        if (progress.done > 10) stop_ = true;
      });
  ASSERT_TRUE(outcome.ok());
  EXPECT_GT(outcome->report.requests, 10u);
  EXPECT_LT(outcome->report.window, std::chrono::minutes(30));
  EXPECT_TRUE(outcome->phases);
}

TEST_F(RunLoad, FailsAsItsTargetDoes) {
  plan_.connections = 5000;
  EXPECT_FALSE(
      run_load(*make_handler_target(*handler_), run(), stop_, [](const LoadProgress&) {}).ok());
}

}  // namespace
}  // namespace slipway::serve
