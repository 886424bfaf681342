// A .score script: a model, rows, and what must come out. Read from tests/scripts/**.score, and run
// through every door.
//
//   # about: a missing feature goes where training said it should
//   model golden/xgboost/binary-3.4.1/model.json
//   score tol=1e-6
//   {"a": 1.0, "b": null, "c": 0, "d": 0}
//   {"a": "abc"}
//   ----
//   {"predict": 0.913243}
//   error BAD_VALUE
//
// A line of the upper part is a row, a line of the lower one its answer: the outputs in order,
// vectors as arrays, or the reason for which there is none. `tol` is absolute; left out, bits must
// agree.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"

namespace slipway::testing {

struct ScoreBlock {
  int line = 0;  // of `score`
  double tolerance = 0;
  std::vector<std::string> rows;
  std::vector<std::string> answers;  // JSON, or "error REASON"
};

struct ScoreScript {
  std::string path, about, model;  // `model`: relative to the source tree
  std::vector<ScoreBlock> blocks;
};

// INVALID_ARGUMENT/BAD_SCRIPT with file and line.
base::Result<ScoreScript> read_script(const std::string& path, std::string_view text);

}  // namespace slipway::testing
