#include "flow/guarantee.h"

#include <fmt/format.h>

namespace slipway::flow {
namespace {

std::string duration_text(std::chrono::seconds window) {
  const auto count = window.count();
  const auto text = [count](std::int64_t unit, const char* name) {
    return fmt::format("{} {}{}", count / unit, name, count == unit ? "" : "s");
  };
  if (count % 86400 == 0) return text(86400, "day");
  if (count % 3600 == 0) return text(3600, "hour");
  if (count % 60 == 0) return text(60, "minute");
  return text(1, "second");
}

Guarantee at_least_once(std::string_view weakest, const std::string& why) {
  return {Promise::kAtLeastOnce, std::string(weakest),
          fmt::format("at least once: {}, so after a failure a row may be written again, with the "
                      "same event_key. Weakest hop: {}.",
                      why, weakest)};
}

}  // namespace

Guarantee guarantee(const Hop& hop) {
  if (hop.transactions == Transactions::kNone)
    return at_least_once(
        hop.sink, fmt::format("{} can't commit rows and position in one transaction", hop.sink));
  switch (hop.position) {
    case Position::kNone:
      return at_least_once(hop.source,
                           fmt::format("{} gives its messages no stable id or offset", hop.source));
    case Position::kMessageId:
      if (hop.seen_window <= std::chrono::seconds(0))
        return at_least_once(hop.sink, fmt::format("{} remembers no message ids", hop.sink));
      return {Promise::kOnceByMessageId, std::string(hop.source),
              fmt::format("effectively once by message id: {} may deliver a message again, and {} "
                          "passes over ids that it has committed in the last {}. Weakest hop: {}.",
                          hop.source, hop.sink, duration_text(hop.seen_window), hop.source)};
    case Position::kOffset:
      break;
  }
  return {Promise::kOnceByPosition, std::string(hop.sink),
          fmt::format("effectively once by position: {} commits rows and the position of {} in one "
                      "transaction. Weakest hop: {}, whose durability is that of the result.",
                      hop.sink, hop.source, hop.sink)};
}

}  // namespace slipway::flow
