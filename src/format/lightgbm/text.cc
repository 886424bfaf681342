#include "format/lightgbm/text.h"

#include <charconv>

#include <fmt/format.h>

namespace slipway::format::lightgbm {
namespace {

constexpr std::size_t kTreesMax = 10'000'000;

template <class Number>
base::Result<std::vector<Number>> numbers(std::string_view key, std::string_view text,
                                          std::size_t count) {
  std::vector<Number> values;
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

base::Result<TextModel> parse_text(std::string_view text) {
  TextModel model;
  Section* section = &model.header;
  bool trees_ended = false, in_parameters = false;
  std::size_t line_number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++line_number;
    const auto here = [&](base::Status status) {
      return status.at(fmt::format("line {}", line_number));
    };
    if (line.find('\0') != std::string_view::npos)
      return here(base::invalid_argument("BAD_FILE", "a zero byte in a text file"));
    if (!model.pandas_categorical.empty() && !line.empty())  // Python writes that line last
      return here(base::invalid_argument("TRAILING_BYTES", "text follows pandas_categorical"));
    constexpr std::string_view kPandas = "pandas_categorical:";
    if (line.starts_with(kPandas)) {
      model.pandas_categorical = line.substr(kPandas.size());
      if (model.pandas_categorical.empty())
        return here(base::invalid_argument("TRUNCATED", "ends within pandas_categorical"));
    } else if (trees_ended && (line == "parameters:" || line == "end of parameters")) {
      in_parameters = line == "parameters:";
    } else if (line == "end of trees" || line == "feature importances:") {  // the second: up to 2.1
      trees_ended = true;
    } else if (line.starts_with("Tree=") && !trees_ended) {
      if (line.substr(5) != std::to_string(model.trees.size()))
        return here(base::invalid_argument(
            "BAD_FILE",
            fmt::format("\"{}\" where Tree={} must be", line.substr(0, 40), model.trees.size())));
      if (model.trees.size() == kTreesMax)
        return base::invalid_argument("BAD_FILE", "too many trees");
      section = &model.trees.emplace_back();
    } else if (const std::size_t equals = line.find('=');
               equals != std::string_view::npos && !trees_ended) {
      section->add(line.substr(0, equals), line.substr(equals + 1));
    } else if (!line.empty() && !trees_ended) {
      section->add(line, "");  // "tree", "average_output"
    }
  }
  // Files without a version end without a mark, and say how many trees they have nowhere else.
  const bool marked = model.header.has("version") || model.header.has("tree_sizes");
  if (!trees_ended && marked)
    return base::invalid_argument(
        "TRUNCATED", fmt::format("ends after line {} without \"end of trees\"", line_number));
  if (in_parameters)
    return base::invalid_argument(
        "TRUNCATED", fmt::format("ends after line {} without \"end of parameters\"", line_number));
  return model;
}

}  // namespace slipway::format::lightgbm
