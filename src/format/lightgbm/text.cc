#include "format/lightgbm/text.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace slipway::format::lightgbm {
namespace {

constexpr std::size_t kTreesMax = 4'000'000;
constexpr std::size_t kLinesBytesMax = 64u << 20;  // of what is not trees
constexpr std::size_t kPrefixBytes = 64;           // of a tree's lines: they are read later
constexpr std::string_view kPandas = "pandas_categorical:";
constexpr std::string_view kCategorical = "[categorical_feature: ";

template <class Number>
base::Result<std::vector<Number>> numbers(std::string_view key, std::string_view text,
                                          std::size_t count) {
  std::vector<Number> values;
  values.reserve(std::min(count, text.size() / 2 + 1));
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (*at == ' ') {
      ++at;
      continue;
    }
    Number value{};
    const auto [next, error] = std::from_chars(at, end, value);
    const bool denormal = error == std::errc::result_out_of_range;  // 1e-320 is fine, and so is inf
    if ((error != std::errc() && !denormal) || (next != end && *next != ' '))
      return base::invalid_argument("BAD_NUMBER",
                                    fmt::format("{} has a value that is no number", key));
    if (denormal && std::is_floating_point_v<Number>)
      value = static_cast<Number>(std::strtod(std::string(at, next).c_str(), nullptr));
    if (values.size() == count)
      return base::invalid_argument("WRONG_LENGTH",
                                    fmt::format("{} has more than {} values", key, count));
    values.push_back(value);
    at = next;
  }
  if (values.size() != count)
    return base::invalid_argument(
        "WRONG_LENGTH", fmt::format("{} has {} values, wanted {}", key, values.size(), count));
  return values;
}

// Looks at the beginnings of lines, and keeps those that are not of trees.
class Lines {
 public:
  explicit Lines(const base::Reader& file) : window_(file) { found_.file = &file; }

  base::Result<TextFile> run() {
    while (true) {
      SLIPWAY_ASSIGN(std::string_view hand, window_.at_hand());
      if (hand.empty()) break;
      if (std::memchr(hand.data(), '\0', hand.size()) != nullptr)
        return here(base::invalid_argument("BAD_FILE", "a zero byte in a text file"));
      const std::size_t size = hand.size();
      SLIPWAY_TRY(take(hand));
      window_.drop(size);
    }
    if (!line_.empty()) SLIPWAY_TRY(end_line(offset_));
    return finish();
  }

 private:
  enum class At : std::uint8_t { kHeader, kTrees, kTrailer };

  base::Status take(std::string_view hand) {
    while (!hand.empty()) {
      const std::size_t end = hand.find('\n');
      const std::string_view piece = hand.substr(0, end);
      keep(piece);
      if (line_.size() > kLinesBytesMax || head_.size() > kLinesBytesMax)
        return base::resource_exhausted("TOO_LARGE", "more than 64 MiB beside the trees");
      offset_ += piece.size();
      if (end == std::string_view::npos) return {};
      ++offset_;
      SLIPWAY_TRY(end_line(offset_));
      hand.remove_prefix(end + 1);
    }
    return {};
  }

  void keep(std::string_view piece) {
    if (at_ == At::kTrees && !line_.starts_with(kPandas)) {
      const std::size_t count = std::min(piece.size(), kPrefixBytes - line_.size());
      line_ += piece.substr(0, count);
      piece.remove_prefix(count);
      if (!line_.starts_with(kPandas)) return;
    }
    line_ += piece;
  }

  // The line before `next` is complete.
  base::Status end_line(std::uint64_t next) {
    ++number_;
    std::string_view line = line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const base::Status status = judge(line);
    line_.clear();
    begin_ = next;
    return status.ok() ? status : here(status);
  }

