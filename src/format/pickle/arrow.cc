#include "format/pickle/arrow.h"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "format/pickle/elements.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::Result;
using base::Status;

Status bad(const char* what) { return base::invalid_argument("BAD_FRAME", what); }

// What pyarrow.lib._restore_array is given.
struct Parts {
  DType type;  // of numbers; 'U' of texts, 'b' of truths, which are one bit each
  std::int64_t length = 0, offset = 0;
  std::size_t width = 4;  // of an offset into `data`
  std::string_view valid, offsets, data;
};

Result<std::string_view> buffer_of(Ref buffer) {
  if (buffer->tag == Tag::kNone) return std::string_view();
  const std::vector<Ref> args = record_args(buffer);
  if (record_class(buffer) != "pyarrow.lib.py_buffer" || args.size() != 1 ||
      args[0]->tag != Tag::kBytes)
    return bad("an Arrow array with a buffer of an unknown form");
  return args[0]->text;
}

// By the name that pyarrow gives the type. kind 'V' of those that are neither texts nor numbers.
DType type_called(std::string_view name) {
  struct Known {
    std::string_view name;
    char kind;
    std::int64_t bytes;
  };
  constexpr Known kKnown[] = {
      {"string", 'U', 4}, {"large_string", 'U', 8}, {"bool", 'b', 1},   {"int8", 'i', 1},
      {"int16", 'i', 2},  {"int32", 'i', 4},        {"int64", 'i', 8},  {"uint8", 'u', 1},
      {"uint16", 'u', 2}, {"uint32", 'u', 4},       {"uint64", 'u', 8}, {"float", 'f', 4},
      {"double", 'f', 8},
  };
  DType type{.kind = 'V', .itemsize = 0};
  for (const Known& known : kKnown) {
    if (known.name != name) continue;
    type.kind = known.kind;
    type.itemsize = known.bytes;
  }
  return type;
}

bool long_enough(const Parts& parts) {
  const auto end = static_cast<std::size_t>(parts.length + parts.offset);
  if (parts.length == 0) return true;
  if (!parts.valid.empty() && parts.valid.size() * 8 < end) return false;
  if (parts.type.kind == 'U') return parts.offsets.size() / parts.width >= end + 1;
  if (parts.type.kind == 'b') return parts.data.size() * 8 >= end;
  return parts.data.size() / static_cast<std::size_t>(parts.type.itemsize) >= end;
}

Result<Parts> parts_of(Ref array) {
  const std::vector<Ref> args = record_args(array);
  if (args.size() != 1 || args[0]->tag != Tag::kTuple || args[0]->items().size() != 7)
    return bad("an Arrow array of an unknown form");
  const auto& items = args[0]->items();
  const std::vector<Ref> type = record_args(items[0]);
  const bool alias = record_class(items[0]) == "pyarrow.lib.type_for_alias" && type.size() == 1 &&
                     type[0]->tag == Tag::kString;
  Parts parts;
  parts.type = type_called(alias ? type[0]->text : std::string_view());
  if (parts.type.kind == 'V')
    return base::invalid_argument("WRONG_TYPE", "an Arrow array of neither texts nor numbers");
  parts.width = static_cast<std::size_t>(parts.type.itemsize);
  SLIPWAY_ASSIGN(parts.length, as_int64(items[1]));
  SLIPWAY_ASSIGN(parts.offset, as_int64(items[3]));
  const std::size_t buffers = parts.type.kind == 'U' ? 3 : 2;
  if (items[4]->tag != Tag::kList || items[4]->items().size() != buffers)
    return bad("an Arrow array without its buffers");
  SLIPWAY_ASSIGN(parts.valid, buffer_of(items[4]->items()[0]));
  if (buffers == 3) {
    SLIPWAY_ASSIGN(parts.offsets, buffer_of(items[4]->items()[1]));
  }
  SLIPWAY_ASSIGN(parts.data, buffer_of(items[4]->items().back()));
  constexpr std::int64_t kMax = std::int64_t{1} << 40;
  if (parts.length < 0 || parts.offset < 0 || parts.length > kMax || parts.offset > kMax)
    return bad("an Arrow array of an unknown size");
  if (!long_enough(parts)) return bad("an Arrow array whose buffers are cut off");
  return parts;
}

