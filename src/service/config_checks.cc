#include "service/config_checks.h"

#include <fmt/format.h>

namespace slipway::service {

using base::Status;
using base::Value;

const std::string& place_of(const Value& map, const char* key) {
  const Value* value = map.find(key);
  return value != nullptr && !value->place().empty() ? value->place() : map.place();
}

Status check_least(const base::Settings& settings, const Value& map, const char* key,
                   std::int64_t least) {
  if (settings.integer(key) >= least) return {};
  return base::invalid_argument("BAD_VALUE", fmt::format("{} must be at least {}", key, least))
      .at(place_of(map, key));
}

Status check_positive(const base::Settings& settings, const Value& map, const char* key) {
  if (settings.duration(key) > base::Duration(0)) return {};
  return base::invalid_argument("BAD_VALUE", fmt::format("{} must be longer than nothing", key))
      .at(place_of(map, key));
}

Status check_rate(const base::Settings& settings, const Value& map, const char* key) {
  const double rate = settings.number(key);
  if (rate == 0 || (rate >= 1e-3 && rate <= 1e9)) return {};
  return base::invalid_argument(
             "BAD_VALUE", fmt::format("{} must be 0, or from 0.001 to 1000000000 a second", key))
      .at(place_of(map, key));
}

}  // namespace slipway::service
