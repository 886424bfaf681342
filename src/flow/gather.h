// Gather: rows of several Chunks become one. Used where callers' rows join to be scored, where the
// answers are split again, and where the parts of a Delivery become its answer.
#pragma once

#include <cstdint>
#include <span>

#include "data/chunk.h"
#include "flow/delivery.h"

namespace slipway::flow {

// Rows [begin, begin + rows) of a Chunk.
struct Run {
  const data::Chunk* chunk;
  std::int64_t begin;
  std::int64_t rows;
};

// Makes `to` a Chunk that may be overwritten, of `schema`; keeps its memory if it is one already.
void adopt(data::Chunk& to, const data::SchemaPtr& schema);

// Overwrites `to` with the rows of `runs`, in order. A text column stays coded if all runs that
// have a value in it share a dictionary, or have equal ones; otherwise its texts are written out.
// REQUIRES: the Chunks have schemas equal to to.schema(); `to` isn't one of them.
void gather(std::span<const Run> runs, data::Chunk& to);

// The parts of `d` become d.answer: predictions and versions in the order of rows, errors sorted,
// one a row, with the rejected rows among them. REQUIRES: all parts are done, without a failure.
void assemble(Delivery& d);

}  // namespace slipway::flow
