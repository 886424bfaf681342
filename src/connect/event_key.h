// EventKey: what makes a row recognisable, whichever model version scores it and however often it comes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flow/delivery.h"

namespace slipway::connect {

// Where a row of a Delivery came from. A Delivery of one row a record has one position a row; else the
// row counts within the record.
struct EventKey {
  std::uint64_t position = 0;
  std::int64_t row = 0;
  std::string text;  // "pipeline/partition/position/row", of a message source "pipeline/id/row"
};

EventKey event_key(std::string_view pipeline, const flow::Delivery& d, std::int64_t row);

}  // namespace slipway::connect
