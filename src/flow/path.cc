#include "flow/path.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace slipway::flow {
namespace {

// Made once: a refusal costs no allocation.
const base::Status kExpired = base::Status(base::Code::kDeadlineExceeded, "EXPIRED_ON_ARRIVAL",
                                           "its deadline had passed when it came");
const base::Status kNoRoute = base::unavailable("NO_ROUTE", "no version of the model is served");
const base::Status kTooMuch =
    base::resource_exhausted("TOO_MUCH_IN_FLIGHT", "too many rows are being answered")
        .remedy("try again a little later");

}  // namespace

Path::Path(const score::ScorerProvider& provider, const base::Clock& clock, PathOptions options)
    : provider_(provider),
      clock_(clock),
      options_(std::move(options)),
      meter_(options_.meter != nullptr ? options_.meter : std::make_shared<Meter>(options_.limits)),
      pool_(options_.pool_threads) {}

Path::~Path() {
  for (const auto& lane : replace(nullptr)) lane->retire();
}

Path::RoutesPtr Path::routes() const {
  const std::lock_guard lock(mutex_);
  return routes_;
}

// Doors use one Schema object again and again, so the first pass nearly always finds it.
const Path::Bound* Path::find(const Routes& routes, const data::SchemaPtr& rows) {
  for (const auto& bound : routes.bound)
    if (bound->rows == rows) return bound.get();
  for (const auto& bound : routes.bound)
    if (*bound->rows == *rows) return bound.get();
  return nullptr;
}

// Lanes of `old` (the same schema, other targets) are kept; the others are made.
Path::Bound Path::bind(const Router& router, const data::SchemaPtr& rows, const Bound* old) const {
  Bound bound;
  bound.rows = rows;
  const auto reuse = [](const std::vector<Slot>& slots, const score::Version* version) {
    for (const Slot& slot : slots)
      if (slot.lane != nullptr && slot.lane->version() == version) return slot.lane;
    return std::shared_ptr<Lane>();
  };
  for (const Target& target : router.targets()) {
    Slot slot;
    if (old != nullptr) slot.lane = reuse(old->slots, target.version);
    if (slot.lane == nullptr) slot.lane = reuse(bound.slots, target.version);
    if (slot.lane == nullptr) {
      auto scorer = provider_.pin(target.version, rows, options_.outputs);
      if (scorer.ok()) {
        slot.lane = std::make_shared<Lane>(*std::move(scorer), options_.lane, clock_, pool_);
      } else {
        slot.failure = scorer.status();
      }
    }
    bound.slots.push_back(std::move(slot));
  }
  bound.by_row = check_by_row(bound);
  return bound;
}

// Rows of several versions become one table, so their outputs must agree.
base::Status Path::check_by_row(Bound& bound) const {
  if (!options_.key_column.empty()) {
    bound.key_column = bound.rows->index(options_.key_column);
    if (bound.key_column == data::Schema::kMissing)
      return base::invalid_argument("MISSING_COLUMN",
                                    fmt::format("rows are routed by the column \"{}\", which they "
                                                "don't have",
                                                options_.key_column))
          .remedy("keep that column, or route by another one");
  }
  for (const Slot& slot : bound.slots) {
    SLIPWAY_TRY(slot.failure);
    const Lane &one = *bound.slots.front().lane, &other = *slot.lane;
    if (*one.output_schema() == *other.output_schema()) continue;
    return base::Status(base::Code::kFailedPrecondition, "OUTPUTS_DIFFER",
                        fmt::format("versions {} and {} have outputs of different names or types",
                                    one.version()->short_digest(), other.version()->short_digest()))
        .remedy("release the new version as a model of its own, or to all rows at once");
  }
  return {};
}

// Returns routes in which `rows` is bound, as far as its versions can be.
Path::RoutesPtr Path::bind_schema(const data::SchemaPtr& rows) {
  std::unique_lock one_at_a_time(route_mutex_);
  const RoutesPtr old = routes();
  const Bound* before = find(*old, rows);
  auto bound = std::make_shared<const Bound>(bind(old->router, rows, before));
  auto next = std::make_shared<Routes>(*old);
  std::erase_if(next->bound, [before](const auto& other) { return other.get() == before; });
  if (!next->bound.empty() && next->bound.size() >= options_.schemas_max)
    next->bound.erase(next->bound.begin());
  next->bound.push_back(std::move(bound));
  const Lanes retired = replace(next);
  one_at_a_time.unlock();
  for (const auto& lane : retired) lane->retire();
  return next;
}

