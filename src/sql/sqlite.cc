#include "sql/sqlite.h"

#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace slipway::sql {
namespace {

constexpr int kBusyMs = 5000, kRetryMs = 10;

base::Status failure(sqlite3* db, int code, const std::string& path) {
  const std::string what = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return base::invalid_argument("CONSTRAINT", what).at(path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return base::unavailable("BUSY", what).at(path);
    case SQLITE_FULL:
      return base::resource_exhausted("NO_SPACE", what).at(path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return base::data_loss("CORRUPT", what).at(path);
    case SQLITE_CANTOPEN:
      return base::not_found("NO_FILE", what).at(path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return base::Status(base::Code::kPermissionDenied, "NO_ACCESS", what).at(path);
    default:
      return base::internal("SQL", what).at(path);
  }
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), name_(std::move(other.name_)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  std::swap(name_, other.name_);
  return *this;
}
Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }
void Statement::bind(int at, double value) { sqlite3_bind_double(statement_, at, value); }
void Statement::bind(int at, std::string_view value) {
  sqlite3_bind_text64(statement_, at, value.data() == nullptr ? "" : value.data(), value.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Statement::bind_null(int at) { sqlite3_bind_null(statement_, at); }

base::Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return sqlite3_reset(statement_), false;
  const base::Status status = failure(sqlite3_db_handle(statement_), code, name_);
  sqlite3_reset(statement_);
  return status;
}

base::Status Statement::finish() {
  for (;;) {
    SLIPWAY_ASSIGN(const bool more, step());
    if (!more) break;
  }
  return {};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::number(int column) const { return sqlite3_column_double(statement_, column); }
std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text == nullptr
             ? std::string()
             : std::string(text,
                           static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

base::Result<Database> Database::open(const std::string& path) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const base::Status status = failure(db, code, path);
    sqlite3_close(db);
    return status;
  }
  Database database(db, path);
  sqlite3_busy_timeout(db, kBusyMs);
  SLIPWAY_TRY(database.to_wal());
  SLIPWAY_TRY(database.run("pragma synchronous = full"));
  return database;
}

// While another connection makes the file or is the last to close it, the change is refused at once: the
// timeout does not count there.
base::Status Database::to_wal() {
  base::Status status;
  for (int waited = 0; waited < kBusyMs; waited += kRetryMs) {
    status = run("pragma journal_mode = wal");
    if (!status.transient()) break;
    sqlite3_sleep(kRetryMs);
  }
  return status;
}

Database::Database(Database&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), path_(std::move(other.path_)) {}
Database& Database::operator=(Database&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(path_, other.path_);
  return *this;
}
Database::~Database() { sqlite3_close_v2(db_); }

base::Status Database::run(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? base::Status() : failure(db_, code, path_);
}

base::Result<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(db_, code, path_);
  return Statement(statement, path_);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace slipway::sql
