// sqlite: a table in an SQLite file, and the position in the same transaction.
//
// The table has the kept columns, the model's outputs (a vector: one column an element), and
// event_key, model_version, scored_at, position. With `key`, a row replaces the one of the same key
// unless that came from a later position of the same partition; without, every row is inserted.
//
//   _slipway_positions (pipeline, part, position, epoch)
//   _slipway_seen (pipeline, id, seen_at)    of message sources: what was committed within seen_window
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/crash_point.h"
#include "codec/json_text.h"
#include "connect/connect.h"
#include "connect/event_key.h"
#include "connect/table.h"
#include "sql/sqlite.h"
#include "storage/storage.h"

namespace slipway::connect {
namespace {

const base::Fields kFields = {
    {"path", base::FieldType::kText, nullptr, "the database file"},
    {"table", base::FieldType::kText, "scores", "the table; created if absent"},
    {"key", base::FieldType::kText, "", "a kept column: one row of each value"},
    {"seen_window", base::FieldType::kDuration, "7d",
     "of message sources: how long the ids of messages are remembered, so that one that comes "
     "again is "
     "passed over"},
};

constexpr const char* kPositions =
    "create table if not exists _slipway_positions (pipeline text not null, part integer not null, "
    "position integer not null, "
    "epoch integer not null, primary key (pipeline, part)) without rowid";

constexpr const char* kSeen =
    "create table if not exists _slipway_seen (pipeline text not null, id text not null, "
    "seen_at integer not null, primary key (pipeline, id)) without rowid";
constexpr const char* kSeenByAge =
    "create index if not exists _slipway_seen_at on _slipway_seen (pipeline, seen_at)";

struct ColumnName {
  std::string name;
  std::string type;
};

std::string sql_type(data::Kind kind) {
  switch (kind) {
    case data::Kind::kFloat32:
    case data::Kind::kFloat64:
      return "real";
    case data::Kind::kString:
    case data::Kind::kTimestamp:
      return "text";
    default:
      return "integer";
  }
}

constexpr std::array kOurs = {ColumnName{"event_key", "text"}, ColumnName{"model_version", "text"},
                              ColumnName{"scored_at", "text"}, ColumnName{"position", "integer"}};

// SQLite's names don't tell upper case from lower (of ASCII): the second of two is called
// <name>_2, and so is one that is called as a column of ours.
void make_unique(std::vector<ColumnName>& columns) {
  const auto folded = [](std::string name) {
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
  };
  std::set<std::string> taken;
  for (const ColumnName& ours : kOurs) taken.insert(ours.name);
  for (ColumnName& column : columns) {
    std::string name = column.name;
    for (int n = 2; !taken.insert(folded(name)).second; ++n)
      name = fmt::format("{}_{}", column.name, n);
    column.name = std::move(name);
  }
}

// The table's columns, vectors spread out; then the four of ours.
std::vector<ColumnName> columns_of(const data::Schema& schema) {
  std::vector<ColumnName> columns;
  for (const data::Field& field : schema.fields()) {
    if (field.type.shape.empty()) {
      columns.push_back({field.name, sql_type(field.type.kind)});
      continue;
    }
    for (std::int64_t k = 0; k < field.type.width(); ++k)
      columns.push_back({fmt::format("{}_{}", field.name,
                                     std::cmp_less(k, field.labels.size())
                                         ? field.labels[static_cast<std::size_t>(k)]
                                         : std::to_string(k)),
                         sql_type(field.type.kind)});
  }
  make_unique(columns);
  columns.insert(columns.end(), kOurs.begin(), kOurs.end());
  return columns;
}

void bind_element(sql::Statement& statement, int at, const data::ColumnView& column,
                  std::int64_t i) {
  switch (column.kind) {
    case data::Kind::kFloat64:
      return statement.bind(at, column.float64s()[i]);
    case data::Kind::kFloat32:
      return statement.bind(at, static_cast<double>(column.float32s()[i]));
    case data::Kind::kBool:
      return statement.bind(at, std::int64_t{column.boolean(i) ? 1 : 0});
    case data::Kind::kString:
      return statement.bind(at, column.string(i));
    case data::Kind::kTimestamp:
      return statement.bind(at, codec::rfc3339(column.int64s()[i]));
    case data::Kind::kInt64:
      return statement.bind(at, column.int64s()[i]);
  }
}

// Only what a constraint says is a row's fault. Whatever else goes wrong (another table, no access, a
// disk) a person may mend, and the rows wait for it.
base::Status waiting(const base::Status& status) {
  if (status.ok() || status.transient() || status.code() == base::Code::kInvalidArgument ||
      status.code() == base::Code::kAborted)
    return status;
  const auto later = base::unavailable(status.reason(), status.message()).remedy(status.remedy());
  return status.place().empty() ? later : later.at(status.place());
}

class SqlitePartition final : public flow::SinkPartition {
 public:
  SqlitePartition(sql::Database db, const base::Settings& settings, const SinkContext& context,
                  std::uint32_t partition)
      : db_(std::move(db)), settings_(settings), context_(context), partition_(partition) {}

