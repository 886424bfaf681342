// A home through the socket of its owner.
#include <sys/socket.h>
#include <sys/un.h>

#include "serve/http_server.h"
#include "service/admin.h"
#include "service/any_home_test.h"

namespace slipway::service {
namespace {

struct Owner {
  explicit Owner(const std::string& path)
      : home(*LocalHome::open(path)), handler(make_admin_handler(*home)), server(*handler) {
    const auto status =
        server.start({.unix_socket = admin_socket(path), .threads = 1, .body_bytes_max = 1u << 30});
    EXPECT_TRUE(status.ok()) << status.text();
  }
  std::unique_ptr<LocalHome> home;
  std::unique_ptr<serve::Handler> handler;
  serve::HttpServer server;
};

TEST(AdminClient, EveryCallGivesWhatTheOwnersOwnGives) {
  const Folder work;
  Owner owner(work / "home");
  auto remote = connect_home(work / "home");
  ASSERT_TRUE(remote.ok());
  expect_a_home(**remote, *owner.home);
}

TEST(AdminClient, ALargeBatchGoesThrough) {
  const Folder work;
  Owner owner(work / "home");
  auto remote = *connect_home(work / "home");
  ASSERT_TRUE(remote->create_queue("rows", 1).ok());
  const std::vector<std::string> payloads(40, std::string(1u << 20, '"'));
  ASSERT_TRUE(remote->publish("rows", payloads, {}).ok());
  const auto records = remote->peek("rows", 0, 0, 40);
  ASSERT_TRUE(records.ok()) << records.status().text();
  EXPECT_EQ(records->front().payload, payloads.front());
}

TEST(AdminClient, NobodyThereIsSaidSo) {
  const Folder work;
  const auto status = (*connect_home(work.path()))->queues().status();
  EXPECT_EQ(status.code(), base::Code::kUnavailable);
  EXPECT_STREQ(status.reason(), "NO_OWNER");
  EXPECT_EQ(status.place(), work / "admin.sock");
}

// A process that was killed leaves its socket's file: nobody answers there, and the next owner
// takes its place.
TEST(AdminClient, ASocketThatADeadOwnerLeftIsTakenOver) {
  const Folder work;
  {
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = work / "admin.sock";
    ASSERT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(dead);
  }
  ASSERT_TRUE(work.has("admin.sock"));
  auto remote = *connect_home(work.path());
  EXPECT_STREQ(remote->queues().status().reason(), "NO_OWNER");
  Owner owner(work.path());
  EXPECT_TRUE(remote->queues().ok()) << remote->queues().status().text();
}

// Whatever listens at a socket, what it answers is read with care.
TEST(AdminClient, AnAnswerThatIsNoneOfOursIsNoHome) {
  struct Stranger final : serve::Handler {
    void handle(serve::Exchange& exchange) override {
      exchange.response().body = body;
      exchange.response().status = status;
      exchange.finish();
    }
    std::string body;
    int status = 200;
  } stranger;
  const Folder work;
  serve::HttpServer server(stranger);
  ASSERT_TRUE(server.start({.unix_socket = admin_socket(work.path()), .threads = 1}).ok());
  auto remote = *connect_home(work.path());
  for (const std::string& body :
       {std::string("hello"), std::string("[]"), std::string(), std::string(1u << 20, '[')}) {
    stranger.body = body;
    EXPECT_STREQ(remote->queues().status().reason(), "NO_OWNER") << body.substr(0, 10);
  }
  for (const char* body : {"{}", R"({"items":7})", R"({"items":[7]})"}) {
    stranger.body = body;
    EXPECT_TRUE(remote->queues()->empty()) << body;
    EXPECT_TRUE(remote->peek("q", 0, 0, 1)->empty()) << body;
    EXPECT_TRUE(remote->dead_letters("", 1)->empty()) << body;
  }
  stranger.status = 400;
  for (const char* body : {"{}", R"({"error":7})", R"({"error":{"code":"NEVER","reason":5}})"}) {
    stranger.body = body;
    EXPECT_EQ(remote->queues().status().code(), base::Code::kUnknown) << body;
  }
}

}  // namespace
}  // namespace slipway::service
