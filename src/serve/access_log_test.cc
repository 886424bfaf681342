#include "serve/access_log.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace slipway::serve {
namespace {

class AccessLogTest : public ::testing::Test {
 protected:
  ~AccessLogTest() override { std::filesystem::remove(path_); }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }
  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("slipway-access-" + std::to_string(::getpid())))
          .string();
};

TEST_F(AccessLogTest, ALineIsJsonWhateverTheCallerSent) {
  auto log = AccessLog::open(path_);
  ASSERT_TRUE(log.ok()) << log.status().text();
  (*log)->write({.peer = "127.0.0.1:5",
                 .method = "POST",
                 .path = "/a\"\n\xff",
                 .trace = "00-1",
                 .caller = "ann",
                 .status = 404,
                 .took = std::chrono::microseconds(7),
                 .bytes_in = 3,
                 .bytes_out = 9});
  ASSERT_EQ(lines().size(), 1u);
  const std::string line = lines()[0];
  EXPECT_TRUE(line.starts_with("{\"time\":\"20")) << line;
  EXPECT_TRUE(line.ends_with(
      "\"protocol\":\"http\",\"peer\":\"127.0.0.1:5\",\"method\":\"POST\",\"path\":\"/a\\\"\\n?\","
      "\"caller\":\"ann\",\"status\":404,\"us\":7,\"bytes_in\":3,\"bytes_out\":9,\"trace\":\"00-"
      "1\"}"))
      << line;
}

TEST_F(AccessLogTest, LinesOfManyThreadsDontMix) {
  const auto log = *AccessLog::open(path_);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&log] {
      for (int i = 0; i < 500; ++i) log->write({.path = std::string(200, 'x')});
    });
  for (std::thread& thread : threads) thread.join();
  const auto all = lines();
  EXPECT_EQ(all.size(), 2000u);
  for (const std::string& line : all) ASSERT_EQ(line.back(), '}');
}

TEST_F(AccessLogTest, AFileThatCanNotBeOpenedIsSaid) {
  EXPECT_STREQ(AccessLog::open("/no/such/folder/log").status().reason(), "CANNOT_LOG");
}

}  // namespace
}  // namespace slipway::serve
