#include "ledger/dead_letters.h"

#include <mutex>

#include <fmt/format.h>

#include "sql/sqlite.h"

namespace slipway::ledger {
namespace {

constexpr const char* kTable =
    "create table if not exists dead_letters (id text primary key, pipeline text not null, part "
    "integer not null, "
    "position integer not null, row integer not null, payload text, code text, reason text, "
    "message text, "
    "column_name text, trace text, time text, attempts integer not null) without rowid";
constexpr const char* kPut =
    "insert into dead_letters values (?,?,?,?,?,?,?,?,?,?,?,?,1) on conflict (id) do update set "
    "payload = excluded.payload, code = excluded.code, reason = excluded.reason, "
    "message = excluded.message, column_name = excluded.column_name, trace = excluded.trace, "
    "time = excluded.time, attempts = attempts + 1";
constexpr const char* kSelect =
    "select id, pipeline, part, position, row, payload, code, reason, message, column_name, trace, "
    "time, attempts from dead_letters";

DeadLetter read(const sql::Statement& row) {
  DeadLetter letter;
  letter.id = row.text(0);
  letter.pipeline = row.text(1);
  letter.partition = static_cast<std::uint32_t>(row.integer(2));
  letter.position = static_cast<std::uint64_t>(row.integer(3));
  letter.row = row.integer(4);
  int at = 5;
  for (std::string* text : {&letter.payload, &letter.code, &letter.reason, &letter.message,
                            &letter.column, &letter.trace, &letter.time})
    *text = row.text(at++);
  letter.attempts = row.integer(at);
  return letter;
}

}  // namespace

struct DeadLetters::State {
  std::mutex mutex;
  sql::Database db;       // guarded by mutex
  sql::Statement insert;  // guarded by mutex
};

DeadLetters::DeadLetters(std::unique_ptr<State> state) : state_(std::move(state)) {}
DeadLetters::~DeadLetters() = default;

base::Result<std::unique_ptr<DeadLetters>> DeadLetters::open(const std::string& path) {
  SLIPWAY_ASSIGN(auto db, sql::Database::open(path));
  SLIPWAY_TRY(db.run(kTable));
  SLIPWAY_ASSIGN(auto insert, db.prepare(kPut));
  return std::unique_ptr<DeadLetters>(
      new DeadLetters(std::unique_ptr<State>(new State{{}, std::move(db), std::move(insert)})));
}

base::Status DeadLetters::put(const DeadLetter& letter) {
  const std::lock_guard lock(state_->mutex);
  sql::Statement& insert = state_->insert;
  insert.bind(1, letter.id);
  insert.bind(2, letter.pipeline);
  insert.bind(3, static_cast<std::int64_t>(letter.partition));
  insert.bind(4, static_cast<std::int64_t>(letter.position));
  insert.bind(5, letter.row);
  int at = 6;
  for (const std::string* text : {&letter.payload, &letter.code, &letter.reason, &letter.message,
                                  &letter.column, &letter.trace, &letter.time})
    insert.bind(at++, *text);
  return insert.finish();
}

base::Result<std::vector<DeadLetter>> DeadLetters::list(const std::string& pipeline,
                                                        std::uint32_t count) {
  const std::lock_guard lock(state_->mutex);
  SLIPWAY_ASSIGN(auto select,
                 state_->db.prepare(fmt::format(
                     "{} where ?1 = '' or pipeline = ?1 "
                     // Without its Z, a time without a fraction sorts before those that have one.
                     "order by rtrim(time, 'Z'), pipeline, part, position, row limit ?2",
                     kSelect)));
  select.bind(1, pipeline);
  select.bind(2, static_cast<std::int64_t>(count));
  std::vector<DeadLetter> letters;
  for (;;) {
    SLIPWAY_ASSIGN(const bool more, select.step());
    if (!more) return letters;
    letters.push_back(read(select));
  }
}

base::Result<DeadLetter> DeadLetters::get(const std::string& id) {
  const std::lock_guard lock(state_->mutex);
  SLIPWAY_ASSIGN(auto select, state_->db.prepare(fmt::format("{} where id = ?", kSelect)));
  select.bind(1, id);
  SLIPWAY_ASSIGN(const bool there, select.step());
  if (!there)
    return base::not_found("NO_LETTER", fmt::format("there is no dead letter {}", id))
        .remedy("slipway dlq list shows them");
  return read(select);
}

base::Status DeadLetters::forget(const std::string& id) {
  const std::lock_guard lock(state_->mutex);
  SLIPWAY_ASSIGN(auto remove, state_->db.prepare("delete from dead_letters where id = ?"));
  remove.bind(1, id);
  return remove.finish();
}

}  // namespace slipway::ledger