base::Status Path::route(std::vector<Target> targets) {
  SLIPWAY_ASSIGN(Router router, Router::make(std::move(targets)));
  std::unique_lock one_at_a_time(route_mutex_);
  const RoutesPtr old = routes();
  SLIPWAY_ASSIGN(RoutesPtr next, rebind(std::move(router), old.get()));
  const Lanes retired = replace(std::move(next));
  one_at_a_time.unlock();
  for (const auto& lane : retired) lane->retire();
  return {};
}

// Every schema in use is bound to the new targets. Each target must fit one of them.
base::Result<Path::RoutesPtr> Path::rebind(Router router, const Routes* old) const {
  auto next = std::make_shared<Routes>(Routes{std::move(router), {}});
  if (old == nullptr || old->bound.empty()) return RoutesPtr(std::move(next));
  std::vector<base::Status> unfit(next->router.targets().size());
  std::vector<bool> fits(unfit.size());
  for (const auto& before : old->bound) {
    auto bound = std::make_shared<const Bound>(bind(next->router, before->rows, before.get()));
    for (std::size_t i = 0; i < unfit.size(); ++i) {
      const base::Status& failure = bound->slots[i].failure;
      if (failure.transient()) return failure;
      if (failure.ok()) fits[i] = true;
      if (!failure.ok()) unfit[i] = failure;
    }
    next->bound.push_back(std::move(bound));
  }
  for (std::size_t i = 0; i < unfit.size(); ++i)
    if (!fits[i]) return unfit[i];
  return RoutesPtr(std::move(next));
}

// Returns the lanes that are in use no more, to be retired without a lock: that answers owners.
Path::Lanes Path::replace(RoutesPtr next) {
  RoutesPtr old;
  {
    const std::lock_guard lock(mutex_);
    old = std::exchange(routes_, next);
  }
  const auto lanes_of = [](const RoutesPtr& routes) {
    Lanes lanes;
    if (routes != nullptr)
      for (const auto& bound : routes->bound)
        for (const Slot& slot : bound->slots)
          if (slot.lane != nullptr) lanes.push_back(slot.lane);
    return lanes;
  };
  Lanes retired = lanes_of(old);
  const Lanes kept = lanes_of(next);
  std::erase_if(retired,
                [&](const auto& lane) { return std::ranges::find(kept, lane) != kept.end(); });
  return retired;
}

base::Result<data::SchemaPtr> Path::output_schema(const data::SchemaPtr& rows) {
  RoutesPtr pinned = routes();
  if (pinned == nullptr) return kNoRoute;
  const Bound* bound = find(*pinned, rows);
  if (bound == nullptr || bound->by_row.transient()) {
    pinned = bind_schema(rows);
    bound = find(*pinned, rows);
  }
  SLIPWAY_TRY(bound->by_row);
  return bound->slots.front().lane->output_schema();
}

// Whether the targets that `d` may meet have lanes.
base::Status Path::usable(const Routes& routes, const Bound& bound, const Delivery& d) {
  if (d.routing == Routing::kByRow) return bound.by_row;
  return bound.slots[routes.router.slot_of(d.route_key)].failure;
}

base::Status Path::too_large(const Delivery& d) const {
  return base::invalid_argument(
             "TOO_LARGE", fmt::format("{} rows of {} bytes are more than may be answered at a time "
                                      "({} rows, {} bytes)",
                                      d.rows.rows(), d.rows.bytes(), meter_->limits().rows_max,
                                      meter_->limits().bytes_max))
      .remedy("send fewer rows at a time");
}

