// read_times, time_spans: dates in texts to microseconds, and whole numbers of days and seconds.
#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "engine/kernel.h"
#include "model/stages/times.h"

namespace slipway::engine {
namespace {

using model::kDayMicroseconds;
using model::ReadTimes;
using model::TimeSpans;

constexpr std::int64_t kSecond = 1'000'000;

std::int64_t floored(std::int64_t x, std::int64_t by) { return x / by - (x % by < 0 ? 1 : 0); }

// Digits and marks, from the left.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly so many digits, a number from `least` to `greatest`.
  bool number(std::size_t digits, std::int64_t least, std::int64_t greatest, std::int64_t& into) {
    if (rest_.size() < digits) return false;
    into = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      into = into * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return into >= least && into <= greatest;
  }
  // Up to six digits after the point, as microseconds; more of them may only be zeros.
  bool fraction(std::int64_t& into) {
    into = 0;
    std::size_t digits = 0;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; rest_.remove_prefix(1)) {
      if (++digits > 9 || (digits > 6 && rest_[0] != '0')) return false;
      if (digits <= 6) into = into * 10 + (rest_[0] - '0');
    }
    for (std::size_t i = digits; i < 6; ++i) into *= 10;
    return digits > 0;
  }

 private:
  std::string_view rest_;
};

bool is_day(std::int64_t year, std::int64_t month, std::int64_t day) {
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(year)),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

// Microseconds since 1970; nothing of what is no time that pandas can hold in nanoseconds.
std::optional<std::int64_t> time_of(std::string_view text) {
  Reader in(text);
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, part = 0;
  if (!in.number(4, 1677, 2262, year) || !in.take('-') || !in.number(2, 1, 12, month) ||
      !in.take('-') || !in.number(2, 1, 31, day) || !is_day(year, month, day))
    return std::nullopt;
  if (!in.done()) {
    if (!in.take('T') && !in.take(' ')) return std::nullopt;
    if (!in.number(2, 0, 23, hour) || !in.take(':') || !in.number(2, 0, 59, minute))
      return std::nullopt;
    if (in.take(':') && !in.number(2, 0, 59, second)) return std::nullopt;
    if (in.take('.') && !in.fraction(part)) return std::nullopt;
    if (!in.done()) return std::nullopt;
  }
  const std::int64_t days = model::days_since_1970(year, month, day);
  static const std::int64_t kFirst = model::days_since_1970(1677, 9, 22);
  static const std::int64_t kLast = model::days_since_1970(2262, 4, 10);
  if (days < kFirst || days > kLast) return std::nullopt;
  return days * kDayMicroseconds + ((hour * 60 + minute) * 60 + second) * kSecond + part;
}

base::Status missing() {
  return base::invalid_argument("MISSING_VALUE",
                                "the date is missing, and the model takes no missing dates");
}

class ReadTimesStep final : public Step {
 public:
  ReadTimesStep(const ReadTimes& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model) {}

  void run(Run& run) const override {
    for (std::uint32_t j = 0; j < stage_.output.width(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const std::string_view text = run.in[0][j].text[i];
        const auto time = time_of(text);
        run.out[j].f64[i] = static_cast<double>(time ? down(*time) : 0);
        if (!time)
          run.failures->add(i,
                            text.data() == nullptr
                                ? missing()
                                : base::invalid_argument("BAD_DATE",
                                                         "the value is no date like 2021-03-04 or "
                                                         "2021-03-04T05:06:07"),
                            column_name(model_, stage_, 0, j),
                            std::string(text.data() == nullptr ? "" : text.substr(0, 64)));
      }
  }
  double ns_per_row() const override { return 40.0 * static_cast<double>(stage_.output.width()); }

 private:
  std::int64_t down(std::int64_t time) const {
    if (op_.down == ReadTimes::Down::kNot) return time;
    const std::int64_t unit = op_.down == ReadTimes::Down::kToDays ? kDayMicroseconds : kSecond;
    return floored(time, unit) * unit;
  }

  const ReadTimes& op_;
  const model::Stage& stage_;
  const model::Model& model_;
};

class TimeSpansStep final : public Step {
 public:
  TimeSpansStep(const TimeSpans& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model) {}

  void run(Run& run) const override {
    constexpr double kTimeMax = 0x1p60;
    for (std::uint32_t j = 0; j < stage_.output.width(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const double time = run.in[0][j].f64[i];
        const bool known = std::abs(time) <= kTimeMax;  // NaN is not
        run.out[j].f64[i] = known ? span(static_cast<std::int64_t>(time)) : 0;
        if (!known) run.failures->add(i, missing(), column_name(model_, stage_, 0, j));
      }
  }
  double ns_per_row() const override { return 5.0 * static_cast<double>(stage_.output.width()); }

 private:
  double span(std::int64_t time) const {
    std::int64_t whole = 0;
    switch (op_.what) {
      case TimeSpans::What::kDays:
        whole = floored(time - op_.since, kDayMicroseconds);
        break;
      case TimeSpans::What::kSeconds:
        whole = (time - op_.since) / kSecond;
        break;
      case TimeSpans::What::kSecondsOfDay:
        whole = (time - floored(time, kDayMicroseconds) * kDayMicroseconds) / kSecond;
        break;
    }
    return static_cast<double>(whole);
  }

  const TimeSpans& op_;
  const model::Stage& stage_;
  const model::Model& model_;
};

}  // namespace

base::Status register_kernel_times(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("read_times", std::make_unique<FamilyKernel<ReadTimes, ReadTimesStep>>()));
  return kinds.add("time_spans", std::make_unique<FamilyKernel<TimeSpans, TimeSpansStep>>());
}

}  // namespace slipway::engine
