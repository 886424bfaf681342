#include "codec/text_value.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/fields.h"

namespace slipway::codec {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Reads exactly `digits` digits.
bool take_digits(std::string_view& text, int digits, int& number) {
  if (text.size() < static_cast<std::size_t>(digits)) return false;
  number = 0;
  for (int i = 0; i < digits; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(static_cast<std::size_t>(digits));
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// ".123456789": to microseconds, further digits are cut off.
bool take_fraction(std::string_view& text, std::int64_t& microseconds) {
  microseconds = 0;
  if (!take(text, '.')) return true;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9';
       text.remove_prefix(1), ++digits)
    if (digits < 6) microseconds = microseconds * 10 + (text.front() - '0');
  for (int i = digits; i < 6; ++i) microseconds *= 10;
  return digits > 0;
}

bool take_offset(std::string_view& text, std::int64_t& seconds) {
  seconds = 0;
  if (text.empty() || take(text, 'Z') || take(text, 'z')) return true;
  const bool west = text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return false;
  int hours = 0, minutes = 0;
  if (!take_digits(text, 2, hours)) return false;
  take(text, ':');
  if (!text.empty() && !take_digits(text, 2, minutes)) return false;
  seconds = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
  return hours < 24 && minutes < 60;
}

bool take_time(std::string_view& text, std::int64_t& microseconds) {
  microseconds = 0;
  if (text.empty()) return true;
  if (!take(text, 'T') && !take(text, ' ') && !take(text, 't')) return false;
  int hours = 0, minutes = 0, seconds = 0;
  std::int64_t fraction = 0, offset = 0;
  if (!take_digits(text, 2, hours) || !take(text, ':') || !take_digits(text, 2, minutes))
    return false;
  if (take(text, ':') && (!take_digits(text, 2, seconds) || !take_fraction(text, fraction)))
    return false;
  if (!take_offset(text, offset) || !text.empty() || hours > 23 || minutes > 59 || seconds > 59)
    return false;
  microseconds = ((hours * 60 + minutes) * 60 + seconds - offset) * 1'000'000 + fraction;
  return true;
}

}  // namespace

bool parse_number(std::string_view text, double& number) {
  text = trimmed(text);
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-' && text[1] != '+')
    text.remove_prefix(1);
  if (text.empty() || text.back() == ')') return false;  // from_chars knows nan(payload)
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (at != end || error == std::errc::invalid_argument) return false;
  if (error == std::errc::result_out_of_range)
    number = std::strtod(std::string(text).c_str(), nullptr);
  return true;
}

bool special_number(std::string_view text, double& number) {
  if (text == "NaN")
    number = std::numeric_limits<double>::quiet_NaN();
  else if (text == "Infinity")
    number = std::numeric_limits<double>::infinity();
  else if (text == "-Infinity")
    number = -std::numeric_limits<double>::infinity();
  else
    return false;
  return true;
}

bool whole_number(double number, std::int64_t& whole) {
  if (!(std::abs(number) < 9007199254740992.0) || number != std::floor(number)) return false;
  whole = static_cast<std::int64_t>(number);
  return true;
}

bool parse_integer(std::string_view text, std::int64_t& number) {
  text = trimmed(text);
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  const char* end = text.data() + text.size();
  if (const auto [at, error] = std::from_chars(text.data(), end, number);
      error == std::errc() && at == end)
    return true;
  double real = 0;
  return parse_number(text, real) && whole_number(real, number);
}

bool parse_boolean(std::string_view text, bool& value) {
  text = trimmed(text);
  const auto is = [text](std::string_view word) {
    return std::ranges::equal(text, word, [](char a, char b) { return (a | 0x20) == b; });
  };
  value = text == "1" || is("true");
  return value || text == "0" || is("false");
}

bool parse_timestamp(std::string_view text, std::int64_t& microseconds) {
  text = trimmed(text);
  int year = 0, month = 0, day = 0;
  if (!take_digits(text, 4, year) || !take(text, '-') || !take_digits(text, 2, month) ||
      !take(text, '-') || !take_digits(text, 2, day))
    return false;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  std::int64_t time = 0;
  if (!date.ok() || !take_time(text, time)) return false;
  microseconds = std::chrono::duration_cast<std::chrono::microseconds>(
                     std::chrono::sys_days(date).time_since_epoch())
                     .count() +
                 time;
  return true;
}

bool valid_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

base::Status append_text(data::Column& column, std::string_view text) {
  const auto bad = [&] {
    column.append_null();
    return base::invalid_argument("BAD_VALUE",
                                  fmt::format("is not a {}", data::kind_name(column.type().kind)));
  };
  switch (column.type().kind) {
    case data::Kind::kFloat64:
    case data::Kind::kFloat32: {
      double number = 0;
      if (!parse_number(text, number)) return bad();
      column.type().kind == data::Kind::kFloat64
          ? column.append_float64(number)
          : column.append_float32(static_cast<float>(number));
      return {};
    }
    case data::Kind::kInt64: {
      std::int64_t number = 0;
      if (!parse_integer(text, number)) return bad();
      return column.append_int64(number), base::Status();
    }
    case data::Kind::kBool: {
      bool value = false;
      if (!parse_boolean(text, value)) return bad();
      return column.append_bool(value), base::Status();
    }
    case data::Kind::kTimestamp: {
      std::int64_t time = 0;
      if (!parse_timestamp(text, time)) return bad();
      return column.append_int64(time), base::Status();
    }
    case data::Kind::kString:
      break;
  }
  if (!valid_utf8(text)) {
    column.append_null();
    return base::invalid_argument("BAD_UTF8", "is not UTF-8");
  }
  column.append_string(text);
  return {};
}

void add_error(data::RowErrors& errors, std::int64_t row, const base::Status& status,
               std::string_view column, std::string_view value) {
  if (!errors.empty() && errors.back().row == row) return;
  std::string shown(value.substr(0, 256));
  while (!shown.empty() && !valid_utf8(shown)) shown.pop_back();
  errors.push_back({row, status, std::string(column), std::move(shown)});
}

base::Result<Columns> resolve_columns(const std::vector<std::string>& names,
                                      const std::vector<data::Field>& wanted, bool by_position,
                                      const std::vector<std::string>& keep) {
  Columns columns;
  columns.targets.resize(names.size());
  std::vector<data::Field> fields = wanted;
  std::vector<std::string> missing;
  const auto find = [&](const std::string& name) {
    return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
  };
  const auto miss = [&](const std::string& name) {
    const std::string near = base::nearest(name, names);
    missing.push_back(near.empty() ? fmt::format("\"{}\"", name)
                                   : fmt::format("\"{}\" (near: \"{}\")", name, near));
  };
  std::vector<bool> used(names.size(), false);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::size_t at = by_position ? i : find(wanted[i].name);
    if (at >= names.size()) {
      miss(wanted[i].name);
      continue;
    }
    used[at] = true;
    columns.targets[at].push_back(i);
  }
  for (const std::string& name : keep) {
    for (std::size_t at = 0; at < names.size(); ++at)
      if (name == "*" ? !used[at] : names[at] == name) {
        columns.targets[at].push_back(fields.size());
        fields.push_back({names[at], {data::Kind::kString, {}}});
      }
    if (name != "*" && find(name) == names.size()) miss(name);
  }
  if (!missing.empty()) {
    if (by_position)
      return base::invalid_argument(
          "MISSING_COLUMN", fmt::format("there are {} columns, the model takes {} by position",
                                        names.size(), wanted.size()));
    return base::invalid_argument("MISSING_COLUMN",
                                  fmt::format("there is no column {}", fmt::join(missing, ", ")))
        .remedy(fmt::format("the columns are: {}",
                            fmt::join(names.begin(),
                                      names.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min<std::size_t>(names.size(), 20)),
                                      ", ")));
  }
  columns.schema = std::make_shared<const data::Schema>(std::move(fields));
  return columns;
}

}  // namespace slipway::codec
