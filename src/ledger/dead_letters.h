// DeadLetters: rows that could not be decoded, scored or written, kept until a person looks.
// Durable when put() returns; a letter that is put again replaces itself and counts the attempt. Any
// thread; several processes may have the file open.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"

namespace slipway::ledger {

struct DeadLetter {
  std::string id;  // the event_key of the row
  std::string pipeline;
  std::uint32_t partition = 0;
  std::uint64_t position = 0;  // in the source
  std::int64_t row = 0;        // of the record at that position
  std::string payload;         // as it arrived
  std::string code, reason, message, column, trace;
  std::string time;           // of the last attempt; RFC 3339, UTC
  std::int64_t attempts = 1;  // how often it was put; counted by the store
};

class DeadLetters {
 public:
  static base::Result<std::unique_ptr<DeadLetters>> open(const std::string& path);
  ~DeadLetters();

  base::Status put(const DeadLetter& letter);
  // Of one pipeline, or of all if empty; oldest first.
  base::Result<std::vector<DeadLetter>> list(const std::string& pipeline, std::uint32_t count);
  // NOT_FOUND/NO_LETTER
  base::Result<DeadLetter> get(const std::string& id);
  base::Status forget(const std::string& id);

 private:
  struct State;
  explicit DeadLetters(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace slipway::ledger
