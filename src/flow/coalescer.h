// Coalescer: joins small parts until there are enough, or until waiting costs more than it gains.
//
// A plain value without threads, locks or clock: the lane guards it and passes the time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "flow/outcome.h"

namespace slipway::flow {

class Coalescer {
 public:
  // `wait` = 0: never wait (what is here is due). `cost`: time to keep for the scoring itself, so
  // that a Chunk closed for the sake of a deadline is not expired when it starts.
  Coalescer(std::int64_t rows_max, std::uint64_t bytes_max, base::Duration wait,
            base::Duration cost)
      : rows_max_(rows_max), bytes_max_(bytes_max), wait_(wait), cost_(cost) {}

  void add(const Span& span, base::TimePoint now) {
    if (spans_.empty()) due_at_ = now + wait_;
    if (span.delivery->deadline != base::kNever)
      due_at_ = std::min(due_at_, span.delivery->deadline - cost_);
    rows_ += span.part->rows;
    bytes_ += span.part->bytes;
    if (rows_ >= rows_max_ || bytes_ >= bytes_max_) due_at_ = std::min(due_at_, now);
    spans_.push_back(span);
  }

  bool empty() const { return spans_.empty(); }
  std::int64_t rows() const { return rows_; }
  base::TimePoint due_at() const { return spans_.empty() ? base::kNever : due_at_; }
  void stop_waiting() { wait_ = base::Duration(0), due_at_ = base::TimePoint::min(); }

  // Moves the oldest spans, together within both limits but at least one span, to `out`.
  void take(std::vector<Span>& out) {
    std::int64_t rows = 0;
    std::uint64_t bytes = 0;
    auto end = spans_.begin();
    for (; end != spans_.end(); ++end) {
      const Part& more = *end->part;
      if (rows != 0 && (rows + more.rows > rows_max_ || bytes + more.bytes > bytes_max_)) break;
      rows += more.rows;
      bytes += more.bytes;
    }
    out.assign(spans_.begin(), end);
    spans_.erase(spans_.begin(), end);
    rows_ -= rows;
    bytes_ -= bytes;
  }

 private:
  const std::int64_t rows_max_;
  const std::uint64_t bytes_max_;
  base::Duration wait_;
  const base::Duration cost_;
  std::vector<Span> spans_;  // oldest first; its memory is kept
  std::int64_t rows_ = 0;
  std::uint64_t bytes_ = 0;
  base::TimePoint due_at_ = base::kNever;
};

}  // namespace slipway::flow
