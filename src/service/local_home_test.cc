#include "service/local_home.h"

#include <thread>

#include "service/any_home_test.h"

namespace slipway::service {
namespace {

TEST(LocalHome, IsAHome) {
  const Folder work;
  auto home = LocalHome::open(work / "home");
  ASSERT_TRUE(home.ok()) << home.status().text();
  expect_a_home(**home, **home);
}

TEST(LocalHome, KeepsWhatItHasForTheNextOwner) {
  const Folder work;
  {
    auto home = *LocalHome::open(work / "home");
    ASSERT_TRUE(home->create_queue("rows", 1).ok());
    ASSERT_TRUE(home->publish("rows", {"a"}, {}).ok());
    ASSERT_TRUE(home->letters().put(letter("p", "1")).ok());
  }
  auto home = *LocalHome::open(work / "home");
  EXPECT_EQ(home->peek("rows", 0, 0, 10)->front().payload, "a");
  EXPECT_EQ(home->dead_letters("p", 10)->size(), 1u);
}

TEST(LocalHome, HasOneOwner) {
  const Folder work;
  auto home = LocalHome::open(work / "home");
  ASSERT_TRUE(home.ok());
  const auto second = LocalHome::open(work / "home").status();
  EXPECT_STREQ(second.reason(), "LOCKED");
  EXPECT_EQ(second.place(), work / "home/lock");
  EXPECT_TRUE(LocalHome::open(work / "other").ok());  // another home is another matter
  home->reset();
  EXPECT_TRUE(LocalHome::open(work / "home").ok());
}

TEST(LocalHome, WaitsForAnOwnerThatIsSoonDone) {
  const Folder work;
  auto home = LocalHome::open(work / "home");
  ASSERT_TRUE(home.ok());
  std::thread owner([&] {
    base::system_clock().sleep(std::chrono::milliseconds(50));
    home->reset();
  });
  EXPECT_TRUE(LocalHome::open(work / "home", std::chrono::seconds(60)).ok());
  owner.join();
}

TEST(LocalHome, AFolderThatCanNotBeMadeIsNamed) {
  const Folder work;
  work.write("file", "");
  const auto status = LocalHome::open(work / "file/home").status();
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.place().find(work / "file"), std::string::npos) << status.text();
}

}  // namespace
}  // namespace slipway::service
