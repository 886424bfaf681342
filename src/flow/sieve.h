// Sieve: finds the rows of a Delivery that its sink does not take, by halving.
#pragma once

#include "base/status.h"
#include "data/row_error.h"
#include "flow/delivery.h"
#include "flow/sink.h"

namespace slipway::flow {

// Returns the rows that the sink refuses, sorted, each with what it said; the other rows are taken
// together. 1 + 2 log2(n) probes for one bad row among n. Writes nothing: it asks
// SinkPartition::probe. Of two rows that exclude each other (one key twice) the later is refused.
// Fails as a probe did that was transient or fenced: nothing is known then.
// d.answer is left as it was. REQUIRES: d is answered; no transaction is open.
base::Result<data::RowErrors> sieve(SinkPartition& sink, Delivery& d);

// Both sorted by row, without a row in common; the result is sorted too.
data::RowErrors merged(const data::RowErrors& a, const data::RowErrors& b);

}  // namespace slipway::flow
