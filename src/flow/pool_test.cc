#include "flow/pool.h"

#include <atomic>
#include <functional>

#include <gtest/gtest.h>

namespace slipway::flow {
namespace {

class Job final : public Worker {
 public:
  explicit Job(std::function<void()> does) : does_(std::move(does)) {}
  void work() override { does_(); }

 private:
  const std::function<void()> does_;
};

TEST(Pool, DoesAllThatWasPushedBeforeItGoes) {
  std::atomic<int> done{0};
  {
    Pool pool(3);
    EXPECT_TRUE(pool.has_threads());
    for (int i = 0; i < 1000; ++i) pool.push(std::make_shared<Job>([&done] { ++done; }));
  }
  EXPECT_EQ(done, 1000);
}

TEST(Pool, WorkMayPushMoreAlsoWhileThePoolGoes) {
  std::atomic<int> done{0};
  std::function<void()> again;  // outlives the pool, which goes while it is at work
  {
    Pool pool(1);
    again = [&] {
      if (++done < 100) pool.push(std::make_shared<Job>(again));
    };
    pool.push(std::make_shared<Job>(again));
  }
  EXPECT_EQ(done, 100);
}

TEST(Pool, OneThreadKeepsTheOrder) {
  std::vector<int> order;
  {
    Pool pool(1);
    for (int i = 0; i < 100; ++i)
      pool.push(std::make_shared<Job>([&order, i] { order.push_back(i); }));
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(Pool, AWorkerLivesUntilItsWorkIsDone) {
  std::weak_ptr<Worker> weak;
  std::atomic<bool> alive{false};
  {
    Pool pool(1);
    auto job = std::make_shared<Job>([&] { alive = !weak.expired(); });
    weak = job;
    pool.push(std::move(job));
  }
  EXPECT_TRUE(alive);
  EXPECT_TRUE(weak.expired());
}

TEST(Pool, WithoutThreadsThereAreNone) { EXPECT_FALSE(Pool(0).has_threads()); }

}  // namespace
}  // namespace slipway::flow
