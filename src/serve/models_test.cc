// Models come, are replaced and go while requests hold them.
#include "serve/models.h"

#include <atomic>
#include <thread>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

// Counts how many of it there are.
class Counted {
 public:
  explicit Counted(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
  ~Counted() { --alive_; }

 private:
  std::atomic<int>& alive_;
};

class ModelsTest : public ServedTest {
 protected:
  ServedModel model(const std::string& name, const std::string& number, const std::string& digest) {
    ServedModel made = toy_model(name, path_, *scorer_);
    made.number = number, made.version = digest;
    made.keeps = std::make_shared<const Counted>(alive_);
    return made;
  }
  void wait_for(int alive) {
    for (int i = 0; i < 5000 && alive_ != alive; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(alive_, alive);
  }

  std::atomic<int> alive_{0};
  ServedModels served_;
};

TEST_F(ModelsTest, TheGreatestNumberIsTheDefaultUnlessAnAliasSaysOtherwise) {
  for (const char* number : {"9", "11", "10"}) served_.put(model("churn", number, number));
  EXPECT_EQ(served_.find("churn")->number, "11");
  ServedModel nine = model("churn", "9", "9");
  nine.aliases = {"champion", "default"};
  served_.put(std::move(nine));
  EXPECT_EQ(served_.find("churn")->number, "9");
  EXPECT_EQ(served_.find("churn", "champion")->number, "9");
  EXPECT_EQ(served_.find("churn", "challenger"), nullptr);
  EXPECT_EQ(served_.all()->size(), 3u);
  const std::string kept[] = {"10", "11"};
  served_.remove("churn", kept);
  EXPECT_EQ(served_.find("churn")->number, "11");
  EXPECT_EQ(served_.find("churn", "9"), nullptr);
  served_.remove("churn");
  wait_for(0);
}

TEST_F(ModelsTest, AreFoundByNumberOrDigest) {
  served_.put(model("churn", "1", "aaaa1111bbbb"));
  served_.put(model("apple", "7", "cccc"));
  served_.put(model("churn", "2", "dddd2222eeee"));
  EXPECT_EQ(served_.find("churn")->number, "2");
  EXPECT_EQ(served_.find("churn", "1")->version, "aaaa1111bbbb");
  EXPECT_EQ(served_.find("churn", "aaaa")->number, "1");
  EXPECT_EQ(served_.find("churn", "aaa"), nullptr) << "too short for a digest";
  EXPECT_EQ(served_.find("churn", "3"), nullptr);
  EXPECT_EQ(served_.find("chur"), nullptr);
  ASSERT_EQ(served_.all()->size(), 3u);
  EXPECT_EQ(served_.all()->front()->name, "apple");
  served_.remove("churn");
  EXPECT_EQ(served_.find("churn"), nullptr);
  EXPECT_EQ(served_.all()->size(), 1u);
  wait_for(1);
}

TEST_F(ModelsTest, AReplacedOneIsKeptByWhoHoldsItAndThenFreed) {
  served_.put(model("churn", "1", "aaaa"));
  ServedPtr held = served_.find("churn");
  served_.put(model("churn", "1", "bbbb"));
  EXPECT_EQ(served_.all()->size(), 1u);
  EXPECT_EQ(served_.find("churn")->version, "bbbb");
  EXPECT_EQ(held->version, "aaaa");
  EXPECT_EQ(alive_, 2);
  held.reset();
  wait_for(1);
}

TEST_F(ModelsTest, RequestsAreAnsweredWhileTheirModelIsReplaced) {
  served_.put(model("toy", "1", "0"));
  const ServeContext context{.models = &served_, .clock = &clock_, .ready = [] { return true; }};
  const auto handler = make_handler(context);
  std::atomic<bool> stop{false};
  std::atomic<int> answered{0};
  const auto ask_on = [&] {
    while (!stop) {
      FakeExchange exchange("POST", "/api/v1/models/toy/score", R"({"key":1,"x":5,"note":"n"})");
      handler->handle(exchange);
      ASSERT_EQ(exchange.finished, 1);
      // The toys' path takes one request at a time.
      ASSERT_TRUE(exchange.status() == 200 || exchange.status() == 429) << exchange.body();
      ++answered;
    }
  };
  std::thread first(ask_on), second(ask_on);
  for (int i = 1; i <= 200; ++i) served_.put(model("toy", "1", std::to_string(i)));
  while (answered < 1000) std::this_thread::yield();
  stop = true;
  first.join(), second.join();
  wait_for(1);
}

}  // namespace
}  // namespace slipway::serve
