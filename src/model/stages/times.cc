#include "model/stages/times.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

constexpr std::int64_t kSinceMax = std::int64_t{1} << 60;  // differences do not overflow

base::Status all_are(const Inputs& in, Element wanted, const char* what) {
  SLIPWAY_TRY(one_dense(in));
  const auto& columns = in[0]->columns;
  if (columns.empty() || std::ranges::any_of(columns, [&](Element e) { return e != wanted; }))
    return bad(fmt::format("takes {}", what));
  return {};
}

}  // namespace

std::int64_t days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day) {
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  return std::chrono::sys_days(date).time_since_epoch().count();
}

base::Result<Block> check(const ReadTimes&, const Inputs& in) {
  SLIPWAY_TRY(all_are(in, Element::kString, "texts"));
  return same(Element::kF64, in[0]->width());
}

base::Result<Block> check(const TimeSpans& op, const Inputs& in) {
  SLIPWAY_TRY(all_are(in, Element::kF64, "times"));
  if (op.since < -kSinceMax || op.since > kSinceMax) return bad("counts from too far away");
  return *in[0];
}

std::string contract(const ReadTimes& op) {
  static constexpr const char* kDown[] = {", down to days", ", down to seconds", ""};
  return fmt::format("ISO 8601 to microseconds{}", kDown[static_cast<int>(op.down)]);
}

std::string contract(const TimeSpans& op) {
  static constexpr const char* kWhat[] = {"whole days, rounded down", "whole seconds, towards zero",
                                          "whole seconds since midnight"};
  return kWhat[static_cast<int>(op.what)];
}

}  // namespace slipway::model
