#include "format/pickle/pandas.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/pandas_cells.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::Result;
using base::Status;

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
  if (state.other == nullptr || state.other->items().size() < 4)
    return wrong_type(manager, "a block manager of pandas");
  Ref contents = find(state.other->items()[3], "0.14.1");
  Ref axes = contents == nullptr ? nullptr : find(contents, "axes");
  Ref blocks = contents == nullptr ? nullptr : find(contents, "blocks");
  if (axes == nullptr || blocks == nullptr) return wrong_type(manager, "a block manager of pandas");
  Manager managed{.axes = axes->items(), .blocks = {}};
  for (Ref block : blocks->items()) {
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
  Manager made{.axes = args[1]->items(), .blocks = {}};
  for (Ref block : args[0]->items()) {
    const std::vector<Ref> parts = record_args(block);
    if (parts.size() < 2) return bad_frame("a block without values");
    made.blocks.push_back({parts[0], parts[1]});
  }
  return made;
}

Result<Block> only_block(const Manager& manager) {
  if (manager.axes.size() != 1 || manager.blocks.size() != 1)
    return bad_frame("a Series of several blocks");
  return manager.blocks[0];
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

// A row a column. One of pandas' own arrays is one column.
Result<Matrix> block_rows(Ref values, CellBudget& budget) {
  if (values->tag != Tag::kRecord) return as_matrix(values);
  SLIPWAY_ASSIGN(const std::vector<Cell> cells, array_cells(values, budget));
  Matrix matrix{.rows = 1, .cols = static_cast<std::int64_t>(cells.size()), .values = {}};
  SLIPWAY_ASSIGN(matrix.values, cell_numbers(cells));
  return matrix;
}

Status take_block(const Block& block, CellBudget& budget, Frame& frame, std::vector<bool>& taken) {
  SLIPWAY_ASSIGN(const Matrix matrix, block_rows(block.values, budget));
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

bool is_series(Ref value) { return is_pandas(record_class(value), "Series"); }
bool is_frame(Ref value) { return is_pandas(record_class(value), "DataFrame"); }

Result<std::vector<Cell>> as_cells(Ref value, CellBudget& budget) {
  if (!is_series(value)) return array_cells(value, budget);
  SLIPWAY_ASSIGN(const Manager manager, managed(value));
  SLIPWAY_ASSIGN(const Block block, only_block(manager));
  return array_cells(block.values, budget);
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

Result<std::vector<double>> pandas_numbers(Ref value) {
  CellBudget budget;
  SLIPWAY_ASSIGN(const std::vector<Cell> cells, as_cells(value, budget));
  return cell_numbers(cells);
}

Result<std::vector<std::int64_t>> pandas_int64s(Ref value) {
  CellBudget budget;
  SLIPWAY_ASSIGN(const std::vector<Cell> cells, as_cells(value, budget));
  std::vector<std::int64_t> numbers;
  for (const Cell& cell : cells) {
    if (!cell.whole && !cell.truth) return wrong_type(value, "an Index of integers");
    numbers.push_back(static_cast<std::int64_t>(cell.number));
  }
  return numbers;
}

Result<std::vector<bool>> pandas_bools(Ref value) {
  CellBudget budget;
  SLIPWAY_ASSIGN(const std::vector<Cell> cells, as_cells(value, budget));
  std::vector<bool> truths;
  for (const Cell& cell : cells) {
    if (!cell.truth) return wrong_type(value, "an Index of booleans");
    truths.push_back(cell.number != 0);
  }
  return truths;
}

Result<Series> as_series(Ref value, CellBudget& budget) {
  if (!is_series(value)) return wrong_type(value, "a Series");
  SLIPWAY_ASSIGN(const Manager manager, managed(value));
  SLIPWAY_ASSIGN(const Block block, only_block(manager));
  Series series;
  SLIPWAY_ASSIGN(series.index, as_cells(manager.axes[0], budget));
  SLIPWAY_TRY(budget.charge(series.index.size() * sizeof(double)));
  SLIPWAY_ASSIGN(const std::vector<Cell> cells, array_cells(block.values, budget));
  SLIPWAY_ASSIGN(series.values, cell_numbers(cells));
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
  for (const Block& block : manager.blocks) SLIPWAY_TRY(take_block(block, budget, frame, taken));
  if (std::ranges::find(taken, false) != taken.end()) return bad_frame("a column without values");
  return frame;
}

}  // namespace slipway::format::pickle
