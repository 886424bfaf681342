// Arrow arrays in a pickle: pandas' columns and Indexes of texts where pyarrow was installed (by
// default from pandas 3 on), and those of Arrow's numbers. Any thread.
#pragma once

#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"
#include "format/pickle/pandas.h"

namespace slipway::format::pickle {

// The Arrow array behind one of pandas' own arrays, or nullptr.
Ref arrow_array(Ref value);

// Its texts or numbers; null is missing. WRONG_TYPE if it is of another type, BAD_FRAME if buffers
// are cut off.
base::Result<std::vector<Cell>> arrow_cells(Ref array, CellBudget& budget);

}  // namespace slipway::format::pickle
