// TurnWait: how long what an event loop comes to has waited for its turn, from when the loop polls for what is ready:
// an event that a poll finds has come since the poll before. One loop's, on its thread; for http_server.cc.
//
//   if (turns.ask(now)) post_turn();       // at a request
//   if (turns.at_most(now) > most) refuse();
//   void post_turn() {                     // behind all that is ready now, and thus behind the next poll
//     post([] { if (turns.turn(clock())) post_turn(); });
//   }
#pragma once

#include "base/clock.h"

namespace slipway::serve {

class TurnWait {
 public:
  // Waits of half of `matters` and less are taken for none, which spares turns.
  explicit TurnWait(base::Duration matters) : long_(matters / 2) {}

  // True: turn() is to be posted.
  bool ask(base::TimePoint now) {
    if (posted_) return false;
    before_ = since_ = now;
    return posted_ = true;
  }
  // True: it is to be posted again, as the next events may have come long ago.
  bool turn(base::TimePoint now) {
    before_ = since_, since_ = now;
    return posted_ = since_ - before_ > long_;
  }

  // Of an event that is being handled. Others may have been ready for longer than that if a poll does not take all.
  base::Duration at_least(base::TimePoint now) const { return now - since_; }
  base::TimePoint earliest() const { return before_; }  // when it may have come

 private:
  const base::Duration long_;
  bool posted_ = false;
  base::TimePoint since_, before_;  // of the last poll, and of the one before
};

}  // namespace slipway::serve
