// DeadLetterBox: the dead letters of one pipeline, into the ledger.
#pragma once

#include <string>

#include "base/clock.h"
#include "flow/sink.h"
#include "ledger/dead_letters.h"

namespace slipway::connect {

class DeadLetterBox final : public flow::DeadLetter {
 public:
  // REQUIRES: letters and clock outlive the box.
  DeadLetterBox(ledger::DeadLetters& letters, std::string pipeline, const base::Clock& clock)
      : letters_(letters), pipeline_(std::move(pipeline)), clock_(clock) {}
  base::Status put(const flow::Delivery& d, std::int64_t row, const base::Status& why) override;

 private:
  ledger::DeadLetters& letters_;
  const std::string pipeline_;
  const base::Clock& clock_;
};

}  // namespace slipway::connect
