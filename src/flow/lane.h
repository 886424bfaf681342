// Lane: all rows that one version answers, of one schema, meet here, become Chunks, and are split
// again.
//
// Joining pays only where a call has a fixed cost (a neural graph, a Python worker). Elsewhere
// sleeping for company costs more than it saves, so each thread that adds a part scores it at once.
// Where it pays, a lane has `width` places: a thread that finds none free leaves its part behind
// and goes, and whoever finishes takes what is pending, as one Chunk. So Chunks grow exactly when
// the machine is busy, and no timer thread is needed. A thread stays for two Chunks, then gives its
// place to the pool (and the pool to its queue's end): no caller works for others for ever.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "flow/coalescer.h"
#include "flow/gather.h"
#include "flow/pool.h"
#include "score/scorer.h"

namespace slipway::flow {

struct LaneOptions {
  std::int64_t rows_max = base::kChunkRowsMax;  // of a Chunk
  std::uint64_t bytes_max = base::kChunkBytesMax;
  base::Duration wait = base::Duration(0);  // how long a part may wait for company on an idle lane
  bool wait_alone = true;         // false: where company seldom comes, a part seldom waits for it
  std::uint32_t width = 2;        // Chunks scored at a time where joining pays: the cores
  std::uint32_t join_us_min = 5;  // it pays from this fixed cost of a call: two thread switches
  std::uint32_t inline_us_max = 200;  // dearer Chunks are the pool's
};

// All public methods: any thread. Held by shared_ptr: a retired lane lives until its last part.
class Lane final : public Worker, public std::enable_shared_from_this<Lane> {
 public:
  // REQUIRES: clock and pool outlive the lane.
  Lane(std::shared_ptr<const score::Scorer> scorer, const LaneOptions& options,
       const base::Clock& clock, Pool& pool);

  const score::Version* version() const { return version_; }
  const data::SchemaPtr& output_schema() const { return scorer_->output_schema(); }

  // Takes a part; it, and others, may be answered before this returns.
  void add(const Span& part);

  // Scores what has waited long enough. Whoever waits calls it: the pump when its source is idle, a
  // caller that wants its reply. kNever from due_at() means: no need.
  void tick();
  base::TimePoint due_at() const;

  // Like tick(), for all that is pending. Who drains calls it.
  void flush();

  // No part waits for company from now on; those waiting are scored before this returns.
  void retire();

  void work() override;  // by the pool, which brings a place

 private:
  struct Scratch {  // of a place that is taken; as many as ever were at a time
    std::vector<Run> runs;
    data::Chunk gathered;
    Outcome outcome;
  };
  struct Halving;  // a failed call, being taken apart
  using Lock = std::unique_lock<std::mutex>;

  void start(Lock& lock);
  void drain(Lock& lock);
  void run(Scratch& scratch, base::TimePoint now) const;
  void score_or_halve(const data::ChunkView& in, data::Chunk& out, data::RowErrors& errors) const;
  void halve(const data::ChunkView& in, std::int64_t first, const base::Status& failure,
             Halving& halving) const;
  base::Status score(const data::ChunkView& in, data::Chunk& out, data::RowErrors& errors) const;
  void split(Scratch& scratch) const;

  // constant after construction
  const std::shared_ptr<const score::Scorer> scorer_;
  const score::Version* const version_;
  const LaneOptions options_;
  const base::Clock& clock_;
  Pool& pool_;
  const std::uint32_t width_;

  mutable std::mutex mutex_;
  Coalescer pending_;                              // guarded by mutex_
  std::uint32_t places_taken_ = 0;                 // guarded by mutex_
  std::vector<std::unique_ptr<Scratch>> resting_;  // guarded by mutex_
};

}  // namespace slipway::flow
