#include "cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace slipway::cli {
namespace {

constexpr int kBarWidth = 24;

double seconds(base::Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > (number < 0 ? 1 : 0); i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

std::string human_time(base::Duration duration) {
  const double s = seconds(duration);
  // By what is shown: 59.98 s is a minute, not 60.0 s.
  if (std::round(s * 1e3) < 1e3) return fmt::format("{:.0f} ms", s * 1e3);
  if (std::round(s * 10) < 600) return fmt::format("{:.1f} s", s);
  const auto whole = static_cast<std::int64_t>(std::round(s));
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

ProgressBar::ProgressBar(bool shown) : shown_(shown) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(const service::ScoreProgress& progress) {
  if (!shown_) return;
  const double rate =
      static_cast<double>(progress.rows) / std::max(seconds(progress.elapsed), 1e-3);
  std::string line = fmt::format("{} rows, {} rows/s", with_commas(progress.rows),
                                 with_commas(static_cast<std::int64_t>(rate)));
  if (progress.rejected > 0) line += fmt::format(", {} rejected", with_commas(progress.rejected));
  if (progress.bytes_total > 0) {
    const double part = std::min(
        1.0, static_cast<double>(progress.bytes_read) / static_cast<double>(progress.bytes_total));
    const int full = static_cast<int>(part * kBarWidth);
    const double left = part > 0 ? seconds(progress.elapsed) * (1 - part) / part : 0;
    line = fmt::format("[{:<{}}] {:3.0f} %  {}, {} left",
                       std::string(static_cast<std::size_t>(full), '#'), kBarWidth, part * 100,
                       line, human_time(base::Duration(static_cast<std::int64_t>(left * 1e9))));
  }
  fmt::print(stderr, "\r\033[K{}", line);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace slipway::cli
