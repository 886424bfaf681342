// The elements of pandas' Indexes and arrays, for pandas.cc. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"
#include "format/pickle/pandas.h"

namespace slipway::format::pickle {

// The errors of both files: WRONG_TYPE, BAD_FRAME.
base::Status wrong_type(Ref value, std::string_view wanted);
base::Status bad_frame(std::string what);

// The bounds of a slice, which stands for [start, stop) in whole steps, up or down.
struct Slice {
  std::int64_t start = 0, stop = 0, step = 1;
  std::int64_t size() const;
};

// `step` may be null or None. BAD_FRAME if they are beyond any file.
base::Result<Slice> slice_of(Ref start, Ref stop, Ref step);

// Of an Index, one of pandas' own arrays, an array, a list or a tuple.
base::Result<std::vector<Cell>> array_cells(Ref value, CellBudget& budget);

// A missing value is NaN, a text is WRONG_TYPE.
base::Result<std::vector<double>> cell_numbers(const std::vector<Cell>& cells);

}  // namespace slipway::format::pickle
