#include "testing/score_script.h"

#include <cstdlib>

#include <fmt/format.h>

namespace slipway::testing {
namespace {

class Reader {
 public:
  Reader(const std::string& path, std::string_view text) : text_(text) { script_.path = path; }

  base::Result<ScoreScript> run() {
    while (!text_.empty()) {
      const std::size_t end = text_.find('\n');
      const std::string_view line = text_.substr(0, end);
      text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
      ++line_;
      SLIPWAY_TRY(take(line));
    }
    SLIPWAY_TRY(close());
    if (script_.model.empty()) return bad("names no model");
    if (script_.blocks.empty()) return bad("scores nothing");
    return std::move(script_);
  }

 private:
  base::Status bad(std::string what) const {
    return base::invalid_argument("BAD_SCRIPT", std::move(what))
        .at(fmt::format("{}:{}", script_.path, line_));
  }

  base::Status take(std::string_view line) {
    constexpr std::string_view kAbout = "# about: ", kModel = "model ", kScore = "score";
    if (line.starts_with(kAbout)) return script_.about = line.substr(kAbout.size()), base::Status();
    if (line.empty() || line.starts_with('#')) return {};
    if (line.starts_with(kModel)) return script_.model = line.substr(kModel.size()), base::Status();
    if (line.starts_with(kScore)) return open(line.substr(kScore.size()));
    if (script_.blocks.empty()) return bad(fmt::format("\"{}\" stands before any score", line));
    if (line == "----")
      return answering_ ? bad("a second ----") : (answering_ = true, base::Status());
    ScoreBlock& block = script_.blocks.back();
    (answering_ ? block.answers : block.rows).emplace_back(line);
    return {};
  }

  base::Status open(std::string_view options) {
    SLIPWAY_TRY(close());
    ScoreBlock& block = script_.blocks.emplace_back();
    block.line = line_;
    answering_ = false;
    constexpr std::string_view kTolerance = " tol=";
    if (options.empty()) return {};
    if (!options.starts_with(kTolerance)) return bad(fmt::format("score knows no \"{}\"", options));
    block.tolerance = std::strtod(std::string(options.substr(kTolerance.size())).c_str(), nullptr);
    return block.tolerance > 0 ? base::Status() : bad("tol must be above 0");
  }

  base::Status close() const {
    if (script_.blocks.empty()) return {};
    const ScoreBlock& block = script_.blocks.back();
    if (block.rows.empty() || block.rows.size() != block.answers.size())
      return bad(fmt::format("{} rows, {} answers", block.rows.size(), block.answers.size()));
    return {};
  }

  std::string_view text_;
  ScoreScript script_;
  int line_ = 0;
  bool answering_ = false;
};

}  // namespace

base::Result<ScoreScript> read_script(const std::string& path, std::string_view text) {
  return Reader(path, text).run();
}

}  // namespace slipway::testing