  // Raises the epoch, then reads the position: earlier holders fail from here on.
  base::Status claim() {
    SLIPWAY_TRY(db_.run(kPositions));
    SLIPWAY_ASSIGN(auto raise, db_.prepare("insert into _slipway_positions values (?1, ?2, 0, 1) "
                                           "on conflict (pipeline, part) do update set epoch = "
                                           "epoch + 1 returning position, epoch"));
    raise.bind(1, context_.pipeline);
    raise.bind(2, static_cast<std::int64_t>(partition_));
    SLIPWAY_ASSIGN(const bool there, raise.step());
    if (!there) return base::internal("SQL", "the position can't be claimed");
    position_ = static_cast<std::uint64_t>(raise.integer(0));
    epoch_ = raise.integer(1);
    return raise.finish();
  }

  std::uint64_t position() const override { return position_; }

  base::Status write(const flow::Delivery& d) override {
    const base::Status status = waiting(write_rows(d));
    if (status.transient()) insert_.reset(), remember_.reset(), forget_.reset();  // looks again
    return status;
  }

  base::Status commit(std::uint64_t position) override { return waiting(move_to(position)); }

  void abort() override {
    if (db_.in_transaction()) (void)db_.run("rollback");
  }

 private:
  base::Status write_rows(const flow::Delivery& d) {
    const bool is_message = !d.origin.message_id.empty();
    // Tables are made before the transaction begins: an abort must not take them along.
    if (!insert_) SLIPWAY_TRY(prepare(d));
    if (is_message && !remember_) SLIPWAY_TRY(prepare_seen());
    if (!db_.in_transaction()) SLIPWAY_TRY(db_.run("begin immediate"));
    if (is_message) {
      SLIPWAY_ASSIGN(const bool is_new, remember(d.origin.message_id));
      if (!is_new) return {};
    }
    const data::Chunk table = table_of(d, context_.wanted, schema_);
    const std::string now = codec::rfc3339(context_.clock->wall().time_since_epoch().count());
    auto error = d.answer.errors.begin();
    for (std::int64_t row = 0; row < d.rows.rows(); ++row) {
      if (error != d.answer.errors.end() && error->row == row) {
        ++error;
        continue;
      }
      SLIPWAY_TRY(write_row(d, table.view(), row, now));
      base::crash_point("sqlite: row written");
    }
    return {};
  }

  base::Status move_to(std::uint64_t position) {
    if (!db_.in_transaction()) SLIPWAY_TRY(db_.run("begin immediate"));
    SLIPWAY_ASSIGN(auto move,
                   db_.prepare("update _slipway_positions set position = ?1 where pipeline = ?2 "
                               "and part = ?3 and epoch = ?4 returning 1"));
    move.bind(1, static_cast<std::int64_t>(position));
    move.bind(2, context_.pipeline);
    move.bind(3, static_cast<std::int64_t>(partition_));
    move.bind(4, epoch_);
    SLIPWAY_ASSIGN(const bool ours, move.step());
    if (!ours) {
      abort();
      return base::Status(base::Code::kAborted, "STALE_EPOCH",
                          "another worker has this partition now");
    }
    SLIPWAY_TRY(move.finish());
    if (forget_) SLIPWAY_TRY(forget_old());
    base::crash_point("sqlite: position moved");
    SLIPWAY_TRY(db_.run("commit"));
    base::crash_point("sqlite: committed");
    position_ = position;
    return {};
  }

  base::Status prepare(const flow::Delivery& d) {
    schema_ = table_schema(*d.rows.schema(), context_.wanted, *d.answer.predictions.schema());
    const auto columns = columns_of(*schema_);
    const std::string table = sql::quoted(settings_.text("table"));
    const std::string& key = settings_.text("key");
    std::string create, names, marks, updates;
    for (const ColumnName& column : columns) {
      const std::string name = sql::quoted(column.name);
      create += fmt::format("{}{} {}{}", create.empty() ? "" : ", ", name, column.type,
                            column.name == key ? " primary key" : "");
      names += (names.empty() ? "" : ", ") + name;
      marks += marks.empty() ? "?" : ", ?";
      updates += fmt::format("{}{} = excluded.{}", updates.empty() ? "" : ", ", name, name);
    }
    SLIPWAY_TRY(fitting(db_.run(fmt::format("create table if not exists {} ({})", table, create))));
    std::string sql = fmt::format("insert into {} ({}) values ({})", table, names, marks);
    // event_key begins with pipeline and partition: positions are compared within one only.
    if (!key.empty())
      sql += fmt::format(
          " on conflict ({}) do update set {} where excluded.position >= {}.position or "
          "substr(excluded.event_key, 1, {}) <> substr({}.event_key, 1, {})",
          sql::quoted(key), updates, table, prefix().size(), table, prefix().size());
    auto insert = db_.prepare(sql);
    SLIPWAY_TRY(fitting(insert.status()));
    insert_ = std::make_unique<sql::Statement>(*std::move(insert));
    return {};
  }

