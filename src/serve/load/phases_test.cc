#include "serve/load/phases.h"

#include "serve/load/handler_target.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

using PhasesTest = ServedTest;

TEST_F(PhasesTest, AreWhatTheServerSaysOfRequestsBetweenTwoLooks) {
  const auto target = make_handler_target(*handler_);
  const auto ask = [this] {
    EXPECT_EQ(
        this->ask("POST", "/api/v1/models/toy/score", R"({"key":1,"x":5,"note":"n"})").status(),
        200);
  };
  ask();
  const auto before = ask_phases(*target, "toy");
  ASSERT_TRUE(before);
  EXPECT_EQ(before->requests, 1u);
  EXPECT_FALSE(*before - *before) << "nothing was done";
  for (int i = 0; i < 5; ++i) ask();
  const auto spent = *ask_phases(*target, "toy") - *before;
  ASSERT_TRUE(spent);
  EXPECT_EQ(spent->requests, 5u);
  EXPECT_GT(spent->parse, base::Duration());
  EXPECT_GT(spent->whole, base::Duration());
  EXPECT_EQ(spent->whole, spent->parse + spent->queue + spent->score + spent->encode);
  EXPECT_FALSE(*before - *ask_phases(*target, "toy")) << "the server was started anew";
}

TEST_F(PhasesTest, OfAServerThatHasNoneAreNone) {
  const auto target = make_handler_target(*handler_);
  EXPECT_FALSE(ask_phases(*target, "none"));
  EXPECT_FALSE(ask_phases(
      *make_http_target({"http", "127.0.0.1", "1", ""}, {}, std::chrono::seconds(1)), "toy"));
}

}  // namespace
}  // namespace slipway::serve
