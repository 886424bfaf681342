#include "format/pickle/pandas.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "format/pickle/arrow.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::Result;
using base::Status;

Status wrong_type(Ref value, std::string_view wanted) {
  return base::invalid_argument("WRONG_TYPE",
                                fmt::format("{} where {} is needed", describe(value), wanted));
}

Status bad_frame(std::string what) { return base::invalid_argument("BAD_FRAME", std::move(what)); }

constexpr int kDepthMax = 4;  // an Index of a Categorical, whose categories are an Index

Result<std::vector<Cell>> cells_of(Ref value, CellBudget& budget, int depth);

// "pandas.core.frame.DataFrame", "pandas.DataFrame"
bool is_pandas(std::string_view name, std::string_view class_name) {
  return name.starts_with("pandas.") && name.ends_with(class_name) &&
         name[name.size() - class_name.size() - 1] == '.';
}

// The bounds of a slice, which stands for [start, stop) in whole steps.
struct Slice {
  std::int64_t start = 0, stop = 0, step = 1;
  std::int64_t size() const {
    return step <= 0 || stop <= start ? 0 : (stop - start - 1) / step + 1;
  }
};

// Bounds beyond any file are refused, so that size() can't overflow.
Result<Slice> slice_of(Ref start, Ref stop, Ref step) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  Slice slice;
  SLIPWAY_ASSIGN(slice.start, as_int64(start));
  SLIPWAY_ASSIGN(slice.stop, as_int64(stop));
  if (step != nullptr && step->tag != Tag::kNone) {
    SLIPWAY_ASSIGN(slice.step, as_int64(step));
  }
  if (slice.start < -kMax || slice.stop > kMax || slice.step <= 0)
    return bad_frame("a range of an unknown form");
  return slice;
}

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
  const DType& dtype = value->array->dtype;
  const auto size = static_cast<std::uint64_t>(value->array->size());
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
    for (Ref item : state.other->items) {
      if (item->tag == Tag::kArray) backed.array = item;
      if (item->tag == Tag::kRecord) backed.dtype = item;
    }
  }
  for (const char* name : {"_ndarray", "_codes"})
    if (Ref array = attribute(value, name); backed.array == nullptr && array != nullptr)
      backed.array = array;
  for (const char* name : {"_dtype"})
    if (Ref dtype = attribute(value, name); backed.dtype == nullptr && dtype != nullptr)
      backed.dtype = dtype;
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
  return cells_of(backed.array, budget, depth);
}

// What _new_Index(class, {data: …}) is given.
Result<std::vector<Cell>> cells_of_index(Ref value, CellBudget& budget, int depth) {
  const std::vector<Ref> args = record_args(value);
  if (args.size() != 2 || args[1]->tag != Tag::kDict) return wrong_type(value, "an Index");
  if (is_pandas(symbol_name(args[0]), "RangeIndex")) return cells_of_range(args[1], budget);
  Ref data = find(args[1], "data");
  if (data == nullptr) return wrong_type(value, "an Index of texts or numbers");
  return cells_of(data, budget, depth);
}

Result<std::vector<Cell>> cells_of(Ref value, CellBudget& budget, int depth) {
  if (value == nullptr) return wrong_type(value, "an Index");
  if (value->tag == Tag::kArray && value->array->dtype.kind != 'O')
    return cells_of_array(value, budget);
  if (value->tag == Tag::kRecord) {
    if (depth == kDepthMax) return wrong_type(value, "an Index");
    if (is_pandas(record_class(value), "_new_Index"))
      return cells_of_index(value, budget, depth + 1);
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

// The block manager of a Series or DataFrame: axes (the rows' last) and blocks.
struct Block {
  Ref values = nullptr;
  Ref places = nullptr;
};
struct Manager {
  std::vector<Ref> axes;
  std::vector<Block> blocks;
};

Result<Manager> managed_state(Ref manager) {
  SLIPWAY_ASSIGN(const State state, record_state(manager));
  if (state.other == nullptr || state.other->items.size() < 4)
    return wrong_type(manager, "a block manager of pandas");
  Ref contents = find(state.other->items[3], "0.14.1");
  Ref axes = contents == nullptr ? nullptr : find(contents, "axes");
  Ref blocks = contents == nullptr ? nullptr : find(contents, "blocks");
  if (axes == nullptr || blocks == nullptr) return wrong_type(manager, "a block manager of pandas");
  Manager managed{.axes = axes->items, .blocks = {}};
  for (Ref block : blocks->items) {
    Ref values = find(block, "values");
    Ref places = find(block, "mgr_locs");
    if (values == nullptr || places == nullptr) return bad_frame("a block without values");
    managed.blocks.push_back({values, places});
  }
  return managed;
}

Result<Manager> managed(Ref object) {
  Ref manager = attribute(object, "_mgr");
  if (manager == nullptr) manager = attribute(object, "_data");
  if (manager == nullptr) return wrong_type(object, "a Series or DataFrame");
  const std::vector<Ref> args = record_args(manager);
  if (args.size() != 2) return managed_state(manager);
  Manager made{.axes = args[1]->items, .blocks = {}};
  for (Ref block : args[0]->items) {
    const std::vector<Ref> parts = record_args(block);
    if (parts.size() < 2) return bad_frame("a block without values");
    made.blocks.push_back({parts[0], parts[1]});
  }
  return made;
}

// The columns that a block holds.
Result<std::vector<std::int64_t>> places_of(Ref places, std::int64_t rows) {
  std::vector<std::int64_t> all;
  if (record_class(places) == "builtins.slice") {
    const std::vector<Ref> args = record_args(places);
    if (args.size() != 3) return bad_frame("a block at an unknown place");
    SLIPWAY_ASSIGN(const Slice slice, slice_of(args[0], args[1], args[2]));
    if (slice.size() != rows) return bad_frame("a block at another number of places");
    for (std::int64_t i = 0; i < rows; ++i) all.push_back(slice.start + i * slice.step);
  } else {
    SLIPWAY_ASSIGN(all, as_int64s(places));
  }
  return all;
}

Status take_block(const Block& block, Frame& frame, std::vector<bool>& taken) {
  SLIPWAY_ASSIGN(const Matrix matrix, as_matrix(block.values));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> places, places_of(block.places, matrix.rows));
  if (static_cast<std::int64_t>(places.size()) != matrix.rows ||
      static_cast<std::size_t>(matrix.cols) != frame.index.size())
    return bad_frame("a block of another shape");
  for (std::int64_t i = 0; i < matrix.rows; ++i) {
    const std::int64_t place = places[static_cast<std::size_t>(i)];
    if (place < 0 || place >= static_cast<std::int64_t>(frame.columns.size()) ||
        taken[static_cast<std::size_t>(place)])
      return bad_frame("a block at a place that there is not");
    taken[static_cast<std::size_t>(place)] = true;
    const auto row = matrix.values.begin() + i * matrix.cols;
    frame.values[static_cast<std::size_t>(place)].assign(row, row + matrix.cols);
  }
  return {};
}

}  // namespace

