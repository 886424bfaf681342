#include "sql/sqlite.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace slipway::sql {
namespace {

std::string fresh(const char* name) {
  const std::string path =
      ::testing::TempDir() + "/sqlite_test_" + std::to_string(::getpid()) + name;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  return path;
}

TEST(Sqlite, WhatIsBoundReadsBack) {
  auto db = Database::open(fresh("a"));
  ASSERT_TRUE(db.ok()) << db.status().text();
  ASSERT_TRUE(db->run("create table t (i, x, s, n)").ok());
  auto insert = db->prepare("insert into t values (?, ?, ?, ?)");
  insert->bind(1, std::int64_t{9007199254740993}), insert->bind(2, 0.1),
      insert->bind(3, std::string_view("a\0b", 3)), insert->bind_null(4);
  ASSERT_TRUE(insert->finish().ok());
  auto select = db->prepare("select * from t");
  ASSERT_TRUE(*select->step());
  EXPECT_EQ(select->integer(0), 9007199254740993);
  EXPECT_EQ(select->number(1), 0.1);
  EXPECT_EQ(select->text(2), std::string("a\0b", 3));
  EXPECT_TRUE(select->is_null(3));
  EXPECT_FALSE(*select->step());
}

TEST(Sqlite, ARolledBackTransactionLeavesNothing) {
  auto db = Database::open(fresh("b"));
  ASSERT_TRUE(db->run("create table t (i)").ok() && db->run("begin immediate").ok());
  EXPECT_TRUE(db->in_transaction());
  ASSERT_TRUE(db->run("insert into t values (1)").ok() && db->run("rollback").ok());
  auto count = db->prepare("select count(*) from t");
  ASSERT_TRUE(*count->step());
  EXPECT_EQ(count->integer(0), 0);
}

TEST(Sqlite, FailuresSayWhatTheyAre) {
  const std::string path = fresh("c");
  auto db = Database::open(path);
  ASSERT_TRUE(db->run("create table t (i unique)").ok());
  ASSERT_TRUE(db->run("insert into t values (1)").ok());
  EXPECT_EQ(db->run("insert into t values (1)").text(),
            path + ": UNIQUE constraint failed: t.i (CONSTRAINT)");
  EXPECT_STREQ(db->prepare("select nothing").status().reason(), "SQL");
  EXPECT_STREQ(Database::open("/no/such/folder/x.db").status().reason(), "NO_FILE");
  std::ofstream(fresh("d")) << std::string(5000, 'x');
  EXPECT_STREQ(
      Database::open(::testing::TempDir() + "/sqlite_test_" + std::to_string(::getpid()) + "d")
          .status()
          .reason(),
      "CORRUPT");
}

TEST(Sqlite, NamesAreQuoted) { EXPECT_EQ(quoted("a\"b"), "\"a\"\"b\""); }

}  // namespace
}  // namespace slipway::sql
