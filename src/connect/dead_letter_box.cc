#include "connect/dead_letter_box.h"

#include "base/crash_point.h"
#include "codec/json_text.h"
#include "connect/event_key.h"

namespace slipway::connect {

base::Status DeadLetterBox::put(const flow::Delivery& d, std::int64_t row,
                                const base::Status& why) {
  ledger::DeadLetter letter;
  letter.pipeline = pipeline_;
  letter.partition = d.origin.partition;
  const EventKey key = event_key(pipeline_, d, row);
  letter.id = key.text;
  letter.position = key.position;
  letter.row = key.row;
  if (static_cast<std::size_t>(row) < d.raw.ends.size())
    letter.payload = d.raw.row(static_cast<std::size_t>(row));
  letter.code = base::code_name(why.code());
  letter.reason = why.reason();
  letter.message = why.message();
  for (const data::RowError& error : d.answer.errors)
    if (error.row == row) letter.column = error.column;
  letter.trace = d.trace;
  letter.time = codec::rfc3339(clock_.wall().time_since_epoch().count());
  SLIPWAY_TRY(letters_.put(letter));
  base::crash_point("dead letters: written");
  return {};
}

}  // namespace slipway::connect
