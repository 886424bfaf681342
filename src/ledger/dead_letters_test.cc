#include "ledger/dead_letters.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

namespace slipway::ledger {
namespace {

std::string fresh() {
  const std::string path = ::testing::TempDir() + "/dead_letters_" + std::to_string(::getpid());
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  return path;
}

TEST(DeadLetters, ArePutListedAndForgotten) {
  const std::string path = fresh();
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

TEST(DeadLetters, EverythingComesBackAlsoAfterReopening) {
  const std::string path = fresh();
  DeadLetter letter{.id = "p/q '\"/4000000000/4611686018427387904/7",
                    .pipeline = "p/q '\"",
                    .partition = 4'000'000'000,
                    .position = 1ull << 62,
                    .row = 7,
                    .payload = std::string("\0\xff\"'", 4),
                    .code = "INVALID_ARGUMENT",
                    .reason = "BAD_JSON",
                    .message = "it's \xc3\xa9",
                    .column = "a",
                    .trace = "00-1",
                    .time = "2026-01-01T00:00:00Z"};
  ASSERT_TRUE((*DeadLetters::open(path))->put(letter).ok());
  const auto letters = DeadLetters::open(path);
  const auto got = (*letters)->get(letter.id);
  ASSERT_TRUE(got.ok()) << got.status().text();
  EXPECT_EQ(got->id, letter.id);
  EXPECT_EQ(got->partition, letter.partition);
  EXPECT_EQ(got->position, letter.position);
  EXPECT_EQ(got->row, letter.row);
  EXPECT_EQ(got->payload, letter.payload);
  EXPECT_EQ(got->message, letter.message);
  EXPECT_EQ(got->code + got->reason + got->column + got->trace + got->time,
            letter.code + letter.reason + letter.column + letter.trace + letter.time);
  letter.message = "again";  // the row failed once more, otherwise
  ASSERT_TRUE((*letters)->put(letter).ok());
  EXPECT_EQ((*letters)->get(letter.id)->message, "again");
  EXPECT_EQ((*letters)->list(letter.pipeline, 10)->size(), 1u);
}

TEST(DeadLetters, OldestFirstAndInTheOrderOfTheSource) {
  const auto letters = DeadLetters::open(fresh());
  const auto put = [&](std::uint64_t position, const char* time) {
    DeadLetter letter;
    letter.id = std::to_string(position);
    letter.pipeline = "p", letter.position = position, letter.time = time;
    ASSERT_TRUE((*letters)->put(letter).ok());
  };
  put(3, "2026-01-01T00:00:01Z");
  put(10, "2026-01-01T00:00:00.500000Z"), put(9, "2026-01-01T00:00:00.500000Z");
  put(20, "2026-01-01T00:00:00Z");  // before all fractions of its second
  std::string positions;
  const auto all = (*letters)->list("p", 3);
  for (const DeadLetter& letter : *all) positions += std::to_string(letter.position) + " ";
  EXPECT_EQ(positions, "20 9 10 ");
}

TEST(DeadLetters, ForgettingOneLeavesTheOthers) {
  const auto letters = DeadLetters::open(fresh());
  DeadLetter letter;
  for (std::uint64_t position : {1, 11, 111}) {
    letter.id = "/0/" + std::to_string(position) + "/0";
    ASSERT_TRUE((*letters)->put(letter).ok());
  }
  ASSERT_TRUE((*letters)->forget("/0/11/0").ok());
  EXPECT_EQ((*letters)->list("", 10)->size(), 2u);
  EXPECT_TRUE((*letters)->get("/0/1/0").ok());
  EXPECT_EQ((*letters)->get("' or 1=1 --").status().remedy(), "slipway dlq list shows them");
}

}  // namespace
}  // namespace slipway::ledger
