// Path: what every door does with rows. offer() routes a Delivery to lanes, which answer it.
//
//   Path path(provider, clock, {.outputs = {"predict_proba"}, .pool_threads = 2});
//   SLIPWAY_TRY(path.route({{.version = champion, .weight = 1}}));
//   if (Status s = path.offer(delivery); !s.ok()) ...   // 429: the Delivery is still yours
//
// Request/response wraps this in Reply (reply.h), a pulled source in Pump (pump.h). There is no
// mode: a door is a choice of options, Routing and Owner.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "flow/lane.h"
#include "flow/limits.h"
#include "flow/router.h"

namespace slipway::flow {

struct PathOptions {
  Limits limits;                 // of its own meter
  std::shared_ptr<Meter> meter;  // shared with other paths, with its limits; null: its own
  LaneOptions lane;
  std::vector<std::string> outputs;  // wanted of the model; empty: its first
  std::string key_column;            // routes rows one by one; empty: by their place in the source
  int pool_threads = 0;              // 0: offering threads do everything (tests, the CLI)
  std::size_t schemas_max = 64;      // in use at a time; beyond it the oldest is bound anew
};

// All methods: any thread, except construction and destruction.
class Path {
 public:
  // REQUIRES: provider and clock outlive the path.
  Path(const score::ScorerProvider& provider, const base::Clock& clock, PathOptions options);

  // REQUIRES: nobody calls offer() any more. ENSURES: every accepted Delivery is answered.
  ~Path();

  // Replaces the targets. Offers that began before keep the version they were pinned to; a lane and
  // its Scorer are freed by the last of them. Fails, changing nothing: BAD_ROUTE; UNAVAILABLE if a
  // version isn't loaded; what bind() said of a version that fits none of the schemas in use.
  base::Status route(std::vector<Target> targets);

  // Binds the versions routed to, to `rows`; afterwards the first offer costs no more than the
  // next. Returns the schema of Answer::predictions. Fails with UNAVAILABLE/NO_ROUTE, with what
  // bind() said, or with FAILED_PRECONDITION/OUTPUTS_DIFFER of versions that can't share one table.
  base::Result<data::SchemaPtr> output_schema(const data::SchemaPtr& rows);

  // Ok: `d` is the path's until d.owner is told. Otherwise nothing happened and `d` is still the
  // caller's, who answers 429 or offers it again later: RESOURCE_EXHAUSTED (a limit, at once, never
  // blocking), INVALID_ARGUMENT/TOO_LARGE (above a limit all by itself), DEADLINE_EXCEEDED, UNAVAILABLE (no route, version not loaded); or what bind() said
  // of the schema of its rows. REQUIRES: d.owner is set, d.rows has a schema, d.ack isn't open.
  base::Status offer(Delivery& d);

  void tick();                     // see Lane::tick
  void flush();                    // see Lane::flush
  base::TimePoint due_at() const;  // the earliest moment at which tick() has something to do

  const Meter& in_flight() const { return *meter_; }

 private:
  // A target for one schema: its lane, or why it has none.
  struct Slot {
    std::shared_ptr<Lane> lane;
    base::Status failure;
  };
  struct Bound {  // immutable: a schema, and its slots in the order of targets
    data::SchemaPtr rows;
    std::vector<Slot> slots;
    std::size_t key_column = data::Schema::kMissing;
    base::Status by_row;  // why rows can't be routed one by one
  };
  struct Routes {  // immutable
    Router router;
    std::vector<std::shared_ptr<const Bound>> bound;  // oldest first
  };
  using RoutesPtr = std::shared_ptr<const Routes>;
  using Lanes = std::vector<std::shared_ptr<Lane>>;

  RoutesPtr routes() const;
  static const Bound* find(const Routes& routes, const data::SchemaPtr& rows);
  Bound bind(const Router& router, const data::SchemaPtr& rows, const Bound* old) const;
  base::Status check_by_row(Bound& bound) const;
  RoutesPtr bind_schema(const data::SchemaPtr& rows);
  base::Result<RoutesPtr> rebind(Router router, const Routes* old) const;
  Lanes replace(RoutesPtr next);
  base::Status too_large(const Delivery& d) const;
  static base::Status usable(const Routes& routes, const Bound& bound, const Delivery& d);
  void split_whole(Delivery& d, std::uint8_t slot) const;
  void split_by_row(Delivery& d, const Routes& routes, const Bound& bound) const;
  std::int64_t rows_of_a_part(const Delivery& d) const;

  // constant after construction
  const score::ScorerProvider& provider_;
  const base::Clock& clock_;
  const PathOptions options_;

  const std::shared_ptr<Meter> meter_;
  mutable std::mutex mutex_;
  RoutesPtr routes_;        // guarded by mutex_
  std::mutex route_mutex_;  // one change of routes_ at a time
  mutable Pool pool_;       // destroyed first: its threads use all of the above
};

}  // namespace slipway::flow
