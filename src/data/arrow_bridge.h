// Chunks to and from Arrow's C data interface (arrow_c.h): how modules hand rows to Arrow C++, and
// how other programs may hand theirs to us. A Chunk is a struct array, one child a column.
//
//   bool        "b"            float32 "f"   float64 "g"     string "u", or "i" with a dictionary
//               of "u"
//   int64       "l"            timestamp "tsu:UTC"           a vector of n: "+w:n" of its kind
//
// Read as well: the other integers, half floats, dates, timestamps of any unit, large strings and
// any dictionary of strings. Everything else is UNIMPLEMENTED/BAD_TYPE and names the column. Any
// thread.
#pragma once

#include <memory>

#include "base/status.h"
#include "data/arrow_c.h"
#include "data/chunk.h"

namespace slipway::data {

// Both out-parameters are filled, or neither. No value is copied: the arrays share the Chunk, which
// lives until the last of them is released, from whatever thread.
base::Status export_chunk(std::shared_ptr<const Chunk> chunk, ArrowSchema* schema,
                          ArrowArray* array);

// Takes both over, also when it fails: their `release` is null afterwards. Where the layout is ours
// (float32, float64, int64, bool, UTF-8, microseconds) the columns borrow the foreign memory;
// others are converted. What can't be a value here is INVALID_ARGUMENT/BAD_ARROW with the column as
// the place.
base::Result<Chunk> import_chunk(ArrowSchema* schema, ArrowArray* array);

// The fields that import_chunk would give, without taking anything over.
base::Result<std::vector<Field>> import_fields(const ArrowSchema& schema);

}  // namespace slipway::data
