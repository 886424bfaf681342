#include "codec/typed_value.h"

#include <cmath>

#include <fmt/format.h>

#include "codec/text_value.h"

namespace slipway::codec {
namespace {

using data::Kind;

bool is_number(Kind kind) {
  return kind == Kind::kBool || kind == Kind::kInt64 || kind == Kind::kFloat32 ||
         kind == Kind::kFloat64;
}

double number_at(const data::ColumnView& from, std::int64_t row) {
  switch (from.kind) {
    case Kind::kBool:
      return from.boolean(row) ? 1 : 0;
    case Kind::kInt64:
      return static_cast<double>(from.int64s()[row]);
    case Kind::kFloat32:
      return static_cast<double>(from.float32s()[row]);
    default:
      return from.float64s()[row];
  }
}

// False: the number is none of the column's.
bool append_number(data::Column& column, const data::ColumnView& from, std::int64_t row) {
  const double number = number_at(from, row);
  switch (column.type().kind) {
    case Kind::kFloat64:
      return column.append_float64(number), true;
    case Kind::kFloat32:
      return column.append_float32(static_cast<float>(number)), true;
    case Kind::kBool:
      if (number != 0 && number != 1) return false;
      return column.append_bool(number != 0), true;
    case Kind::kString:
      column.append_string(
          std::to_string(from.kind == Kind::kBool ? from.boolean(row) : from.int64s()[row]));
      return true;
    default:
      break;
  }
  std::int64_t whole = 0;
  return whole_number(number, whole) && (column.append_int64(whole), true);
}

base::Status append_value(data::Column& column, const data::ColumnView& from, std::int64_t row,
                          std::string& shown) {
  if (!from.valid(row)) return column.append_null(), base::Status();
  if (from.kind == Kind::kString) {
    shown = from.string(row);
    return append_text(column, from.string(row));
  }
  if (append_number(column, from, row)) return {};
  column.append_null();
  shown = fmt::format("{}", number_at(from, row));
  return base::invalid_argument("BAD_VALUE",
                                fmt::format("is not a {}", data::type_name(column.type())));
}

}  // namespace

bool converts(const data::Type& from, const data::Type& to) {
  if (from == to) return true;
  if (!from.shape.empty() || !to.shape.empty()) return false;
  if (to.whole_numbers && (from.kind == Kind::kInt64 || from.kind == Kind::kBool)) return true;
  return from.kind == Kind::kString || (is_number(from.kind) && is_number(to.kind));
}

void append_typed(data::Column& column, const data::ColumnView& from, const std::string& name,
                  std::int64_t first_row, data::RowErrors& errors) {
  if (from.kind == column.type().kind && from.kind != Kind::kString)
    return column.append_rows(from, 0, from.length);
  std::string shown;
  for (std::int64_t row = 0; row < from.length; ++row) {
    const base::Status status = append_value(column, from, row, shown);
    if (status.ok()) continue;
    const std::string_view value = std::string_view(shown).substr(0, 256);
    errors.push_back(
        {row,
         base::invalid_argument(status.reason(),
                                fmt::format("row {}: \"{}\" {}", first_row + row + 1,
                                            valid_utf8(value) ? value : "bytes", status.message())),
         name, valid_utf8(value) ? std::string(value) : std::string()});
  }
}

}  // namespace slipway::codec
