#include "codec/json_text.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <rapidjson/writer.h>

namespace slipway::codec {
namespace {

// RapidJSON's output stream, onto a string; the names are RapidJSON's.
struct StringStream {
  using Ch = char;
  std::string& out;
  void Put(char c) { out.push_back(c); }  // NOLINT(readability-identifier-naming)
  void Flush() {}                         // NOLINT(readability-identifier-naming)
};

void append_shortest(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  out.append(text, end);
}

// Readers round to a double first. Of a few floats the shortest text is rounded twice then, to a
// neighbour (7.038531e-26): they are written as the doubles that they are.
void append_shortest(std::string& out, float number) {
  if (!std::isfinite(number)) return append_shortest(out, static_cast<double>(number));
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  double read = 0;
  std::from_chars(text, end, read);
  if (static_cast<float>(read) != number) return append_shortest(out, static_cast<double>(number));
  out.append(text, end);
}

void append_element(std::string& out, const data::ColumnView& column, std::int64_t at) {
  switch (column.kind) {
    case data::Kind::kFloat64:
      return append_shortest(out, column.float64s()[at]);
    case data::Kind::kFloat32:
      return append_shortest(out, column.float32s()[at]);
    default:
      fmt::format_to(std::back_inserter(out), "{}", column.int64s()[at]);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  StringStream stream{out};
  rapidjson::Writer<StringStream> writer(stream);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

void append_json_number(std::string& out, double number) { append_shortest(out, number); }
void append_json_number(std::string& out, float number) { append_shortest(out, number); }

std::string rfc3339(std::int64_t microseconds) {
  const std::chrono::sys_time<std::chrono::microseconds> instant{
      std::chrono::microseconds(microseconds)};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  const auto days = std::chrono::floor<std::chrono::days>(seconds);
  // std::chrono knows years up to 32767; the calendar comes again after 400 of them.
  constexpr std::int64_t kEraDays = 146'097;
  const std::int64_t day = days.time_since_epoch().count();
  const std::int64_t era = (day >= 0 ? day : day - kEraDays + 1) / kEraDays;
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(day - era * kEraDays))};
  const std::chrono::hh_mm_ss time(seconds - days);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()) + 400 * era,
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  time.hours().count(), time.minutes().count(), time.seconds().count());
  if (const auto rest = (microseconds % 1'000'000 + 1'000'000) % 1'000'000; rest != 0)
    text += fmt::format(".{:06}", rest);
  return text + "Z";
}

void append_json_value(std::string& out, const data::ColumnView& column, std::int64_t row) {
  if (!column.valid(row)) {
    out += "null";
    return;
  }
  switch (column.kind) {
    case data::Kind::kBool:
      out += column.boolean(row) ? "true" : "false";
      return;
    case data::Kind::kString:
      return append_json_string(out, column.string(row));
    case data::Kind::kTimestamp:
      out += '"';
      out += rfc3339(column.int64s()[row]);
      out += '"';
      return;
    default:
      break;
  }
  if (column.width == 1) return append_element(out, column, row);  // a scalar, or a vector of one
  out += '[';
  for (std::int64_t k = 0; k < column.width; ++k) {
    if (k != 0) out += ',';
    append_element(out, column, row * column.width + k);
  }
  out += ']';
}

JsonRowWriter::JsonRowWriter(const data::Schema& schema) {
  for (const data::Field& field : schema.fields()) {
    std::string& key = keys_.emplace_back(keys_.empty() ? "" : ",");
    append_json_string(key, field.name);
    key += ':';
  }
}

void JsonRowWriter::append(std::string& out, const data::ChunkView& rows, std::int64_t row) const {
  out += '{';
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    out += keys_[i];
    append_json_value(out, rows.column(i), row);
  }
  out += '}';
}

}  // namespace slipway::codec
