// pandas in a pickle: Series, DataFrames, Indexes and pandas' own arrays as they stand in the files of
// pandas 0.20 to 3, read as values. Used by the adapters of libraries whose fitted estimators keep them.
//
//   CellBudget budget;  // of one estimator
//   SLIPWAY_ASSIGN(const Series codes, as_series(attribute(encoder, "mapping"), budget));
//
// An array, list or tuple stands for an Index too. What is of another form (a MultiIndex, dates) is
// INVALID_ARGUMENT/WRONG_TYPE; contents that contradict each other are BAD_FRAME. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

// "pandas.core.frame.DataFrame", "pandas.DataFrame": the class was moved, and keeps its name.
bool is_pandas(std::string_view name, std::string_view class_name);

// One value of an Index. NaN is a number; None, NaT and NA are missing.
struct Cell {
  enum class Kind : std::uint8_t { kMissing, kNumber, kText };
  Kind kind = Kind::kMissing;
  double number = 0;
  std::string text;
  bool whole = false;  // the number is an int
  bool truth = false;  // … or a bool
};

// How much more may be read: a file may refer to one long Series a million times.
// RESOURCE_EXHAUSTED/LIMIT_COPIES.
class CellBudget {
 public:
  base::Status charge(std::uint64_t bytes);

 private:
  std::uint64_t left_ = std::uint64_t{1} << 30;
};

struct Series {
  std::vector<Cell> index;
  std::vector<double> values;
};

// values[j] is column j.
struct Frame {
  std::vector<Cell> index;
  std::vector<Cell> columns;
  std::vector<std::vector<double>> values;
};

// Of an Index, one of pandas' arrays, or a Series: its values.
base::Result<std::vector<Cell>> as_cells(Ref value, CellBudget& budget);
base::Result<Cell> as_cell(Ref value);
// The same where all of them are texts; WRONG_TYPE otherwise.
base::Result<std::vector<std::string>> pandas_strings(Ref value);
// The same of numbers, of which a missing one is NaN; of integers and booleans; of booleans.
base::Result<std::vector<double>> pandas_numbers(Ref value);
base::Result<std::vector<std::int64_t>> pandas_int64s(Ref value);
base::Result<std::vector<bool>> pandas_bools(Ref value);
base::Result<Series> as_series(Ref value, CellBudget& budget);
base::Result<Frame> as_frame(Ref value, CellBudget& budget);

bool is_pandas_missing(Ref value);  // NA or NaT
bool is_series(Ref value);
bool is_frame(Ref value);

}  // namespace slipway::format::pickle
