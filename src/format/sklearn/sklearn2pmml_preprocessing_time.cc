// sklearn2pmml.preprocessing: days and seconds since a year, or midnight. A model's dates are texts.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/pmml_steps.h"
#include "model/stages/times.h"

namespace slipway::format::sklearn {
namespace {

using model::TimeSpans;

base::Result<Emitted> spans(Context& context, const Value& in, TimeSpans op) {
  SLIPWAY_ASSIGN(const Value times, as_times(context, in, model::ReadTimes::Down::kNot));
  SLIPWAY_ASSIGN(const ValueId id, context.add(times, op));
  return transformed(id, in.names);
}

// `epoch` is the first of January of `year`.
base::Result<Emitted> since_year(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("year"));
  SLIPWAY_ASSIGN(const std::int64_t year, pickle::as_int64(held));
  constexpr std::int64_t kYearMax = 2262;  // the last that pandas' nanoseconds reach
  if (year < 1900 || year > kYearMax) return context.unsupported(fmt::format("year={}", year));
  const bool days = context.origin().ends_with(".DaysSinceYearTransformer");
  return spans(context, in,
               {.what = days ? TimeSpans::What::kDays : TimeSpans::What::kSeconds,
                .since = model::days_since_1970(year, 1, 1) * model::kDayMicroseconds});
}

base::Result<Emitted> since_midnight(Context& context, Attributes&, const Value& in) {
  return spans(context, in, {.what = TimeSpans::What::kSecondsOfDay});
}

}  // namespace

std::vector<Adapter> sklearn2pmml_preprocessing_time_adapters() {
  return {
      pmml_adapter({"DaysSinceYearTransformer", "SecondsSinceYearTransformer"}, since_year,
                   {"year"}, {"epoch"}),
      pmml_adapter({"SecondsSinceMidnightTransformer"}, since_midnight, {}),
  };
}

}  // namespace slipway::format::sklearn
