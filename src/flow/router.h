// Router: which version answers, decided by a key *before* rows meet in a Chunk.
//
// A pure function of (targets, key): the same key goes to the same version on every machine, and
// raising a canary's weight only moves keys towards the canary. Immutable: any thread.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/status.h"
#include "data/column.h"
#include "flow/delivery.h"
#include "score/scorer.h"

namespace slipway::flow {

struct Target {
  const score::Version* version;
  std::uint32_t weight;  // relative to the sum of weights
};

class Router {
 public:
  // List the champion last, the canary first. Fails with INVALID_ARGUMENT/BAD_ROUTE unless there
  // are 1 to 254 targets, each with a version, whose weights have a sum above 0.
  static base::Result<Router> make(std::vector<Target> targets);

  const std::vector<Target>& targets() const { return targets_; }

  // The index into targets() that answers `key`.
  std::uint8_t slot_of(std::uint64_t key) const;

 private:
  Router(std::vector<Target> targets, std::uint64_t total)
      : targets_(std::move(targets)), total_(total) {}

  std::vector<Target> targets_;
  std::uint64_t total_;
};

// The key of a row by its value in a column: equal values of one type have equal keys, whichever
// door, Chunk or text layout they come in. All nulls have one key.
std::uint64_t key_of_value(const data::ColumnView& column, std::int64_t row);

// The key of a row by its place in the source: the same when the row comes again.
std::uint64_t key_of_place(const Origin& origin, std::int64_t row);

}  // namespace slipway::flow
