#include "format/pickle/arrow.h"

#include <cstring>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::Result;
using base::Status;

Status bad(const char* what) { return base::invalid_argument("BAD_FRAME", what); }

// What pyarrow.lib._restore_array is given.
struct Parts {
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

Result<Parts> parts_of(Ref array) {
  const std::vector<Ref> args = record_args(array);
  if (args.size() != 1 || args[0]->tag != Tag::kTuple || args[0]->items.size() != 7)
    return bad("an Arrow array of an unknown form");
  const auto& items = args[0]->items;
  const std::vector<Ref> type = record_args(items[0]);
  const bool alias = record_class(items[0]) == "pyarrow.lib.type_for_alias" && type.size() == 1 &&
                     type[0]->tag == Tag::kString;
  const std::string_view name = alias ? type[0]->text : std::string_view();
  if (name != "string" && name != "large_string")
    return base::invalid_argument("WRONG_TYPE", "an Arrow array that is not of texts");
  Parts parts;
  parts.width = name == "string" ? 4 : 8;
  SLIPWAY_ASSIGN(parts.length, as_int64(items[1]));
  SLIPWAY_ASSIGN(parts.offset, as_int64(items[3]));
  if (items[4]->tag != Tag::kList || items[4]->items.size() != 3)
    return bad("an Arrow array of texts without three buffers");
  SLIPWAY_ASSIGN(parts.valid, buffer_of(items[4]->items[0]));
  SLIPWAY_ASSIGN(parts.offsets, buffer_of(items[4]->items[1]));
  SLIPWAY_ASSIGN(parts.data, buffer_of(items[4]->items[2]));
  constexpr std::int64_t kMax = std::int64_t{1} << 40;
  if (parts.length < 0 || parts.offset < 0 || parts.length > kMax || parts.offset > kMax)
    return bad("an Arrow array of an unknown size");
  const auto end = static_cast<std::size_t>(parts.length + parts.offset);
  if (parts.length > 0 && (parts.offsets.size() / parts.width < end + 1 ||
                           (!parts.valid.empty() && parts.valid.size() * 8 < end)))
    return bad("an Arrow array whose buffers are cut off");
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

Status add_cells(Ref array, CellBudget& budget, std::vector<Cell>& cells) {
  SLIPWAY_ASSIGN(const Parts parts, parts_of(array));
  SLIPWAY_TRY(budget.charge(static_cast<std::uint64_t>(parts.length) * sizeof(Cell)));
  for (std::int64_t k = 0; k < parts.length; ++k) {
    const auto i = static_cast<std::size_t>(k + parts.offset);
    Cell& cell = cells.emplace_back();
    if (!parts.valid.empty() &&
        (static_cast<unsigned char>(parts.valid[i / 8]) >> (i % 8) & 1) == 0)
      continue;
    const std::int64_t begin = offset_at(parts, i), end = offset_at(parts, i + 1);
    if (begin < 0 || end < begin || static_cast<std::size_t>(end) > parts.data.size())
      return bad("a text of an Arrow array is out of range");
    cell.kind = Cell::Kind::kText;
    cell.text =
        parts.data.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    if (!simdjson::validate_utf8(cell.text.data(), cell.text.size()))
      return bad("a text of an Arrow array is not UTF-8");
    SLIPWAY_TRY(budget.charge(cell.text.size()));
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
  for (Ref chunk : args[0]->items) SLIPWAY_TRY(add_cells(chunk, budget, cells));
  return cells;
}

}  // namespace slipway::format::pickle