  base::Status judge(std::string_view line) {
    if (!found_.pandas_categorical.empty() && !line.empty())  // Python writes that line last
      return base::invalid_argument("TRAILING_BYTES", "text follows pandas_categorical");
    if (line.starts_with(kPandas)) {
      end_tree();
      found_.pandas_categorical = line.substr(kPandas.size());
      return found_.pandas_categorical.empty()
                 ? base::invalid_argument("TRUNCATED", "ends within pandas_categorical")
                 : base::Status();
    }
    if (at_ == At::kTrailer) return judge_trailer(line), base::Status();
    if (line == "end of trees" || line == "feature importances:") {  // the second: up to 2.1
      end_tree();
      at_ = At::kTrailer;
      return {};
    }
    if (line.starts_with("Tree=")) return begin_tree(line);
    if (at_ == At::kHeader) head_.append(line) += '\n';
    return {};
  }

  void judge_trailer(std::string_view line) {
    if (line == "parameters:" || line == "end of parameters") in_parameters_ = line.front() == 'p';
    if (in_parameters_ && line.starts_with(kCategorical) && line.ends_with(']'))
      found_.categorical_feature =
          line.substr(kCategorical.size(), line.size() - kCategorical.size() - 1);
  }

  base::Status begin_tree(std::string_view line) {
    end_tree();
    const std::size_t trees = found_.trees.size();
    if (line.substr(5) != std::to_string(trees))
      return base::invalid_argument(
          "BAD_FILE", fmt::format("\"{}\" where Tree={} must be", line.substr(0, 40), trees));
    if (trees == kTreesMax) return base::invalid_argument("BAD_FILE", "too many trees");
    found_.trees.push_back({begin_, 0});
    at_ = At::kTrees;
    return {};
  }
  void end_tree() {
    if (at_ == At::kTrees) found_.trees.back().size = begin_ - found_.trees.back().offset;
  }

  base::Result<TextFile> finish() {
    begin_ = offset_;
    end_tree();
    found_.head = std::make_unique<const std::string>(std::move(head_));
    found_.header = parse_section(*found_.head);
    // Files without a version end without a mark, and say how many trees they have nowhere else.
    const bool marked = found_.header.has("version") || found_.header.has("tree_sizes");
    if (at_ != At::kTrailer && marked)
      return base::invalid_argument(
          "TRUNCATED", fmt::format("ends after line {} without \"end of trees\"", number_));
    if (in_parameters_)
      return base::invalid_argument(
          "TRUNCATED", fmt::format("ends after line {} without \"end of parameters\"", number_));
    return std::move(found_);
  }

  base::Status here(base::Status status) const {
    return status.at(fmt::format("line {}", number_));
  }

  Window window_;
  TextFile found_;
  At at_ = At::kHeader;
  bool in_parameters_ = false;
  std::string head_, line_;   // line_: the one being read, as far as it is kept
  std::uint64_t begin_ = 0;   // of that line
  std::uint64_t offset_ = 0;  // of what is to come
  std::size_t number_ = 0;    // of lines that are complete
};

}  // namespace

std::string_view Section::text(std::string_view key) const {
  const auto it = values_.find(key);
  return it == values_.end() ? std::string_view() : it->second;
}

base::Result<std::int64_t> Section::integer(std::string_view key) const {
  SLIPWAY_ASSIGN(const auto one, integers(key, 1));
  return one[0];
}

base::Result<std::vector<double>> Section::doubles(std::string_view key, std::size_t count) const {
  if (!has(key) && count > 0)
    return base::invalid_argument("MISSING_KEY", fmt::format("there is no {}", key));
  return numbers<double>(key, text(key), count);
}

base::Result<std::vector<std::int64_t>> Section::integers(std::string_view key,
                                                          std::size_t count) const {
  if (!has(key) && count > 0)
    return base::invalid_argument("MISSING_KEY", fmt::format("there is no {}", key));
  return numbers<std::int64_t>(key, text(key), count);
}

Section parse_section(std::string_view text) {
  Section section;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      section.add(line.substr(0, equals), line.substr(equals + 1));
    else if (!line.empty())
      section.add(line, "");  // "tree", "average_output"
  }
  return section;
}

base::Result<TextFile> read_text(const base::Reader& file) { return Lines(file).run(); }

}  // namespace slipway::format::lightgbm
