#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "base/limits.h"
#include "data/arrow_bridge.h"

namespace slipway::data {
namespace {

using base::Result;
using base::Status;

Status broken(std::string what) { return base::invalid_argument("BAD_ARROW", std::move(what)); }

// Releases what was taken over, when the last column that borrows from it is gone.
template <class Node>
struct Taken {
  explicit Taken(Node* from) : node(*from) { from->release = nullptr; }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  ~Taken() {
    if (node.release != nullptr) node.release(&node);
  }
  Node node;
};

// How the values of a format become ours.
enum class Layout : std::uint8_t {
  kSame,
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kUint64,
  kHalf,
  kText,
  kLargeText,
  kTime,
  kDays,
  kNull
};

struct Reading {
  Kind kind = Kind::kFloat64;
  Layout layout = Layout::kSame;
  std::int64_t per_second = 1'000'000;  // of kTime
  std::int64_t width = 1;               // of a vector
  bool vector = false;
  bool coded = false;
};

struct Primitive {
  std::string_view format;
  Kind kind;
  Layout layout;
};
constexpr Primitive kPrimitives[] = {
    {"b", Kind::kBool, Layout::kSame},    {"c", Kind::kInt64, Layout::kInt8},
    {"C", Kind::kInt64, Layout::kUint8},  {"s", Kind::kInt64, Layout::kInt16},
    {"S", Kind::kInt64, Layout::kUint16}, {"i", Kind::kInt64, Layout::kInt32},
    {"I", Kind::kInt64, Layout::kUint32}, {"l", Kind::kInt64, Layout::kSame},
    {"L", Kind::kInt64, Layout::kUint64}, {"e", Kind::kFloat32, Layout::kHalf},
    {"f", Kind::kFloat32, Layout::kSame}, {"g", Kind::kFloat64, Layout::kSame},
    {"u", Kind::kString, Layout::kText},  {"U", Kind::kString, Layout::kLargeText},
    {"n", Kind::kFloat64, Layout::kNull}, {"tdD", Kind::kTimestamp, Layout::kDays},
};

Result<Reading> reading_of(const ArrowSchema& schema) {
  if (schema.format == nullptr) return broken("a schema without a format");
  const std::string_view format = schema.format;
  for (const Primitive& primitive : kPrimitives)
    if (format == primitive.format) {
      Reading reading{.kind = primitive.kind, .layout = primitive.layout};
      if (schema.dictionary == nullptr) return reading;
      SLIPWAY_ASSIGN(const Reading values, reading_of(*schema.dictionary));
      if (reading.kind != Kind::kInt64 || values.kind != Kind::kString || values.coded) break;
      reading.kind = Kind::kString;
      reading.coded = true;
      return reading;
    }
  if (format.starts_with("ts") && format.size() > 3 && format[3] == ':') {
    constexpr std::string_view kUnits = "smun";
    const std::size_t unit = kUnits.find(format[2]);
    constexpr std::int64_t kPerSecond[] = {1, 1000, 1'000'000, 1'000'000'000};
    if (unit != std::string_view::npos)
      return Reading{.kind = Kind::kTimestamp,
                     .layout = unit == 2 ? Layout::kSame : Layout::kTime,
                     .per_second = kPerSecond[unit]};
  }
  if (format.starts_with("+w:") && schema.n_children == 1) {
    SLIPWAY_ASSIGN(Reading item, reading_of(*schema.children[0]));
    const auto [end, error] =
        std::from_chars(format.data() + 3, format.data() + format.size(), item.width);
    const bool number =
        item.kind == Kind::kFloat32 || item.kind == Kind::kFloat64 || item.kind == Kind::kInt64;
    if (error == std::errc() && *end == 0 && item.width > 0 && item.width <= base::kColumnsMax &&
        number && item.layout == Layout::kSame && !item.vector) {
      item.vector = true;
      return item;
    }
  }
  return base::unimplemented("BAD_TYPE",
                             fmt::format("values of Arrow's type \"{}\" can't be read", format))
      .remedy("cast the column to a number, a string or a timestamp");
}

Field field_of(const ArrowSchema& schema, const Reading& reading) {
  Field field{schema.name == nullptr ? "" : schema.name, {reading.kind, {}}, {}};
  if (reading.vector) field.type.shape = {reading.width};
  return field;
}

float from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16,
                      exponent = (half >> 10) & 31u, fraction = half & 0x3ffu;
  if (exponent == 0) {
    const float value = std::ldexp(static_cast<float>(fraction), -24);
    return sign != 0 ? -value : value;
  }
  const std::uint32_t bits =
      exponent == 31 ? 0x7f800000u | fraction << 13 : (exponent + 112) << 23 | fraction << 13;
  return std::bit_cast<float>(sign | bits);
}

const std::uint8_t* validity_of(const ArrowArray& array) {
  return array.n_buffers > 0 ? static_cast<const std::uint8_t*>(array.buffers[0]) : nullptr;
}

bool valid(const ArrowArray& array, std::int64_t at) {
  const std::uint8_t* bits = validity_of(array);
  const std::int64_t i = array.offset + at;
  return array.null_count == 0 || bits == nullptr || ((bits[i >> 3] >> (i & 7)) & 1) != 0;
}

// The buffer that must be there if there are rows.
Result<const void*> buffer(const ArrowArray& array, std::int64_t i) {
  if (array.n_buffers <= i || array.buffers == nullptr ||
      (array.buffers[i] == nullptr && array.length > 0))
    return broken("a buffer is missing");
  return array.buffers[i];
}

template <class Stored>
Status append_integers(Column& column, const ArrowArray& array) {
  SLIPWAY_ASSIGN(const void* values, buffer(array, 1));
  for (std::int64_t i = 0; i < array.length; ++i) {
    if (!valid(array, i)) {
      column.append_null();
      continue;
    }
    const Stored value = static_cast<const Stored*>(values)[array.offset + i];
    if (std::cmp_greater(value, std::numeric_limits<std::int64_t>::max()))
      return broken(fmt::format("row {}: {} does not fit into int64", i, value));
    column.append_int64(static_cast<std::int64_t>(value));
  }
  return {};
}

Status append_halves(Column& column, const ArrowArray& array) {
  SLIPWAY_ASSIGN(const void* values, buffer(array, 1));
  for (std::int64_t i = 0; i < array.length; ++i)
    valid(array, i) ? column.append_float32(
                          from_half(static_cast<const std::uint16_t*>(values)[array.offset + i]))
                    : column.append_null();
  return {};
}

// Floor of v * 1,000,000 / per_second.
Status append_times(Column& column, const ArrowArray& array, std::int64_t per_second) {
  SLIPWAY_ASSIGN(const void* values, buffer(array, 1));
  for (std::int64_t i = 0; i < array.length; ++i) {
    if (!valid(array, i)) {
      column.append_null();
      continue;
    }
    const std::int64_t value = static_cast<const std::int64_t*>(values)[array.offset + i];
    std::int64_t microseconds = 0;
    if (per_second > 1'000'000) {
      const std::int64_t parts = per_second / 1'000'000;
      microseconds = value / parts - (value % parts < 0 ? 1 : 0);
    } else if (__builtin_mul_overflow(value, 1'000'000 / per_second, &microseconds)) {
      return broken(fmt::format("row {}: the time {} is out of range", i, value));
    }
    column.append_int64(microseconds);
  }
  return {};
}

Status append_days(Column& column, const ArrowArray& array) {
  SLIPWAY_ASSIGN(const void* values, buffer(array, 1));
  constexpr std::int64_t kDay = 86'400ll * 1'000'000;
  for (std::int64_t i = 0; i < array.length; ++i)
    valid(array, i)
        ? column.append_int64(static_cast<const std::int32_t*>(values)[array.offset + i] * kDay)
        : column.append_null();
  return {};
}

template <class Offset>
Status append_strings(Column& column, const ArrowArray& array) {
  SLIPWAY_ASSIGN(const void* ends, buffer(array, 1));
  if (array.n_buffers < 3) return broken("a buffer is missing");
  const auto* end = static_cast<const Offset*>(ends) + array.offset;
  const auto* bytes = static_cast<const char*>(array.buffers[2]);
  for (std::int64_t i = 0; i < array.length; ++i) {
    const Offset length = end[i + 1] - end[i];
    if (end[i] < 0 || length < 0 || (bytes == nullptr && length > 0))
      return broken(fmt::format("row {}: offsets are out of order", i));
    valid(array, i) ? column.append_string({bytes + end[i], static_cast<std::size_t>(length)})
                    : column.append_null();
  }
  return {};
}

Status append_integers(Column& column, const ArrowArray& array, Layout layout) {
  switch (layout) {
    case Layout::kInt8:
      return append_integers<std::int8_t>(column, array);
    case Layout::kUint8:
      return append_integers<std::uint8_t>(column, array);
    case Layout::kInt16:
      return append_integers<std::int16_t>(column, array);
    case Layout::kUint16:
      return append_integers<std::uint16_t>(column, array);
    case Layout::kInt32:
      return append_integers<std::int32_t>(column, array);
    case Layout::kUint32:
      return append_integers<std::uint32_t>(column, array);
    case Layout::kUint64:
      return append_integers<std::uint64_t>(column, array);
    default:
      return append_integers<std::int64_t>(column, array);
  }
}

Status append_coded(Column& column, const ArrowSchema& schema, const ArrowArray& array,
                    Layout indices) {
  if (array.dictionary == nullptr) return broken("the dictionary is missing");
  auto values = std::make_shared<Column>(Type{Kind::kString, {}});
  SLIPWAY_ASSIGN(const Reading text, reading_of(*schema.dictionary));
  SLIPWAY_TRY(text.layout == Layout::kText
                  ? append_strings<std::int32_t>(*values, *array.dictionary)
                  : append_strings<std::int64_t>(*values, *array.dictionary));
  Column codes(Type{Kind::kInt64, {}});
  SLIPWAY_TRY(append_integers(codes, array, indices));
  const std::int64_t count = values->size();
  const bool nulls = values->null_count() > 0;
  column.set_dictionary(std::move(values));
  const ColumnView view = codes.view();
  for (std::int64_t i = 0; i < array.length; ++i) {
    if (!view.valid(i)) {
      column.append_null();
      continue;
    }
    const std::int64_t code = view.int64s()[i];
    if (code < 0 || code >= count)
      return broken(fmt::format("row {}: code {} of {}", i, code, count));
    // A code for "null" is a null.
    if (nulls && !column.dictionary()->view().valid(code))
      column.append_null();
    else
      column.append_code(static_cast<std::int32_t>(code));
  }
  return {};
}

// Borrows where the layout is ours.
Result<Column> borrow(const Reading& reading, const ArrowArray& array,
                      const std::shared_ptr<const void>& owner) {
  ColumnView view{.kind = reading.kind,
                  .width = reading.width,
                  .length = array.length,
                  .offset = array.offset,
                  .validity = array.null_count == 0 ? nullptr : validity_of(array)};
  Type type{reading.kind, {}};
  if (!reading.vector) {
    SLIPWAY_ASSIGN(view.values, buffer(array, 1));
    return Column::borrow(std::move(type), view, owner);
  }
  type.shape = {reading.width};
  const ArrowArray& item = *array.children[0];
  if (item.length < (array.offset + array.length) * reading.width)
    return broken("a vector is cut short");
  if (item.null_count != 0 && validity_of(item) != nullptr)
    for (std::int64_t i = 0; i < item.length; ++i)
      if (!valid(item, i)) return broken("a vector with a missing element");
  SLIPWAY_ASSIGN(view.values, buffer(item, 1));
  const std::size_t bytes = reading.kind == Kind::kFloat32 ? 4 : 8;
  view.values =
      static_cast<const char*>(view.values) + static_cast<std::size_t>(item.offset) * bytes;
  return Column::borrow(std::move(type), view, owner);
}

Result<Column> import_column(const ArrowSchema& schema, const ArrowArray& array,
                             const std::shared_ptr<const void>& owner) {
  SLIPWAY_ASSIGN(const Reading reading, reading_of(schema));
  if (array.length < 0 || array.offset < 0) return broken("a length below 0");
  if (reading.vector &&
      (array.n_children != 1 || array.children == nullptr || array.children[0] == nullptr))
    return broken("a vector without its elements");
  if (reading.layout == Layout::kSame && !reading.coded) return borrow(reading, array, owner);
  Column column(Type{reading.kind, {}});
  if (reading.coded) {
    SLIPWAY_TRY(append_coded(column, schema, array, reading.layout));
    return column;
  }
  switch (reading.layout) {
    case Layout::kText:
      SLIPWAY_TRY(append_strings<std::int32_t>(column, array));
      break;
    case Layout::kLargeText:
      SLIPWAY_TRY(append_strings<std::int64_t>(column, array));
      break;
    case Layout::kHalf:
      SLIPWAY_TRY(append_halves(column, array));
      break;
    case Layout::kTime:
      SLIPWAY_TRY(append_times(column, array, reading.per_second));
      break;
    case Layout::kDays:
      SLIPWAY_TRY(append_days(column, array));
      break;
    case Layout::kNull:
      for (std::int64_t i = 0; i < array.length; ++i) column.append_null();
      break;
    default:
      SLIPWAY_TRY(append_integers(column, array, reading.layout));
      break;
  }
  return column;
}

Status check_struct(const ArrowSchema& schema, const ArrowArray& array) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s")
    return broken("is no struct of columns");
  if (schema.n_children != array.n_children || schema.n_children < 0 ||
      schema.n_children > base::kColumnsMax)
    return broken(fmt::format("{} fields, but {} columns", schema.n_children, array.n_children));
  if (array.offset != 0) return broken("rows that do not begin at 0");
  if (array.null_count != 0 && validity_of(array) != nullptr) return broken("a missing row");
  for (std::int64_t i = 0; i < array.n_children; ++i)
    if (array.children[i] == nullptr || schema.children[i] == nullptr ||
        array.children[i]->length != array.length)
      return broken(fmt::format("column {} has another number of rows", i));
  return {};
}

}  // namespace

Result<std::vector<Field>> import_fields(const ArrowSchema& schema) {
  std::vector<Field> fields;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    auto reading = reading_of(child);
    if (!reading.ok())
      return reading.status().at(
          fmt::format("column \"{}\"", child.name == nullptr ? "" : child.name));
    fields.push_back(field_of(child, *reading));
  }
  return fields;
}

Result<Chunk> import_chunk(ArrowSchema* schema, ArrowArray* array) {
  const Taken<ArrowSchema> fields(schema);
  const auto owner = std::make_shared<Taken<ArrowArray>>(array);
  SLIPWAY_TRY(check_struct(fields.node, owner->node));
  SLIPWAY_ASSIGN(std::vector<Field> types, import_fields(fields.node));
  std::vector<Column> columns;
  for (std::int64_t i = 0; i < owner->node.n_children; ++i) {
    auto column = import_column(*fields.node.children[i], *owner->node.children[i], owner);
    if (!column.ok())
      return column.status().at(
          fmt::format("column \"{}\"", types[static_cast<std::size_t>(i)].name));
    columns.push_back(*std::move(column));
  }
  return Chunk(std::make_shared<const Schema>(std::move(types)), std::move(columns));
}

}  // namespace slipway::data
