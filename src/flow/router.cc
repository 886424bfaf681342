#include "flow/router.h"

#include <array>

#include "base/hash.h"

namespace slipway::flow {
namespace {

// SplitMix64's finaliser (Steele, Lea, Flood 2014): neighbouring keys land far apart.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

template <class T>
std::uint64_t hash_of(const T* values, std::size_t count) {
  return base::content_hash({reinterpret_cast<const char*>(values), count * sizeof(T)});
}

}  // namespace

base::Result<Router> Router::make(std::vector<Target> targets) {
  std::uint64_t total = 0;
  bool complete = true;
  for (const Target& target : targets) {
    total += target.weight;
    complete = complete && target.version != nullptr;
  }
  if (targets.empty() || targets.size() > Part::kSlotsMax || total == 0 || !complete)
    return base::invalid_argument(
               "BAD_ROUTE", "a route needs 1 to 254 versions whose weights have a sum above 0")
        .remedy("give each model version a weight, such as 95 and 5");
  return Router(std::move(targets), total);
}

std::uint8_t Router::slot_of(std::uint64_t key) const {
  if (targets_.size() == 1) return 0;
  std::uint64_t point = mix(key) % total_;
  std::uint8_t slot = 0;
  while (point >= targets_[slot].weight) point -= targets_[slot++].weight;
  return slot;
}

std::uint64_t key_of_value(const data::ColumnView& column, std::int64_t row) {
  if (!column.valid(row)) return 0;
  const auto width = static_cast<std::size_t>(column.width);
  const std::int64_t first = row * column.width;
  switch (column.kind) {
    case data::Kind::kBool:
      return column.boolean(row) ? 2 : 1;
    case data::Kind::kString:
      return base::content_hash(column.string(row));
    case data::Kind::kFloat32:
      return hash_of(column.float32s() + first, width);
    case data::Kind::kFloat64:
      return hash_of(column.float64s() + first, width);
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      return hash_of(column.int64s() + first, width);
  }
  return 0;
}

std::uint64_t key_of_place(const Origin& origin, std::int64_t row) {
  const std::array<std::uint64_t, 3> place = {origin.partition, origin.position,
                                              static_cast<std::uint64_t>(row)};
  const std::uint64_t seed = origin.message_id.empty() ? 0 : base::content_hash(origin.message_id);
  if (origin.message_id.empty()) return hash_of(place.data(), place.size());
  return base::content_hash({reinterpret_cast<const char*>(&place[2]), sizeof place[2]}, seed);
}

}  // namespace slipway::flow
