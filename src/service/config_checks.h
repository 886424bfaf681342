// What the maps of slipway.yaml are checked for beyond the types of their fields. Each complaint is
// INVALID_ARGUMENT/BAD_VALUE, and names where the value is written.
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.h"
#include "base/status.h"
#include "base/value.h"

namespace slipway::service {

// Where `key` is written, or the map that should have it.
const std::string& place_of(const base::Value& map, const char* key);

// `settings` are those of `map`.
base::Status check_least(const base::Settings& settings, const base::Value& map, const char* key,
                         std::int64_t least);
base::Status check_positive(const base::Settings& settings, const base::Value& map,
                            const char* key);  // a duration
base::Status check_rate(const base::Settings& settings, const base::Value& map, const char* key);

}  // namespace slipway::service
