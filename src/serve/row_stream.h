// A stream of rows in, a stream of scores out: rows are decoded, scored by one version and answered as they
// come, in their order, in memory that does not grow with their number.
//
//   JSON Lines out   a line for each row: {"predict": 1}, or {"error": {"row": 7, …}} in its place; last
//                    {"end": {"rows": 1000, "errors": 1}}, or {"error": {"code": …}} if there can be no more
//   CSV, Arrow out   a row for each row, nulls for one that could not be scored; if there can be no more
//                    the connection is cut
//
// The trailers X-Slipway-Rows and X-Slipway-Errors count them. What is wrong before the first answer (a
// column that is not there) is an ordinary answer of an error.
#pragma once

#include <string>

#include "base/clock.h"
#include "serve/http.h"
#include "serve/media_types.h"
#include "serve/models.h"
#include "serve/picked_outputs.h"

namespace slipway::serve {

struct RowStream {
  ServedPtr model;
  PickedOutputs outputs;  // of the model
  const TableType* in = nullptr;
  const TableType* out = nullptr;
  std::string encoding;       // of what comes: "gzip", "zstd"; empty: none
  base::Duration patience{};  // for some rows that have come, to be scored
  flow::Priority priority = flow::Priority::kNormal;
  std::string trace;            // W3C traceparent, or empty
  RequestSpan* span = nullptr;  // of the request, if it is traced
  bool terse = false;           // errors don't repeat what was sent: terse_error()
  const base::Clock* clock = nullptr;
};

// The work of Exchange::stream(): until the rows end, or the caller is gone.
void answer_rows(RowStream& stream, Response& head, Duplex& body);

}  // namespace slipway::serve
