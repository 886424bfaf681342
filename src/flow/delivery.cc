#include "flow/delivery.h"

#include <algorithm>
#include <cstdlib>

#include "flow/gather.h"
#include "flow/sink.h"
#include "flow/source.h"

namespace slipway::flow {

Owner::~Owner() = default;
Source::~Source() = default;
Source::Progress Source::progress() const { return {}; }
SinkPartition::~SinkPartition() = default;
base::Status SinkPartition::finish() { return {}; }
base::Status SinkPartition::probe(const Delivery& d) {
  const base::Status status = write(d);
  abort();
  return status;
}

Sink::~Sink() = default;
std::chrono::seconds Sink::seen_window() const { return {}; }
DeadLetter::~DeadLetter() = default;

Ack::~Ack() {
  if (open()) std::abort();  // destroyed without an answer: somebody would wait for ever
}

void Ack::expect(std::uint32_t parts) {
  if (open() || parts == 0) std::abort();
  first_failure_ = base::Status();
  parts_left_.store(parts, std::memory_order_release);
}

bool Ack::done(const base::Status& status) {
  if (!status.ok()) {
    const std::lock_guard lock(mutex_);
    if (first_failure_.ok()) first_failure_ = status;
  }
  const std::uint32_t left = parts_left_.fetch_sub(1, std::memory_order_acq_rel);
  if (left == 0) std::abort();  // answered twice
  return left == 1;
}

base::TimePoint Delivery::scoring_began() const {
  base::TimePoint first = base::kNever;
  for (const Part& part : parts) first = std::min(first, part.began);
  return first;
}

void Delivery::part_done(const base::Status& status) {
  if (!ack.done(status)) return;
  if (ack.status().ok()) assemble(*this);
  meter->leave(static_cast<std::uint64_t>(rows.rows()), rows.bytes());
  owner->answered(*this, ack.status());
}

}  // namespace slipway::flow
