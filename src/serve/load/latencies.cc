#include "serve/load/latencies.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/histogram.hpp>

namespace slipway::serve {
namespace {

namespace histogram = boost::histogram;
using Axis = histogram::axis::regular<double, histogram::axis::transform::log>;
using Counts = histogram::dense_storage<std::uint64_t>;

constexpr double kLeast = 1e3, kGreatest = 1e12;  // ns

auto make_counts() {
  const auto bins = static_cast<unsigned>(
      std::ceil(std::log(kGreatest / kLeast) / std::log1p(Latencies::kResolution)));
  return histogram::make_histogram_with(Counts(), Axis(bins, kLeast, kGreatest));
}

base::Duration rounded(double nanoseconds) {
  return base::Duration(static_cast<std::int64_t>(nanoseconds + 0.5));
}

}  // namespace

struct Latencies::State {
  decltype(make_counts()) counts = make_counts();
  std::uint64_t count = 0;
  double sum = 0, max = 0;
};

Latencies::Latencies() : state_(std::make_unique<State>()) {}
Latencies::~Latencies() = default;
Latencies::Latencies(Latencies&&) noexcept = default;
Latencies& Latencies::operator=(Latencies&&) noexcept = default;

void Latencies::add(base::Duration latency) {
  const auto nanoseconds = static_cast<double>(std::max<std::int64_t>(latency.count(), 0));
  state_->counts(nanoseconds);
  ++state_->count;
  state_->sum += nanoseconds;
  state_->max = std::max(state_->max, nanoseconds);
}

std::uint64_t Latencies::count() const { return state_->count; }
base::Duration Latencies::max() const { return rounded(state_->max); }
base::Duration Latencies::mean() const {
  return state_->count == 0 ? base::Duration()
                            : rounded(state_->sum / static_cast<double>(state_->count));
}

base::Duration Latencies::percentile(double percent) const {
  const State& s = *state_;
  const auto rank =
      static_cast<std::uint64_t>(std::ceil(static_cast<double>(s.count) * percent / 100));
  std::uint64_t seen = 0;
  const Axis& axis = s.counts.axis();
  for (int bin = -1; bin <= axis.size(); ++bin) {  // with what lies below and above the axis
    seen += s.counts.at(bin);
    if (seen >= rank && seen > 0) return rounded(std::min(s.max, axis.value(bin + 1)));
  }
  return {};
}

}  // namespace slipway::serve
