// SQLite: a Database and its prepared Statements, as values that close themselves.
//
//   SLIPWAY_ASSIGN(auto db, Database::open("scores.db"));
//   SLIPWAY_ASSIGN(auto insert, db.prepare("insert into scores values (?, ?)"));
//   SLIPWAY_TRY(db.run("begin immediate"));
//   insert.bind(1, 7), insert.bind(2, 0.5);
//   SLIPWAY_TRY(insert.finish());
//   SLIPWAY_TRY(db.run("commit"));
//
// Failures: INVALID_ARGUMENT/CONSTRAINT, UNAVAILABLE/BUSY, RESOURCE_EXHAUSTED/NO_SPACE,
// DATA_LOSS/CORRUPT, INTERNAL/SQL; all name the file. One thread at a time; statements die before
// their database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace slipway::sql {

class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  // Parameters count from 1. Texts are copied.
  void bind(int at, std::int64_t value);
  void bind(int at, double value);
  void bind(int at, std::string_view value);
  void bind_null(int at);

  base::Result<bool> step();  // true: a row is there; false: at the end, ready to be bound anew
  base::Status finish();      // to the end, then ready to be bound anew

  // Of the row that is there; columns count from 0.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double number(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  Statement(sqlite3_stmt* statement, std::string name)
      : statement_(statement), name_(std::move(name)) {}
  sqlite3_stmt* statement_;
  std::string name_;  // of the file
};

class Database {
 public:
  // Creates the file if absent. Write-ahead log, every commit synced, five seconds of patience with
  // other writers.
  static base::Result<Database> open(const std::string& path);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  base::Status run(const std::string& sql);
  base::Result<Statement> prepare(const std::string& sql);
  bool in_transaction() const;

 private:
  Database(sqlite3* db, std::string path) : db_(db), path_(std::move(path)) {}
  base::Status to_wal();
  sqlite3* db_;
  std::string path_;
};

// "name" as SQL wants an identifier: "na""me".
std::string quoted(std::string_view name);

}  // namespace slipway::sql
