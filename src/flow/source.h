// Source: where a pump gets its Deliveries. Called by one thread, the pump's, and by nobody else.
//
//   closed ─connect─▶ connected ─next…─▶ end | disconnected ─connect─▶ connected …
#pragma once

#include <cstdint>

#include "base/status.h"
#include "data/schema.h"
#include "flow/delivery.h"

namespace slipway::flow {

enum class Pull : std::uint8_t { kDelivery, kIdle, kEnd, kDisconnected, kAssigned, kRevoked };

struct Event {
  Pull kind;
  std::uint32_t partition = 0;  // of kAssigned and kRevoked
  base::Status why{};           // of kDisconnected; of kEnd: not ok if the rest can't be read
};

// What kind of place in the source a Delivery has: decides the guarantee (guarantee.h).
enum class Position : std::uint8_t {
  kOffset,     // positional: can seek
  kMessageId,  // a stable id, no order
  kNone,
};

// Rebalancing arrives as events, in order with the Deliveries, never as a call-back: the pump
// answers kAssigned with seek() and kRevoked with release(), when it is ready to.
class Source {
 public:
  virtual ~Source();

  virtual Position position_kind() const = 0;

  // Also after a disconnection; every partition is then assigned anew.
  virtual base::Status connect() = 0;

  // The schema of every Delivery's rows. REQUIRES: connected.
  virtual const data::SchemaPtr& schema() const = 0;

  // Waits for at most a poll interval. On kDelivery fills `into`: rows, rejected, raw, origin,
  // trace. ENSURES: Deliveries of a partition come in order and without gaps, after its kAssigned.
  virtual Event next(Delivery& into) = 0;

  // The next Delivery of `partition` is the one at `position`. Message sources ignore it.
  virtual void seek(std::uint32_t partition, std::uint64_t position) = 0;

  // The Delivery is committed: a broker's offset may follow, a message may be deleted. Once each.
  // There is no nack: what isn't acked when its partition is released comes again.
  virtual void ack(const Origin& origin) = 0;

  // The pump has let go of `partition`: another worker may have it, or it is assigned here again,
  // also after kEnd: next() is then called again, until it says kEnd once more.
  virtual void release(std::uint32_t partition) = 0;

  // For people who wait; zeros if it has no end.
  struct Progress {
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_total = 0;  // 0: not known
  };
  virtual Progress progress() const;
};

}  // namespace slipway::flow