base::Status Path::offer(Delivery& d) {
  if (d.deadline != base::kNever && d.deadline <= clock_.now()) return kExpired;
  RoutesPtr pinned = routes();
  if (pinned == nullptr) return kNoRoute;
  const Bound* bound = find(*pinned, d.rows.schema());
  if (bound == nullptr || usable(*pinned, *bound, d).transient()) {
    pinned = bind_schema(d.rows.schema());
    bound = find(*pinned, d.rows.schema());
  }
  SLIPWAY_TRY(usable(*pinned, *bound, d));
  if (std::cmp_greater(d.rows.rows(), meter_->limits().rows_max) ||
      d.rows.bytes() > meter_->limits().bytes_max)
    return too_large(d);
  if (!meter_->try_enter(static_cast<std::uint64_t>(d.rows.rows()), d.rows.bytes(), d.priority))
    return kTooMuch;
  d.meter = meter_.get();
  const bool by_row = d.routing == Routing::kByRow && bound->slots.size() > 1;
  const std::uint8_t whole = by_row ? 0 : pinned->router.slot_of(d.route_key);
  if (d.rows.rows() == 0) {
    d.parts.clear();
    adopt(d.answer.predictions, bound->slots[whole].lane->output_schema());
    d.answer.predictions.clear();
    d.ack.expect(1);
    d.part_done({});
    return {};
  }
  if (by_row) {
    split_by_row(d, *pinned, *bound);
  } else {
    split_whole(d, whole);
  }
  // The promise covers all parts before the first is added; d may be gone once the last one is.
  const std::size_t parts = d.parts.size();
  Part* const first = d.parts.data();
  d.ack.expect(static_cast<std::uint32_t>(parts));
  for (std::size_t i = 0; i < parts; ++i) {
    Lane& lane = *bound->slots[first[i].slot].lane;
    lane.add({&d, first + i});
  }
  return {};
}

std::int64_t Path::rows_of_a_part(const Delivery& d) const {
  const auto rows = static_cast<std::uint64_t>(d.rows.rows());
  const std::uint64_t row_bytes = std::max<std::uint64_t>(1, d.rows.bytes() / rows);
  const auto fitting = static_cast<std::int64_t>(options_.lane.bytes_max / row_bytes);
  return std::max<std::int64_t>(1, std::min(options_.lane.rows_max, fitting));
}

void Path::split_whole(Delivery& d, std::uint8_t slot) const {
  const std::int64_t rows = d.rows.rows(), step = rows_of_a_part(d);
  d.parts.resize(static_cast<std::size_t>((rows + step - 1) / step));
  std::int64_t begin = 0;
  for (Part& part : d.parts) {
    part.begin = begin;
    part.end = std::min(begin + step, rows);
    part.rows = part.end - begin;
    part.bytes =
        d.rows.bytes() / static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(part.rows);
    part.slot = slot, part.every_row = true, part.began = base::kNever;
    begin = part.end;
  }
}

void Path::split_by_row(Delivery& d, const Routes& routes, const Bound& bound) const {
  const std::int64_t rows = d.rows.rows(), step = rows_of_a_part(d);
  const std::uint64_t row_bytes = d.rows.bytes() / static_cast<std::uint64_t>(rows);
  d.slot_of_row.resize(static_cast<std::size_t>(rows));
  d.parts.clear();
  for (std::int64_t begin = 0; begin < rows; begin += step) {
    const std::int64_t end = std::min(begin + step, rows);
    std::array<std::int64_t, Part::kSlotsMax> rows_of{};
    for (std::int64_t row = begin; row < end; ++row) {
      const std::uint64_t key = bound.key_column == data::Schema::kMissing
                                    ? key_of_place(d.origin, row)
                                    : key_of_value(d.rows.column(bound.key_column).view(), row);
      const std::uint8_t slot = routes.router.slot_of(key);
      d.slot_of_row[static_cast<std::size_t>(row)] = slot;
      ++rows_of[slot];
    }
    for (std::uint8_t slot = 0; slot < bound.slots.size(); ++slot) {
      if (rows_of[slot] == 0) continue;
      Part& part = d.parts.emplace_back();
      part.begin = begin, part.end = end, part.rows = rows_of[slot];
      part.bytes = row_bytes * static_cast<std::uint64_t>(part.rows);
      part.slot = slot, part.every_row = part.rows == end - begin;
    }
  }
}

void Path::tick() {
  if (const RoutesPtr pinned = routes())
    for (const auto& bound : pinned->bound)
      for (const Slot& slot : bound->slots)
        if (slot.lane != nullptr) slot.lane->tick();
}

void Path::flush() {
  if (const RoutesPtr pinned = routes())
    for (const auto& bound : pinned->bound)
      for (const Slot& slot : bound->slots)
        if (slot.lane != nullptr) slot.lane->flush();
}

base::TimePoint Path::due_at() const {
  base::TimePoint earliest = base::kNever;
  if (const RoutesPtr pinned = routes())
    for (const auto& bound : pinned->bound)
      for (const Slot& slot : bound->slots)
        if (slot.lane != nullptr) earliest = std::min(earliest, slot.lane->due_at());
  return earliest;
}

}  // namespace slipway::flow
