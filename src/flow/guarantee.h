// Guarantee: what a pipeline promises about each row, computed from its two ends and printed, with
// the weakest hop named. A pure function.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "flow/sink.h"
#include "flow/source.h"

namespace slipway::flow {

enum class Promise : std::uint8_t {
  kOnceByPosition,   // offsets × a transaction that holds the position
  kOnceByMessageId,  // ids × a transaction that remembers them, within a window
  kAtLeastOnce,      // a row may be written again, with the same event_key
};

struct Hop {
  std::string_view source;  // "kafka", "file": what the pipeline calls its ends
  Position position = Position::kNone;
  std::string_view sink;
  Transactions transactions = Transactions::kNone;
  std::chrono::seconds seen_window{0};  // how long the sink remembers message ids
};

struct Guarantee {
  Promise promise = Promise::kAtLeastOnce;
  std::string weakest;   // the hop that decides: the source's or the sink's name
  std::string sentence;  // what a person is told
};

Guarantee guarantee(const Hop& hop);

}  // namespace slipway::flow
