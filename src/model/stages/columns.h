// Columns chosen, converted, judged: gather, dense, cast, require.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Output column i is column `column` of input `input` (an index into the stage's inputs). Selects,
// concatenates and passes through; nothing is computed. If one input is sparse, so is the output, and
// a value of 0 in a dense input is none there (−0 and NaN are values).
struct Gather {
  static constexpr const char* kFamily = "gather";
  struct From {
    std::uint32_t input;
    std::uint32_t column;
  };
  std::vector<From> columns;
};

// A sparse block with its zeros written out.
struct Dense {
  static constexpr const char* kFamily = "dense";
};

// Each value is converted: f64→f32 rounds to nearest, i64→f64 and bool (as 0/1) are exact in range.
struct Cast {
  static constexpr const char* kFamily = "cast";
  Element to;
};

// Passes its input on; a row with a value that the library would refuse fails with MISSING_VALUE,
// NOT_FINITE or (below `least`, with `above` also at it, or above `greatest`) OUT_OF_RANGE. Values
// are judged after a cast to `as` (a float64 may overflow float32). Dense or sparse.
struct Require {
  static constexpr const char* kFamily = "require";
  Element as = Element::kF64;
  bool allow_nan = false;
  bool allow_infinite = false;
  double least = -std::numeric_limits<double>::infinity();
  double greatest = std::numeric_limits<double>::infinity();
  bool above = false;
};

base::Result<Block> check(const Gather& op, const Inputs& in);
base::Result<Block> check(const Dense& op, const Inputs& in);
base::Result<Block> check(const Cast& op, const Inputs& in);
base::Result<Block> check(const Require& op, const Inputs& in);
std::string contract(const Gather& op);
std::string contract(const Dense& op);
std::string contract(const Cast& op);
std::string contract(const Require& op);

}  // namespace slipway::model
