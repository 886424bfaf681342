// From the built-in queue into SQLite; what fails is in the dead letters.
#include <chrono>

#include <fmt/format.h>

#include "base/clock.h"
#include "doors/door.h"
#include "service/application.h"
#include "service/home.h"
#include "sql/sqlite.h"

namespace slipway::doors {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);

// Waits until the position in the table has passed every record.
base::Status await(sql::Database& db, std::size_t records) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    SLIPWAY_ASSIGN(auto position, db.prepare("select position from _slipway_positions"));
    SLIPWAY_ASSIGN(const bool there, position.step());
    if (there && std::cmp_equal(position.integer(0), records)) return {};
    base::system_clock().sleep(std::chrono::milliseconds(1));
  }
  return base::internal("STUCK", "the pipeline does not finish");
}

base::Status read_table(sql::Database& db, const std::vector<Column>& columns,
                        std::vector<RowAnswer>& answers) {
  SLIPWAY_ASSIGN(auto exists, db.prepare("select 1 from sqlite_master where name = 'scores'"));
  SLIPWAY_ASSIGN(const bool any, exists.step());
  if (!any) return {};
  // By place, not by name: SQLite's names don't tell upper case from lower. The outputs come first.
  SLIPWAY_ASSIGN(auto select, db.prepare("select * from scores"));
  const int position = static_cast<int>(columns.size()) + 3;
  for (;;) {
    SLIPWAY_ASSIGN(const bool more, select.step());
    if (!more) return {};
    const auto at = static_cast<std::size_t>(select.integer(position));
    if (at >= answers.size() || !answers[at].cells.empty())
      return base::internal("EXTRA_ROW", fmt::format("position {}", at));
    for (int i = 0; std::cmp_less(i, columns.size()); ++i) {
      const bool text = columns[static_cast<std::size_t>(i)].is_text;
      answers[at].cells.push_back(
          {select.is_null(i), text, text ? select.text(i) : "", text ? 0 : select.number(i)});
    }
  }
}

class Queue final : public Door {
 public:
  const char* name() const override { return "queue to SQLite"; }

  base::Result<std::vector<RowAnswer>> score(const std::string& model,
                                             const std::vector<std::string>& lines,
                                             const std::vector<Column>& columns) const override {
    const Workplace work;
    const std::string home_folder = work.path() + "/home", database = work.path() + "/scores.db";
    {
      SLIPWAY_ASSIGN(const auto home, service::open_home(home_folder));
      SLIPWAY_TRY(home->create_queue("rows", 1));
      SLIPWAY_TRY(home->publish("rows", lines, {}));
    }
    SLIPWAY_ASSIGN(
        auto config,
        service::read_config(
            fmt::format("models: {{m: {{from: \"{}\"}}}}\npipelines: {{p: {{source: {{queue: "
                        "{{name: rows}}}}, model: m, sink: {{sqlite: {{path: \"{}\"}}}}}}}}\n",
                        model, database),
            "door"));
    {
      service::Application application(std::move(config), home_folder);
      SLIPWAY_TRY(application.start());
      SLIPWAY_ASSIGN(auto db, sql::Database::open(database));
      const auto made = [&db] {
        return db.prepare("select position from _slipway_positions").ok();
      };
      while (!made()) base::system_clock().sleep(std::chrono::milliseconds(1));
      SLIPWAY_TRY(await(db, lines.size()));
    }
    std::vector<RowAnswer> answers(lines.size());
    SLIPWAY_ASSIGN(auto db, sql::Database::open(database));
    SLIPWAY_TRY(read_table(db, columns, answers));
    SLIPWAY_ASSIGN(const auto home, service::open_home(home_folder));
    SLIPWAY_ASSIGN(const auto letters, home->dead_letters("", 1'000'000));
    for (const auto& letter : letters) {
      const std::size_t row_at = letter.id.rfind('/');
      const std::size_t at = std::stoul(letter.id.substr(letter.id.rfind('/', row_at - 1) + 1));
      if (at >= answers.size() || !answers[at].cells.empty())
        return base::internal("EXTRA_ROW", letter.id);
      answers[at].reason = letter.reason;
    }
    return answers;
  }
};

}  // namespace

std::unique_ptr<Door> queue_door() { return std::make_unique<Queue>(); }

}  // namespace slipway::doors
