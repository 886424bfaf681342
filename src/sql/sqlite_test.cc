#include "sql/sqlite.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

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

TEST(Sqlite, AStatementGoesOnAfterAFailure) {
  auto db = Database::open(fresh("e"));
  ASSERT_TRUE(db->run("create table t (i unique)").ok());
  auto insert = db->prepare("insert into t values (?)");
  for (const std::int64_t value : {1, 1, 2}) {
    insert->bind(1, value);
    const base::Status status = insert->finish();
    EXPECT_STREQ(status.reason(), status.ok() ? "" : "CONSTRAINT");
  }
  auto sum = db->prepare("select sum(i), count(*) from t");
  ASSERT_TRUE(*sum->step());
  EXPECT_EQ(sum->integer(0), 3);
  EXPECT_EQ(sum->integer(1), 2);
}

// A failed row does not end the transaction that others are in.
TEST(Sqlite, ATransactionOutlivesARowThatIsRefused) {
  auto db = Database::open(fresh("f"));
  ASSERT_TRUE(db->run("create table t (i unique)").ok() && db->run("begin immediate").ok());
  ASSERT_TRUE(db->run("insert into t values (1)").ok());
  EXPECT_STREQ(db->run("insert into t values (1)").reason(), "CONSTRAINT");
  EXPECT_TRUE(db->in_transaction());
  ASSERT_TRUE(db->run("commit").ok());
  EXPECT_FALSE(db->in_transaction());
}

TEST(Sqlite, NumbersKeepTheirBits) {
  auto db = Database::open(fresh("g"));
  auto select = db->prepare("select ?, ?, ?, ?, ?");
  select->bind(1, 5e-324), select->bind(2, -0.0), select->bind(3, 1e308 * 10);
  select->bind(4, std::numeric_limits<double>::quiet_NaN());
  select->bind(5, std::numeric_limits<std::int64_t>::min());
  ASSERT_TRUE(*select->step());
  EXPECT_EQ(select->number(0), 5e-324);
  EXPECT_TRUE(std::signbit(select->number(1)));
  EXPECT_EQ(select->number(2), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(select->is_null(3));  // SQLite has no NaN
  EXPECT_EQ(select->integer(4), std::numeric_limits<std::int64_t>::min());
}

TEST(Sqlite, AnEmptyTextIsNoNull) {
  auto db = Database::open(fresh("h"));
  auto select = db->prepare("select ?, ?");
  select->bind(1, std::string_view()), select->bind_null(2);
  ASSERT_TRUE(*select->step());
  EXPECT_FALSE(select->is_null(0));
  EXPECT_EQ(select->text(0), "");
  EXPECT_TRUE(select->is_null(1));
  EXPECT_EQ(select->text(1), "");
}

TEST(Sqlite, MovedDatabasesAndStatementsGoOn) {
  auto opened = Database::open(fresh("i"));
  Database db = *std::move(opened);
  auto made = db.prepare("select 7");
  Statement select = *std::move(made);
  Database elsewhere = std::move(db);
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.integer(0), 7);
  EXPECT_TRUE(elsewhere.run("create table t (i)").ok());
}

TEST(Sqlite, WhatIsCommittedIsThereForOthersAtOnce) {
  const std::string path = fresh("j");
  auto writer = Database::open(path), reader = Database::open(path);
  ASSERT_TRUE(writer->run("create table t (i); begin immediate; insert into t values (1)").ok());
  const auto rows = [&] {
    auto count = reader->prepare("select count(*) from t");
    EXPECT_TRUE(*count->step());
    return count->integer(0);
  };
  EXPECT_EQ(rows(), 0);
  ASSERT_TRUE(writer->run("commit").ok());
  EXPECT_EQ(rows(), 1);
}

TEST(Sqlite, NamesAreQuoted) { EXPECT_EQ(quoted("a\"b"), "\"a\"\"b\""); }

}  // namespace
}  // namespace slipway::sql