  base::Status fitting(const base::Status& status) const {
    if (status.code() != base::Code::kInternal) return status;
    return base::failed_precondition(
               "OTHER_TABLE",
               fmt::format("table {} does not fit: {}", settings_.text("table"), status.message()))
        .remedy("name another table, or drop this one");
  }

  base::Status prepare_seen() {
    SLIPWAY_TRY(db_.run(kSeen));
    SLIPWAY_TRY(db_.run(kSeenByAge));
    SLIPWAY_ASSIGN(auto remember, db_.prepare("insert into _slipway_seen values (?1, ?2, ?3) on "
                                              "conflict do nothing returning 1"));
    SLIPWAY_ASSIGN(auto forget, db_.prepare("delete from _slipway_seen where pipeline = ?1 and "
                                            "seen_at < ?2"));
    remember_ = std::make_unique<sql::Statement>(std::move(remember));
    forget_ = std::make_unique<sql::Statement>(std::move(forget));
    return {};
  }

  // Whether the message is new; from this transaction on it is not.
  base::Result<bool> remember(const std::string& id) {
    remember_->bind(1, context_.pipeline);
    remember_->bind(2, id);
    remember_->bind(3, wall_seconds());
    SLIPWAY_ASSIGN(const bool is_new, remember_->step());
    if (is_new) SLIPWAY_TRY(remember_->finish());
    return is_new;
  }

  base::Status forget_old() {
    const auto window =
        std::chrono::duration_cast<std::chrono::seconds>(settings_.duration("seen_window"));
    forget_->bind(1, context_.pipeline);
    forget_->bind(2, wall_seconds() - window.count());
    return forget_->finish();
  }

  std::int64_t wall_seconds() const {
    const auto since_1970 = context_.clock->wall().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  }

  std::string prefix() const { return fmt::format("{}/{}/", context_.pipeline, partition_); }

  base::Status write_row(const flow::Delivery& d, const data::ChunkView& table, std::int64_t row,
                         const std::string& now) {
    int at = 1;
    for (std::size_t i = 0; i < schema_->size(); ++i) {
      const data::ColumnView column = table.column(i);
      for (std::int64_t k = 0; k < column.width; ++k, ++at)
        column.valid(row) ? bind_element(*insert_, at, column, row * column.width + k)
                          : insert_->bind_null(at);
    }
    const EventKey key = event_key(context_.pipeline, d, row);
    insert_->bind(at, key.text);
    insert_->bind(at + 1, d.answer.versions[static_cast<std::size_t>(row)]->short_digest());
    insert_->bind(at + 2, now);
    insert_->bind(at + 3, static_cast<std::int64_t>(key.position));
    return insert_->finish();
  }

  sql::Database db_;  // before the statement: it dies last
  const base::Settings& settings_;
  const SinkContext& context_;
  const std::uint32_t partition_;
  std::uint64_t position_ = 0;
  std::int64_t epoch_ = 0;
  data::SchemaPtr schema_;
  std::unique_ptr<sql::Statement> insert_;
  std::unique_ptr<sql::Statement> remember_, forget_;  // once there was a message
};

class SqliteSink final : public flow::Sink {
 public:
  SqliteSink(base::Settings settings, SinkContext context)
      : settings_(std::move(settings)), context_(std::move(context)) {}
  flow::Transactions transactions() const override { return flow::Transactions::kWithPosition; }
  std::chrono::seconds seen_window() const override {
    return std::chrono::duration_cast<std::chrono::seconds>(settings_.duration("seen_window"));
  }
  base::Result<std::unique_ptr<flow::SinkPartition>> open(std::uint32_t partition) override {
    SLIPWAY_ASSIGN(auto db,
                   sql::Database::open(resolve_path(context_.folder, settings_.text("path"))));
    auto held = std::make_unique<SqlitePartition>(std::move(db), settings_, context_, partition);
    SLIPWAY_TRY(held->claim());
    return std::unique_ptr<flow::SinkPartition>(std::move(held));
  }

 private:
  const base::Settings settings_;
  const SinkContext context_;
};

class SqliteKind final : public SinkKind {
 public:
  const char* about() const override { return "a table in an SQLite file"; }
  const base::Fields& fields() const override { return kFields; }
  base::Result<std::unique_ptr<flow::Sink>> make(const base::Settings& settings,
                                                 const SinkContext& context) const override {
    SLIPWAY_TRY(storage::want_folder_of(resolve_path(context.folder, settings.text("path"))));
    return std::unique_ptr<flow::Sink>(std::make_unique<SqliteSink>(settings, context));
  }
};

}  // namespace

base::Status register_sink_sqlite(base::Kinds<SinkKind>& kinds) {
  return kinds.add("sqlite", std::make_unique<SqliteKind>());
}

}  // namespace slipway::connect
