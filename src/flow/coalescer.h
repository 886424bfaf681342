// Coalescer: joins small parts until there are enough, or until waiting costs more than it gains.
// Those of the higher priority go first, of one priority those with the earliest deadline.
//
// A plain value without threads, locks or clock: the lane guards it and passes the time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "flow/outcome.h"

namespace slipway::flow {

struct CoalescerOptions {
  std::int64_t rows_max = 0;
  std::uint64_t bytes_max = 0;
  base::Duration wait{};  // 0: never wait (what is here is due)
  // False: a part waits only where company comes. Whoever waited in vain is followed by some that do
  // not wait, twice as many each time, up to kAloneMax.
  bool wait_alone = true;
  base::Duration
      cost{};  // time to keep for the scoring itself, so that a Chunk closed for the sake
               // of a deadline is not expired when it starts
};

class Coalescer {
 public:
  static constexpr std::uint32_t kAloneMax = 1024;

  explicit Coalescer(const CoalescerOptions& options) : options_(options), wait_(options.wait) {}

  void add(const Span& span, base::TimePoint now) {
    if (spans_.empty()) due_at_ = now + wait_of_next();
    if (span.delivery->deadline != base::kNever)
      due_at_ = std::min(due_at_, span.delivery->deadline - options_.cost);
    rows_ += span.part->rows;
    bytes_ += span.part->bytes;
    if (rows_ >= options_.rows_max || bytes_ >= options_.bytes_max)
      due_at_ = std::min(due_at_, now);
    auto place = spans_.end();  // nearly always: deadlines come in order
    while (place != spans_.begin() && goes_before(span, *std::prev(place))) --place;
    spans_.insert(place, span);
  }

  bool empty() const { return spans_.empty(); }
  std::int64_t rows() const { return rows_; }
  base::TimePoint due_at() const { return spans_.empty() ? base::kNever : due_at_; }
  void stop_waiting() { wait_ = base::Duration(0), due_at_ = base::TimePoint::min(); }

  // Moves the first spans, together within both limits but at least one span, to `out`.
  void take(std::vector<Span>& out) {
    if (waited_) learn(spans_.size() > 1);
    std::int64_t rows = 0;
    std::uint64_t bytes = 0;
    auto end = spans_.begin();
    for (; end != spans_.end(); ++end) {
      const Part& more = *end->part;
      if (rows != 0 &&
          (rows + more.rows > options_.rows_max || bytes + more.bytes > options_.bytes_max))
        break;
      rows += more.rows;
      bytes += more.bytes;
    }
    out.assign(spans_.begin(), end);
    spans_.erase(spans_.begin(), end);
    rows_ -= rows;
    bytes_ -= bytes;
  }

 private:
  static bool goes_before(const Span& a, const Span& b) {
    if (a.delivery->priority != b.delivery->priority)
      return a.delivery->priority < b.delivery->priority;
    return a.delivery->deadline < b.delivery->deadline;
  }

  // For how long the first of the next Chunk waits.
  base::Duration wait_of_next() {
    waited_ = !options_.wait_alone && wait_ > base::Duration(0);
    if (!waited_ || to_skip_ == 0) return wait_;
    --to_skip_, waited_ = false;
    return base::Duration(0);
  }
  void learn(bool company) {
    waited_ = false;
    in_vain_ = company ? 0 : std::min(kAloneMax, std::max(1u, 2 * in_vain_));
    to_skip_ = in_vain_;
  }

  const CoalescerOptions options_;
  base::Duration wait_;
  std::vector<Span> spans_;  // in the order in which they go; its memory is kept
  std::int64_t rows_ = 0;
  std::uint64_t bytes_ = 0;
  base::TimePoint due_at_ = base::kNever;
  bool waited_ = false;        // the first of spans_ waits for company that may not come
  std::uint32_t in_vain_ = 0;  // how many did not wait after the last that waited in vain
  std::uint32_t to_skip_ = 0;  // … of which so many are left
};

}  // namespace slipway::flow
