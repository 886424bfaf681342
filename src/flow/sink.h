// Sink: where answered Deliveries go, and where the resume point lives. DeadLetter: where rows go
// that can't be decoded, scored or written. Called by one thread, the pump's.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/status.h"
#include "flow/delivery.h"

namespace slipway::flow {

// One partition, held by one worker under one epoch. Destroying it closes it; what is not committed
// is gone.
class SinkPartition {
 public:
  virtual ~SinkPartition();

  // The committed position, read at open.
  virtual std::uint64_t position() const = 0;

  // Adds the rows of `d` that have a prediction (those not in d.answer.errors) to the transaction;
  // begins one if none is open; `d` stays as it is until commit() or abort(). Of a message source:
  // adds nothing if this sink has already committed d.origin.message_id, and remembers the id in the
  // same transaction.
  virtual base::Status write(const Delivery& d) = 0;

  // Rows and position become durable together, or neither does. Fails with
  //   ABORTED/STALE_EPOCH     another worker has opened the partition since: stop, never reopen
  //   UNKNOWN/COMMIT_UNKNOWN  it may or may not have happened: open the partition again to find out
  //   transient               abort() and try the same again, later
  //   any other               abort(): some row in the transaction is unfit; the pump bisects
  virtual base::Status commit(std::uint64_t position) = 0;

  virtual void abort() = 0;

  // The source has ended, and all of it is committed: what must be complete or absent appears now.
  // Called at most once, last.
  virtual base::Status finish();

  // Would the rows of `d` be taken, alone, as of now? Leaves nothing behind. The pump asks in order
  // to find the row that made a commit fail. Here: write() and abort(); a sink that finds out only
  // at commit (deferred constraints) overrides it. REQUIRES: no transaction is open.
  virtual base::Status probe(const Delivery& d);
};

// What a sink can promise: decides the guarantee (guarantee.h).
enum class Transactions : std::uint8_t {
  kWithPosition,  // rows and position in one transaction
  kNone,          // at least once, with the event_key as idempotency key
};

class Sink {
 public:
  virtual ~Sink();
  virtual Transactions transactions() const = 0;
  // How long it remembers the ids of messages; 0: not at all.
  virtual std::chrono::seconds seen_window() const;
  // First raises the partition's epoch, durably, then reads the position: from here on every
  // earlier holder is fenced.
  virtual base::Result<std::unique_ptr<SinkPartition>> open(std::uint32_t partition) = 0;
};

class DeadLetter {
 public:
  virtual ~DeadLetter();
  // Durable when it returns ok. Idempotent by (origin, row), because it may be put again when the
  // transaction that passes it by is repeated.
  virtual base::Status put(const Delivery& d, std::int64_t row, const base::Status& why) = 0;
};

}  // namespace slipway::flow
