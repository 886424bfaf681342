#include "format/pickle/pandas_cells.h"

#include <limits>

#include <fmt/format.h>

#include "format/pickle/arrow.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::Result;
using base::Status;

constexpr int kDepthMax = 4;  // an Index of a Categorical, whose categories are an Index

Result<std::vector<Cell>> cells_of(Ref value, CellBudget& budget, int depth);

Result<std::vector<Cell>> cells_of_range(Ref contents, CellBudget& budget) {
  SLIPWAY_ASSIGN(const Slice range,
                 slice_of(find(contents, "start"), find(contents, "stop"), find(contents, "step")));
  SLIPWAY_TRY(budget.charge(static_cast<std::uint64_t>(range.size()) * sizeof(Cell)));
  std::vector<Cell> cells;
  for (std::int64_t i = 0; i < range.size(); ++i) {
    Cell& cell = cells.emplace_back();
    cell.kind = Cell::Kind::kNumber;
    cell.number = static_cast<double>(range.start + i * range.step);
    cell.whole = true;
  }
  return cells;
}

// The elements of an array without objects.
Result<std::vector<Cell>> cells_of_array(Ref value, CellBudget& budget) {
  const DType& dtype = value->array()->dtype;
  const auto size = static_cast<std::uint64_t>(value->array()->size());
  SLIPWAY_TRY(budget.charge(size * (sizeof(Cell) + static_cast<std::uint64_t>(dtype.itemsize))));
  std::vector<Cell> cells;
  if (dtype.kind == 'U' || dtype.kind == 'S') {
    SLIPWAY_ASSIGN(std::vector<std::string> texts, as_strings(value));
    for (std::string& text : texts) {
      Cell& cell = cells.emplace_back();
      cell.kind = Cell::Kind::kText;
      cell.text = std::move(text);
    }
    return cells;
  }
  SLIPWAY_ASSIGN(const std::vector<double> numbers, as_doubles(value));
  for (const double number : numbers) {
    Cell& cell = cells.emplace_back();
    cell.kind = Cell::Kind::kNumber;
    cell.number = number;
    cell.truth = dtype.kind == 'b';
    cell.whole = dtype.kind == 'i' || dtype.kind == 'u';
  }
  return cells;
}

// The array (or its codes) and the dtype that an extension array's state holds, in either order.
struct Backed {
  Ref array = nullptr;
  Ref dtype = nullptr;
};

Result<Backed> backed_of(Ref value) {
  SLIPWAY_ASSIGN(const State state, record_state(value));
  Backed backed;
  if (state.other != nullptr && state.other->tag == Tag::kTuple) {
    for (Ref item : state.other->items()) {
      if (item->tag == Tag::kArray) backed.array = item;
      if (item->tag == Tag::kRecord) backed.dtype = item;
    }
  }
  for (const char* name : {"_ndarray", "_codes"})
    if (Ref array = attribute(value, name); backed.array == nullptr && array != nullptr)
      backed.array = array;
  if (backed.dtype == nullptr) backed.dtype = attribute(value, "_dtype");
  if (backed.array == nullptr || backed.array->tag != Tag::kArray)
    return wrong_type(value, "an Index of texts or numbers");
  return backed;
}

Result<std::vector<Cell>> cells_of_codes(Ref codes, Ref categories, CellBudget& budget, int depth) {
  SLIPWAY_ASSIGN(const std::vector<Cell> known, cells_of(categories, budget, depth));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> all, as_int64s(codes));
  std::vector<Cell> cells;
  for (const std::int64_t code : all) {
    if (code < -1 || code >= static_cast<std::int64_t>(known.size()))
      return bad_frame("a code without a category");
    Cell nan;
    nan.kind = Cell::Kind::kNumber;
    nan.number = std::numeric_limits<double>::quiet_NaN();
    cells.push_back(code < 0 ? nan : known[static_cast<std::size_t>(code)]);
    SLIPWAY_TRY(budget.charge(sizeof(Cell) + cells.back().text.size()));
  }
  return cells;
}

// Of other dtypes (periods, dates) the array holds what stands for the elements.
bool holds_elements(Ref dtype) {
  if (dtype == nullptr) return true;
  const std::string name = record_class(dtype);
  return is_pandas(name, "StringDtype") || is_pandas(name, "PandasDtype") ||
         is_pandas(name, "NumpyEADtype");
}

// pandas' own arrays of texts, and of categories.
Result<std::vector<Cell>> cells_of_backed(Ref value, CellBudget& budget, int depth) {
  SLIPWAY_ASSIGN(const Backed backed, backed_of(value));
  Ref categories = backed.dtype == nullptr ? nullptr : attribute(backed.dtype, "categories");
  if (categories == nullptr && backed.dtype != nullptr &&
      is_pandas(record_class(backed.dtype), "CategoricalDtype")) {
    const std::vector<Ref> args = record_args(backed.dtype);
    if (!args.empty()) categories = args[0];
  }
  if (categories != nullptr) return cells_of_codes(backed.array, categories, budget, depth);
  if (!holds_elements(backed.dtype)) return wrong_type(value, "an Index of texts or numbers");
  return cells_of(backed.array, budget, depth);
}

// Numbers and truths of which some are missing: Int64, Float32, boolean …
Result<std::vector<Cell>> cells_of_masked(Ref numbers, Ref mask, CellBudget& budget) {
  if (numbers == nullptr || numbers->tag != Tag::kArray) return wrong_type(numbers, "an array");
  SLIPWAY_ASSIGN(std::vector<Cell> cells, cells_of_array(numbers, budget));
  SLIPWAY_ASSIGN(const std::vector<bool> missing, as_bools(mask));
  if (missing.size() != cells.size()) return bad_frame("a mask of another size");
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (missing[i]) cells[i] = Cell();
  return cells;
}

