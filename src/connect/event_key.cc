#include "connect/event_key.h"

#include <fmt/format.h>

namespace slipway::connect {

EventKey event_key(std::string_view pipeline, const flow::Delivery& d, std::int64_t row) {
  const flow::Origin& origin = d.origin;
  const bool row_per_position =
      origin.next - origin.position == static_cast<std::uint64_t>(d.rows.rows());
  EventKey key;
  key.position = origin.position + (row_per_position ? static_cast<std::uint64_t>(row) : 0);
  key.row = row_per_position ? 0 : row;
  // A message that comes again has another running number, but its own id.
  key.text = origin.message_id.empty()
                 ? fmt::format("{}/{}/{}/{}", pipeline, origin.partition, key.position, key.row)
                 : fmt::format("{}/{}/{}", pipeline, origin.message_id, row);
  return key;
}

}  // namespace slipway::connect
