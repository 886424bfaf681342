#include "serve/payload_file.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace slipway::serve {
namespace {

class PayloadFileTest : public ::testing::Test {
 protected:
  ~PayloadFileTest() override {
    std::filesystem::remove(path_), std::filesystem::remove(path_ + ".1");
  }
  static std::vector<std::string> lines(const std::string& path) {
    std::vector<std::string> all;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }
  void write(PayloadSink& sink, const std::vector<std::string>& lines) {
    const auto status = sink.write(lines);
    EXPECT_TRUE(status.ok()) << status.text();
  }
  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("slipway-payload-" + std::to_string(::getpid())))
          .string();
};

TEST_F(PayloadFileTest, GoesOnWhereItEnded) {
  for (const char* line : {"a", "b"}) {
    const auto file = open_payload_file(path_, 4096);
    ASSERT_TRUE(file.ok()) << file.status().text();
    write(**file, {line});
  }
  EXPECT_EQ(lines(path_), (std::vector<std::string>{"a", "b"}));
}

TEST_F(PayloadFileTest, AFileThatWouldBeTooLargeGivesWayAndOneOlderIsKept) {
  const auto file = open_payload_file(path_, 100);
  ASSERT_TRUE(file.ok());
  for (char c = 'a'; c <= 'e'; ++c) write(**file, {std::string(60, c)});
  EXPECT_EQ(lines(path_), std::vector<std::string>{std::string(60, 'e')});
  EXPECT_EQ(lines(path_ + ".1"), std::vector<std::string>{std::string(60, 'd')});
  write(**file, std::vector<std::string>(7, std::string(40, 'x')));  // at once
  EXPECT_EQ(lines(path_).size(), 1u);
  EXPECT_EQ(lines(path_ + ".1").size(), 2u);
  write(**file, {std::string(500, 'y')});  // larger than a file: one by itself
  write(**file, {"z"});
  EXPECT_EQ(lines(path_), std::vector<std::string>{"z"});
  EXPECT_EQ(lines(path_ + ".1"), std::vector<std::string>{std::string(500, 'y')});
}

TEST_F(PayloadFileTest, APlaceWhereNothingCanBeWrittenIsNamed) {
  for (const char* path : {"/dev/full", "/none/payload.jsonl", "/"}) {
    const auto file = open_payload_file(path, 4096);
    EXPECT_STREQ(file.status().reason(), "CANNOT_LOG") << path;
    EXPECT_EQ(file.status().place(), path);
  }
}

}  // namespace
}  // namespace slipway::serve