// Of others (PeriodIndex) the data stand for the elements.
bool holds_data(const std::string& index) {
  for (const char* name :
       {"Index", "Int64Index", "UInt64Index", "Float64Index", "NumericIndex", "CategoricalIndex"})
    if (is_pandas(index, name)) return true;
  return false;
}

// What _new_Index(class, {data: …}) is given.
Result<std::vector<Cell>> cells_of_index(Ref value, CellBudget& budget, int depth) {
  const std::vector<Ref> args = record_args(value);
  if (args.size() != 2 || args[1]->tag != Tag::kDict) return wrong_type(value, "an Index");
  if (is_pandas(symbol_name(args[0]), "RangeIndex")) return cells_of_range(args[1], budget);
  Ref data = find(args[1], "data");
  if (data == nullptr || !holds_data(symbol_name(args[0])))
    return wrong_type(value, "an Index of texts or numbers");
  return cells_of(data, budget, depth);
}

Result<std::vector<Cell>> cells_of(Ref value, CellBudget& budget, int depth) {
  if (value == nullptr) return wrong_type(value, "an Index");
  if (value->tag == Tag::kArray && value->array()->dtype.kind != 'O')
    return cells_of_array(value, budget);
  if (value->tag == Tag::kRecord) {
    if (depth == kDepthMax) return wrong_type(value, "an Index");
    if (is_pandas(record_class(value), "_new_Index"))
      return cells_of_index(value, budget, depth + 1);
    if (Ref mask = attribute(value, "_mask"); mask != nullptr)
      return cells_of_masked(attribute(value, "_data"), mask, budget);
    if (Ref arrow = arrow_array(value); arrow != nullptr) return arrow_cells(arrow, budget);
    return cells_of_backed(value, budget, depth + 1);
  }
  SLIPWAY_ASSIGN(const std::vector<Ref> refs, as_refs(value));
  SLIPWAY_TRY(budget.charge(refs.size() * sizeof(Cell)));
  std::vector<Cell> cells;
  for (Ref ref : refs) {
    SLIPWAY_ASSIGN(Cell cell, as_cell(ref));
    SLIPWAY_TRY(budget.charge(cell.text.size()));
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

Status wrong_type(Ref value, std::string_view wanted) {
  return base::invalid_argument("WRONG_TYPE",
                                fmt::format("{} where {} is needed", describe(value), wanted));
}

Status bad_frame(std::string what) { return base::invalid_argument("BAD_FRAME", std::move(what)); }

bool is_pandas(std::string_view name, std::string_view class_name) {
  return name.starts_with("pandas.") && name.ends_with(class_name) &&
         name[name.size() - class_name.size() - 1] == '.';
}

std::int64_t Slice::size() const {
  const std::int64_t length = step > 0 ? stop - start : start - stop;
  return length <= 0 ? 0 : (length - 1) / std::abs(step) + 1;
}

// Bounds beyond any file are refused, so that size() can't overflow.
Result<Slice> slice_of(Ref start, Ref stop, Ref step) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  Slice slice;
  SLIPWAY_ASSIGN(slice.start, as_int64(start));
  SLIPWAY_ASSIGN(slice.stop, as_int64(stop));
  if (step != nullptr && step->tag != Tag::kNone) {
    SLIPWAY_ASSIGN(slice.step, as_int64(step));
  }
  for (const std::int64_t bound : {slice.start, slice.stop, slice.step})
    if (bound < -kMax || bound > kMax) return bad_frame("a range of an unknown form");
  if (slice.step == 0) return bad_frame("a range of an unknown form");
  return slice;
}

Status CellBudget::charge(std::uint64_t bytes) {
  if (bytes > left_)
    return base::resource_exhausted("LIMIT_COPIES", "the file's tables are too large");
  left_ -= bytes;
  return {};
}

bool is_pandas_missing(Ref value) {
  const std::string name = value->tag == Tag::kSymbol ? symbol_name(value) : record_class(value);
  for (const char* missing : {"NAType", "NA", "__nat_unpickle", "_nat_unpickle"})
    if (is_pandas(name, missing)) return true;
  return false;
}

Result<Cell> as_cell(Ref value) {
  Cell cell;
  if (value == nullptr) return wrong_type(value, "a value");
  if (value->tag == Tag::kNone || is_pandas_missing(value)) return cell;
  if (value->tag == Tag::kString ||
      (value->tag == Tag::kArray && value->array()->dtype.kind == 'U')) {
    cell.kind = Cell::Kind::kText;
    SLIPWAY_ASSIGN(cell.text, as_string(value));
    return cell;
  }
  cell.kind = Cell::Kind::kNumber;
  SLIPWAY_ASSIGN(cell.number, as_double(value));
  const char kind = value->tag == Tag::kArray ? value->array()->dtype.kind : ' ';
  cell.truth = value->tag == Tag::kBool || kind == 'b';
  cell.whole = value->tag == Tag::kInt || kind == 'i' || kind == 'u';
  return cell;
}

Result<std::vector<Cell>> array_cells(Ref value, CellBudget& budget) {
  return cells_of(value, budget, 0);
}

Result<std::vector<double>> cell_numbers(const std::vector<Cell>& cells) {
  std::vector<double> numbers;
  numbers.reserve(cells.size());
  for (const Cell& cell : cells) {
    if (cell.kind == Cell::Kind::kText)
      return base::invalid_argument(
          "WRONG_TYPE", fmt::format("the text \"{}\" where a number is needed", cell.text));
    numbers.push_back(cell.kind == Cell::Kind::kNumber ? cell.number
                                                       : std::numeric_limits<double>::quiet_NaN());
  }
  return numbers;
}

}  // namespace slipway::format::pickle