Status CellBudget::charge(std::uint64_t bytes) {
  if (bytes > left_)
    return base::resource_exhausted("LIMIT_COPIES", "the file's tables are too large");
  left_ -= bytes;
  return {};
}

bool is_series(Ref value) { return is_pandas(record_class(value), "Series"); }
bool is_frame(Ref value) { return is_pandas(record_class(value), "DataFrame"); }

Result<Cell> as_cell(Ref value) {
  Cell cell;
  if (value == nullptr) return wrong_type(value, "a value");
  const std::string name = value->tag == Tag::kSymbol ? symbol_name(value) : record_class(value);
  if (value->tag == Tag::kNone || is_pandas(name, "NAType") || is_pandas(name, "NA")) return cell;
  if (value->tag == Tag::kString ||
      (value->tag == Tag::kArray && value->array->dtype.kind == 'U')) {
    cell.kind = Cell::Kind::kText;
    SLIPWAY_ASSIGN(cell.text, as_string(value));
    return cell;
  }
  cell.kind = Cell::Kind::kNumber;
  SLIPWAY_ASSIGN(cell.number, as_double(value));
  const char kind = value->tag == Tag::kArray ? value->array->dtype.kind : ' ';
  cell.truth = value->tag == Tag::kBool || kind == 'b';
  cell.whole = value->tag == Tag::kInt || kind == 'i' || kind == 'u';
  return cell;
}

Result<std::vector<Cell>> as_cells(Ref value, CellBudget& budget) {
  return cells_of(value, budget, 0);
}

Result<std::vector<std::string>> pandas_strings(Ref value) {
  CellBudget budget;
  SLIPWAY_ASSIGN(std::vector<Cell> cells, as_cells(value, budget));
  std::vector<std::string> texts;
  for (Cell& cell : cells) {
    if (cell.kind != Cell::Kind::kText) return wrong_type(value, "an Index of texts");
    texts.push_back(std::move(cell.text));
  }
  return texts;
}

Result<Series> as_series(Ref value, CellBudget& budget) {
  if (!is_series(value)) return wrong_type(value, "a Series");
  SLIPWAY_ASSIGN(const Manager manager, managed(value));
  if (manager.axes.size() != 1 || manager.blocks.size() != 1)
    return bad_frame("a Series of several blocks");
  Series series;
  SLIPWAY_ASSIGN(series.index, as_cells(manager.axes[0], budget));
  SLIPWAY_TRY(budget.charge(series.index.size() * sizeof(double)));
  SLIPWAY_ASSIGN(series.values, as_doubles(manager.blocks[0].values));
  if (series.values.size() != series.index.size())
    return bad_frame(fmt::format("a Series of {} values and {} in its index", series.values.size(),
                                 series.index.size()));
  return series;
}

Result<Frame> as_frame(Ref value, CellBudget& budget) {
  if (!is_frame(value)) return wrong_type(value, "a DataFrame");
  SLIPWAY_ASSIGN(const Manager manager, managed(value));
  if (manager.axes.size() != 2) return bad_frame("a DataFrame without two axes");
  Frame frame;
  SLIPWAY_ASSIGN(frame.columns, as_cells(manager.axes[0], budget));
  SLIPWAY_ASSIGN(frame.index, as_cells(manager.axes[1], budget));
  for (std::size_t j = 0; j < frame.columns.size(); ++j)
    SLIPWAY_TRY(budget.charge(sizeof(std::vector<double>) + frame.index.size() * sizeof(double)));
  frame.values.resize(frame.columns.size());
  std::vector<bool> taken(frame.columns.size());
  for (const Block& block : manager.blocks) SLIPWAY_TRY(take_block(block, frame, taken));
  if (std::ranges::find(taken, false) != taken.end()) return bad_frame("a column without values");
  return frame;
}

}  // namespace slipway::format::pickle
