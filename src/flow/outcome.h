// Outcome: what one version said about one Chunk, and whose rows they were.
//
// It lives inside a lane, from the scoring of a Chunk to its splitting; its buffers are reused.
// What leaves the lane is the answered Delivery (delivery.h).
#pragma once

#include <vector>

#include "data/chunk.h"
#include "data/row_error.h"
#include "flow/delivery.h"

namespace slipway::flow {

// A part that a Chunk is made of. The Delivery outlives it, because it is not acked before.
struct Span {
  Delivery* delivery;
  Part* part;
};

// Row i belongs to the i-th row of the spans, in order. errors are by row of the Chunk, sorted.
struct Outcome {
  std::vector<Span> spans;
  data::Chunk predictions;  // unused if there is one span: it is answered in place
  data::RowErrors errors;
};

}  // namespace slipway::flow
