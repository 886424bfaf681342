#include "flow/lane.h"

#include <deque>
#include <utility>

#include <fmt/format.h>

namespace slipway::flow {
namespace {

const base::Status kExpired(base::Code::kDeadlineExceeded, "EXPIRED_IN_LANE",
                            "its deadline passed before it was scored");

bool in_part(const Span& span, std::int64_t row) {
  return span.part->every_row ||
         span.delivery->slot_of_row[static_cast<std::size_t>(row)] == span.part->slot;
}

// The rows of a part, as runs of the Delivery's Chunk.
void add_runs(const Span& span, std::vector<Run>& runs) {
  const Part& part = *span.part;
  if (part.every_row) {
    runs.push_back({&span.delivery->rows, part.begin, part.rows});
    return;
  }
  std::int64_t next = -1;  // where the last run would go on
  for (std::int64_t row = part.begin; row < part.end; ++row) {
    if (!in_part(span, row)) continue;
    if (row == next) {
      ++runs.back().rows;
    } else {
      runs.push_back({&span.delivery->rows, row, 1});
    }
    next = row + 1;
  }
}

}  // namespace

struct Lane::Halving {
  data::RowErrors& errors;
  std::deque<data::Chunk> pieces;  // a deque: runs point to them
  std::vector<Run> runs;
};

Lane::Lane(std::shared_ptr<const score::Scorer> scorer, const LaneOptions& options,
           const base::Clock& clock, Pool& pool)
    : scorer_(std::move(scorer)),
      version_(scorer_->version()),
      options_(options),
      clock_(clock),
      pool_(pool),
      width_(scorer_->estimate_us(0) < options.join_us_min ? UINT32_MAX : options.width),
      pending_({.rows_max = options.rows_max,
                .bytes_max = options.bytes_max,
                .wait = options.wait,
                .wait_alone = options.wait_alone,
                .cost = std::chrono::microseconds(scorer_->estimate_us(options.rows_max))}) {}

void Lane::add(const Span& part) {
  const base::TimePoint now = clock_.now();
  Lock lock(mutex_);
  pending_.add(part, now);
  if (pending_.due_at() <= now) start(lock);
}

void Lane::tick() {
  const base::TimePoint now = clock_.now();
  Lock lock(mutex_);
  if (pending_.due_at() <= now) start(lock);
}

base::TimePoint Lane::due_at() const {
  const Lock lock(mutex_);
  return places_taken_ == width_ ? base::kNever : pending_.due_at();
}

void Lane::flush() {
  Lock lock(mutex_);
  if (!pending_.empty()) start(lock);
}

void Lane::retire() {
  Lock lock(mutex_);
  pending_.stop_waiting();
  if (!pending_.empty()) start(lock);
}

void Lane::work() {
  Lock lock(mutex_);
  drain(lock);
}

// Takes a place, if one is free, and scores in it: here if that is cheap, else in the pool.
void Lane::start(Lock& lock) {
  if (places_taken_ == width_) return;  // whoever finishes takes it
  ++places_taken_;
  if (pool_.has_threads() && scorer_->estimate_us(pending_.rows()) > options_.inline_us_max) {
    lock.unlock();
    return pool_.push(shared_from_this());
  }
  drain(lock);
}

// Scores until nothing is pending. REQUIRES: the caller brings a place. ENSURES: it is given back,
// or has gone to the pool; a part that is added afterwards finds it.
void Lane::drain(Lock& lock) {
  for (int chunks = 0; !pending_.empty(); ++chunks) {
    if (chunks == 2 && pool_.has_threads()) {
      lock.unlock();
      return pool_.push(shared_from_this());
    }
    if (resting_.empty()) resting_.push_back(std::make_unique<Scratch>());
    std::unique_ptr<Scratch> scratch = std::move(resting_.back());
    resting_.pop_back();
    pending_.take(scratch->outcome.spans);
    lock.unlock();
    run(*scratch, clock_.now());
    lock.lock();
    resting_.push_back(std::move(scratch));
  }
  --places_taken_;
}

// Spans ─▶ Chunk ─▶ Outcome ─▶ answered parts. Expired parts are answered without being scored. A
// sole span is read and answered in place: nothing is copied.
void Lane::run(Scratch& scratch, base::TimePoint now) const {
  Outcome& outcome = scratch.outcome;
  std::erase_if(outcome.spans, [now](const Span& s) {
    if (s.delivery->deadline > now) {
      s.part->began = now;
      return false;
    }
    s.delivery->part_done(kExpired);
    return true;
  });
  if (outcome.spans.empty()) return;

  const Span& first = outcome.spans.front();
  const bool sole = outcome.spans.size() == 1;
  data::ChunkView in;
  if (sole && first.part->every_row) {
    in = first.delivery->rows.view(first.part->begin, first.part->rows);
  } else {
    scratch.runs.clear();
    for (const Span& span : outcome.spans) add_runs(span, scratch.runs);
    adopt(scratch.gathered, first.delivery->rows.schema());
    gather(scratch.runs, scratch.gathered);
    in = scratch.gathered.view();
  }
  data::Chunk& out = sole ? first.delivery->predictions_of(*first.part) : outcome.predictions;
  outcome.errors.clear();
  score_or_halve(in, out, outcome.errors);
  split(scratch);
}

base::Status Lane::score(const data::ChunkView& in, data::Chunk& out,
                         data::RowErrors& errors) const {
  adopt(out, scorer_->output_schema());
  SLIPWAY_TRY(scorer_->score(in, out, errors));
  if (out.rows() == in.rows) return {};
  return base::internal("SCORER_ROWS",
                        fmt::format("{} rows were given to the model {}, {} came back", in.rows,
                                    version_->model, out.rows()));
}

// A failure that isn't transient is some row's fault: halve until that row stands alone, so that it
// costs its neighbours nothing but time: 1 + 2 log2(n) calls for one bad row among n.
void Lane::score_or_halve(const data::ChunkView& in, data::Chunk& out,
                          data::RowErrors& errors) const {
  const base::Status failure = score(in, out, errors);
  if (failure.ok()) return;
  errors.clear();
  Halving halving{errors, {}, {}};
  halve(in, 0, failure, halving);
  adopt(out, scorer_->output_schema());
  gather(halving.runs, out);
}

// `failure`: what the call with `in` said. `first`: where `in` begins in the Chunk.
void Lane::halve(const data::ChunkView& in, std::int64_t first, const base::Status& failure,
                 Halving& halving) const {
  data::RowErrors& errors = halving.errors;
  if (failure.transient() || in.rows == 1) {
    data::Chunk& nothing = halving.pieces.emplace_back(scorer_->output_schema());
    for (std::int64_t row = 0; row < in.rows; ++row) {
      for (std::size_t c = 0; c < nothing.width(); ++c) nothing.column(c).append_null();
      errors.push_back({first + row, failure, {}, {}});
    }
    halving.runs.push_back({&nothing, 0, in.rows});
    return;
  }
  const std::int64_t half = in.rows / 2;
  for (const auto& [begin, rows] : {std::pair(std::int64_t{0}, half), {half, in.rows - half}}) {
    const auto old_errors = static_cast<std::ptrdiff_t>(errors.size());
    data::Chunk& piece = halving.pieces.emplace_back(scorer_->output_schema());
    const base::Status status = score(in.slice(begin, rows), piece, errors);
    if (status.ok()) {
      for (auto e = errors.begin() + old_errors; e != errors.end(); ++e) e->row += first + begin;
      halving.runs.push_back({&piece, 0, rows});
    } else {
      errors.erase(errors.begin() + old_errors, errors.end());
      halve(in.slice(begin, rows), first + begin, status, halving);
    }
  }
}

// Hands each span its rows. A transient error fails the Delivery (its owner retries all of it); any
// other is that row's answer.
void Lane::split(Scratch& scratch) const {
  Outcome& outcome = scratch.outcome;
  const bool sole = outcome.spans.size() == 1;
  std::int64_t i = 0;
  auto error = outcome.errors.begin();
  for (const Span& span : outcome.spans) {
    Part& part = *span.part;
    const std::int64_t begin = i;
    base::Status status;
    part.version = version_;
    part.errors.clear();
    for (std::int64_t row = part.begin; row < part.end; ++row) {
      if (error == outcome.errors.end() || error->row >= begin + part.rows) break;
      if (!in_part(span, row)) continue;
      if (error->row == i++) {
        if (error->status.transient()) {
          status = error->status;
        } else {
          part.errors.push_back(std::move(*error));
          part.errors.back().row = row;
        }
        ++error;
      }
    }
    i = begin + part.rows;
    if (!sole && status.ok()) {
      data::Chunk& to = span.delivery->predictions_of(part);
      adopt(to, scorer_->output_schema());
      const Run run{&outcome.predictions, begin, part.rows};
      gather({&run, 1}, to);
    }
    span.delivery->part_done(status);  // it may be gone now
  }
}

}  // namespace slipway::flow
