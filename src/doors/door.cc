#include "doors/door.h"

#include <atomic>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <unistd.h>

namespace slipway::doors {
namespace {

Cell read_cell(const rapidjson::Value& value) {
  if (value.IsString()) return {false, true, {value.GetString(), value.GetStringLength()}, 0};
  if (value.IsBool()) return {false, false, {}, value.GetBool() ? 1.0 : 0.0};
  if (value.IsNumber()) return {false, false, {}, value.GetDouble()};
  return {.missing = true};
}

}  // namespace

Door::~Door() = default;

base::Result<RowAnswer> read_answer(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseFullPrecisionFlag>(json.data(), json.size());
  if (!document.IsObject())
    return base::internal("BAD_ANSWER", fmt::format("is no JSON object: {}", json.substr(0, 200)));
  RowAnswer answer;
  for (const auto& member : document.GetObject()) {
    if (!member.value.IsArray()) {
      answer.cells.push_back(read_cell(member.value));
      continue;
    }
    for (const auto& item : member.value.GetArray()) answer.cells.push_back(read_cell(item));
  }
  return answer;
}

Cell cell_at(const data::ColumnView& column, std::int64_t row, std::int64_t k) {
  const std::int64_t at = row * column.width + k;
  switch (column.kind) {
    case data::Kind::kString:
      return {!column.valid(row), true, std::string(column.string(row)), 0};
    case data::Kind::kBool:
      return {!column.valid(row), false, {}, column.boolean(row) ? 1.0 : 0.0};
    case data::Kind::kFloat64:
      return {!column.valid(row), false, {}, column.float64s()[at]};
    case data::Kind::kFloat32:
      return {!column.valid(row), false, {}, static_cast<double>(column.float32s()[at])};
    default:
      return {!column.valid(row), false, {}, static_cast<double>(column.int64s()[at])};
  }
}

std::vector<Column> columns_of(const data::Schema& schema) {
  std::vector<Column> columns;
  for (const data::Field& field : schema.fields())
    for (std::int64_t k = 0; k < field.type.width(); ++k) {
      const auto at = static_cast<std::size_t>(k);
      const std::string name =
          field.type.shape.empty()
              ? field.name
              : fmt::format("{}_{}", field.name,
                            at < field.labels.size() ? field.labels[at] : std::to_string(k));
      columns.push_back(
          {name, field.type.kind == data::Kind::kString, field.type.kind == data::Kind::kFloat32});
    }
  return columns;
}

bool same(const Cell& a, const Cell& b, bool single) {
  const auto gone = [](const Cell& cell) {
    return cell.missing || (!cell.is_text && !std::isfinite(cell.number));
  };
  if (gone(a) || gone(b)) return gone(a) == gone(b);
  if (a.is_text != b.is_text) return false;
  if (a.is_text) return a.text == b.text;
  if (single) return static_cast<float>(a.number) == static_cast<float>(b.number);
  return a.number == b.number;
}

std::string show(const RowAnswer& answer) {
  if (!answer.reason.empty()) return answer.reason;
  std::string text;
  for (const Cell& cell : answer.cells)
    text += (text.empty() ? "" : " ") + (cell.missing   ? "null"
                                         : cell.is_text ? cell.text
                                                        : fmt::format("{}", cell.number));
  return text;
}

Workplace::Workplace() {
  static std::atomic<int> count{0};
  path_ = (std::filesystem::temp_directory_path() /
           fmt::format("slipway-doors-{}-{}", ::getpid(), count++))
              .string();
  std::filesystem::create_directories(path_);
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace slipway::doors
