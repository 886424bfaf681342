#include "ledger/dead_letters.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace slipway::ledger {
namespace {

TEST(DeadLetters, ArePutListedAndForgotten) {
  const std::string path = ::testing::TempDir() + "/dead_letters_" + std::to_string(::getpid());
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  auto letters = DeadLetters::open(path);
  ASSERT_TRUE(letters.ok()) << letters.status().text();
  DeadLetter letter;
  letter.id = "small/1/7/0";
  letter.pipeline = "small", letter.partition = 1, letter.position = 7, letter.payload = "{\"a\"",
  letter.reason = "BAD_JSON", letter.time = "2026-01-01T00:00:00Z";
  ASSERT_TRUE((*letters)->put(letter).ok() &&
              (*letters)->put(letter).ok());  // again: the same letter
  EXPECT_EQ((*letters)->list("small", 10)->size(), 1u);
  EXPECT_EQ((*letters)->list("", 10)->size(), 1u);
  EXPECT_EQ((*letters)->list("other", 10)->size(), 0u);
  EXPECT_EQ((*letters)->get("small/1/7/0")->payload, "{\"a\"");
  EXPECT_EQ((*letters)->get("small/1/7/0")->attempts, 2);
  ASSERT_TRUE((*letters)->forget("small/1/7/0").ok());
  EXPECT_STREQ((*letters)->get("small/1/7/0").status().reason(), "NO_LETTER");
}

}  // namespace
}  // namespace slipway::ledger
