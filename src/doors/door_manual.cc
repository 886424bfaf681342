// By hand: a file of JSON Lines to a file of JSON Lines.
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "doors/door.h"
#include "service/score_job.h"

namespace slipway::doors {
namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

class Manual final : public Door {
 public:
  const char* name() const override { return "by hand"; }

  base::Result<std::vector<RowAnswer>> score(const std::string& model,
                                             const std::vector<std::string>& lines,
                                             const std::vector<Column>&) const override {
    const Workplace work;
    {
      std::ofstream in(work.path() + "/in.jsonl");
      for (const std::string& line : lines) in << line << '\n';
    }
    service::ScoreJob job;
    job.model = model;
    job.input = work.path() + "/in.jsonl";
    job.output = work.path() + "/out.jsonl";
    const std::atomic<bool> stop{false};
    const auto report = service::run_score(job, stop, [](const service::ScoreProgress&) {});
    SLIPWAY_TRY(report.status);
    std::map<std::size_t, std::string> rejected;
    for (const std::string& line : lines_of(job.output + ".rejects.jsonl")) {
      rapidjson::Document json;
      json.Parse(line.c_str());
      rejected[json["row"].GetUint64() - kFirstRow] = json["reason"].GetString();
    }
    const auto scored = lines_of(job.output);
    std::vector<RowAnswer> answers;
    std::size_t at = 0;
    for (std::size_t row = 0; row < lines.size(); ++row) {
      if (const auto why = rejected.find(row); why != rejected.end()) {
        answers.push_back({why->second, {}});
        continue;
      }
      if (at == scored.size())
        return base::internal(
            "LOST_ROW", fmt::format("{} rows in, {} out, {} rejected", lines.size(), scored.size(),
                                    rejected.size()));
      SLIPWAY_ASSIGN(RowAnswer answer, read_answer(scored[at++]));
      answers.push_back(std::move(answer));
    }
    if (at != scored.size())
      return base::internal("EXTRA_ROW",
                            fmt::format("{} rows in, {} out", lines.size(), scored.size()));
    return answers;
  }

 private:
  static constexpr std::size_t kFirstRow = 1;  // people count from 1
};

}  // namespace

std::unique_ptr<Door> manual_door() { return std::make_unique<Manual>(); }

}  // namespace slipway::doors
