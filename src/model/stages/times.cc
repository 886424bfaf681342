#include "model/stages/times.h"

#include <algorithm>

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

// By Howard Hinnant's days_from_civil: years begin in March, eras are 400 of them.
std::int64_t days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
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
