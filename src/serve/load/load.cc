#include "serve/load/load.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::serve {
namespace {

constexpr std::int64_t kConnectionsMax = 20'000;
constexpr double kRateMax = 10e6;
constexpr double kDueMax = 2e8;  // requests of an open loop in all
constexpr base::Duration kLongest = std::chrono::hours(24);

double seconds(base::Duration duration) { return std::chrono::duration<double>(duration).count(); }

base::Status bad(std::string message) {
  return base::invalid_argument("BAD_LOAD", std::move(message));
}

}  // namespace

base::Status LoadPlan::check() const {
  if (connections < 1 || connections > kConnectionsMax)
    return bad(fmt::format("there are 1 to {} connections", kConnectionsMax));
  if (!(rate >= 0 && rate <= kRateMax))
    return bad(fmt::format("the rate is 0 to {:.0f} requests a second", kRateMax));
  if (duration <= base::Duration::zero() || duration > kLongest ||
      warm_up < base::Duration::zero() || warm_up > kLongest || timeout <= base::Duration::zero() ||
      timeout > kLongest)
    return bad("a load takes more than nothing, and a day at most");
  if (rate * seconds(warm_up + duration) > kDueMax)
    return bad(fmt::format("more than {:.0f} requests are due in all", kDueMax))
        .remedy("a lower rate, or a shorter time");
  return {};
}

double LoadReport::per_second() const {
  return window <= base::Duration::zero() ? 0 : static_cast<double>(answered) / seconds(window);
}

Load::Load(const LoadPlan& plan, std::size_t requests, base::TimePoint begin)
    : plan_(plan),
      requests_(requests),
      counts_from_(begin + plan.warm_up),
      ends_(begin + plan.warm_up + plan.duration),
      next_(begin),
      random_(plan.seed),
      gap_ns_(plan.rate > 0 ? plan.rate / 1e9 : 1) {}

base::TimePoint Load::due_at(base::TimePoint now) const {
  if (now >= ends_) return base::kNever;
  if (plan_.rate <= 0) return now;
  return next_ < ends_ ? next_ : base::kNever;
}

void Load::step() {
  const double gap = plan_.poisson ? gap_ns_(random_) : 1e9 / plan_.rate;
  next_ += base::Duration(std::max<std::int64_t>(static_cast<std::int64_t>(gap), 1));
}

Ticket Load::take(base::TimePoint now) {
  const Ticket ticket = {taken_++ % requests_, plan_.rate <= 0 ? now : next_};
  if (plan_.rate > 0) step();
  if (counts(ticket)) ++report_.requests;
  return ticket;
}

bool Load::counts(const Ticket& ticket) const { return ticket.due >= counts_from_; }

void Load::answered(const Ticket& ticket, base::TimePoint now, int code, bool well,
                    std::uint64_t bytes_sent, std::uint64_t bytes_received) {
  done_.fetch_add(1, std::memory_order_relaxed);
  if (now >= counts_from_ && now < ends_) {
    report_.answered += well ? 1 : 0;
    report_.bytes_sent += bytes_sent, report_.bytes_received += bytes_received;
  }
  if (!counts(ticket)) return;
  ++report_.codes[code];
  report_.refused += well ? 0 : 1;
  (well ? report_.latency : report_.refusal).add(now - ticket.due);
}

void Load::failed(const Ticket& ticket, base::TimePoint now, LoadFailure failure) {
  done_.fetch_add(1, std::memory_order_relaxed);
  if (!counts(ticket)) return;
  report_.latency.add(now - ticket.due);
  switch (failure) {
    case LoadFailure::kWrong:
      ++report_.wrong;
      break;
    case LoadFailure::kBroken:
      ++report_.broken;
      break;
    case LoadFailure::kLate:
      ++report_.late;
      break;
  }
}

void Load::stop(base::TimePoint now) { ends_ = std::min(ends_, now); }

void Load::end() {
  report_.window = std::max(ends_ - counts_from_, base::Duration::zero());
  if (plan_.rate <= 0) return;
  for (; next_ < ends_; step()) {
    if (next_ < counts_from_) continue;
    ++report_.requests, ++report_.unsent;
    report_.latency.add(ends_ - next_);
  }
}

}  // namespace slipway::serve