// Little-endian, as Arrow on every machine that writes such files.
std::int64_t offset_at(const Parts& parts, std::size_t i) {
  if (parts.width == 8) {
    std::int64_t value = 0;
    std::memcpy(&value, parts.offsets.data() + i * 8, 8);
    return value;
  }
  std::int32_t value = 0;
  std::memcpy(&value, parts.offsets.data() + i * 4, 4);
  return value;
}

bool bit_at(std::string_view bits, std::size_t i) {
  return (static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1) != 0;
}

Status read_text(const Parts& parts, std::size_t i, CellBudget& budget, Cell& cell) {
  const std::int64_t begin = offset_at(parts, i), end = offset_at(parts, i + 1);
  if (begin < 0 || end < begin || static_cast<std::size_t>(end) > parts.data.size())
    return bad("a text of an Arrow array is out of range");
  cell.kind = Cell::Kind::kText;
  cell.text =
      parts.data.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  if (!simdjson::validate_utf8(cell.text.data(), cell.text.size()))
    return bad("a text of an Arrow array is not UTF-8");
  return budget.charge(cell.text.size());
}

// `numbers` are the elements of an array of numbers.
Status read_number(const Parts& parts, const Elements* numbers, std::size_t i, Cell& cell) {
  cell.kind = Cell::Kind::kNumber;
  cell.truth = numbers == nullptr;
  cell.whole = parts.type.kind == 'i' || parts.type.kind == 'u';
  if (numbers == nullptr) {
    cell.number = bit_at(parts.data, i);
  } else if (!numbers->number(static_cast<std::int64_t>(i), cell.number)) {
    return base::invalid_argument("INEXACT", "a value that a double can't hold exactly");
  }
  return {};
}

Status add_cells(Ref array, CellBudget& budget, std::vector<Cell>& cells) {
  SLIPWAY_ASSIGN(const Parts parts, parts_of(array));
  SLIPWAY_TRY(budget.charge(static_cast<std::uint64_t>(parts.length) * sizeof(Cell)));
  Array values;
  values.dtype = parts.type;
  values.shape = {parts.length + parts.offset};
  values.data = parts.data;
  const bool numeric = parts.type.kind != 'U' && parts.type.kind != 'b';
  const std::optional<Elements> numbers =
      numeric ? std::optional<Elements>(values) : std::optional<Elements>();
  for (std::int64_t k = 0; k < parts.length; ++k) {
    const auto i = static_cast<std::size_t>(k + parts.offset);
    Cell& cell = cells.emplace_back();
    if (!parts.valid.empty() && !bit_at(parts.valid, i)) continue;
    if (parts.type.kind == 'U') {
      SLIPWAY_TRY(read_text(parts, i, budget, cell));
    } else {
      SLIPWAY_TRY(read_number(parts, numbers ? &*numbers : nullptr, i, cell));
    }
  }
  return {};
}

}  // namespace

Ref arrow_array(Ref value) {
  if (value->tag != Tag::kRecord) return nullptr;
  for (const char* name : {"_pa_array", "_data"}) {
    Ref array = attribute(value, name);
    if (array != nullptr && record_class(array).starts_with("pyarrow.lib.")) return array;
  }
  return nullptr;
}

Result<std::vector<Cell>> arrow_cells(Ref array, CellBudget& budget) {
  std::vector<Cell> cells;
  if (record_class(array) == "pyarrow.lib._restore_array") {
    SLIPWAY_TRY(add_cells(array, budget, cells));
    return cells;
  }
  const std::vector<Ref> args = record_args(array);
  if (record_class(array) != "pyarrow.lib.chunked_array" || args.empty() ||
      args[0]->tag != Tag::kList)
    return bad("an Arrow array of an unknown form");
  for (Ref chunk : args[0]->items()) SLIPWAY_TRY(add_cells(chunk, budget, cells));
  return cells;
}

}  // namespace slipway::format::pickle
