#include "service/home.h"

#include <cstdlib>

#include "serve/http_server.h"
#include "service/admin.h"
#include "service/any_home_test.h"

namespace slipway::service {
namespace {

TEST(Home, IsBesideTheConfigurationUnlessTheEnvironmentSaysOtherwise) {
  ::unsetenv("SLIPWAY_HOME");
  EXPECT_EQ(home_path(""), ".slipway");
  EXPECT_EQ(home_path("house"), "house/.slipway");
  ::setenv("SLIPWAY_HOME", "", 1);
  EXPECT_EQ(home_path("house"), "house/.slipway");
  ::setenv("SLIPWAY_HOME", "elsewhere", 1);
  EXPECT_EQ(home_path("house"), "elsewhere");
  ::unsetenv("SLIPWAY_HOME");
}

TEST(Home, OfNobodyIsOpenedAndOwned) {
  const Folder work;
  const auto home = open_home(work / "home");
  ASSERT_TRUE(home.ok()) << home.status().text();
  EXPECT_STREQ(LocalHome::open(work / "home").status().reason(), "LOCKED");
}

TEST(Home, OfAnotherProcessIsAskedThroughItsSocket) {
  const Folder work;
  auto owner = *LocalHome::open(work / "home");
  const auto handler = make_admin_handler(*owner);
  serve::HttpServer server(*handler);
  ASSERT_TRUE(server.start({.unix_socket = admin_socket(work / "home"), .threads = 1}).ok());
  const auto home = open_home(work / "home");
  ASSERT_TRUE(home.ok()) << home.status().text();
  ASSERT_TRUE((*home)->create_queue("rows", 1).ok());
  EXPECT_EQ(owner->queues()->front().name, "rows");
}

}  // namespace
}  // namespace slipway::service
