// What a load found, for people and as JSON.
#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "service/bench/bench.h"

namespace slipway::service {
namespace {

using serve::Latencies;
using serve::LoadReport;
using serve::Phases;

struct Percentile {
  double percent;
  const char *text, *key;
};
constexpr std::array<Percentile, 6> kPercentiles = {{{50, "p50", "p50"},
                                                     {90, "p90", "p90"},
                                                     {99, "p99", "p99"},
                                                     {99.9, "p99.9", "p99_9"},
                                                     {99.99, "p99.99", "p99_99"},
                                                     {100, "max", "max"}}};

double seconds(base::Duration duration) { return std::chrono::duration<double>(duration).count(); }
double microseconds(base::Duration duration) { return seconds(duration) * 1e6; }

// "7.3 us", "128 us", "1.28 ms", "1.28 s"
std::string time_text(base::Duration duration) {
  const double us = microseconds(duration);
  const auto digits = [](double value) { return value < 9.995 ? 2 : value < 99.95 ? 1 : 0; };
  if (us < 999.5) return fmt::format("{:.{}f} us", us, us < 99.95 ? 1 : 0);
  if (us < 999.5e3) return fmt::format("{:.{}f} ms", us / 1e3, digits(us / 1e3));
  return fmt::format("{:.{}f} s", us / 1e6, digits(us / 1e6));
}

std::string bytes_text(double bytes) {
  if (bytes < 1e6) return fmt::format("{:.1f} kB", bytes / 1e3);
  return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6)
                     : fmt::format("{:.2f} GB", bytes / 1e9);
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

void append_plan(std::string& out, const BenchReport& report) {
  const serve::LoadPlan& plan = report.plan;
  const double window = seconds(report.outcome.report.window);
  out += report.what;
  if (!report.model.empty()) out += ", model " + report.model;
  if (!report.protocol.empty()) out += ", protocol " + report.protocol;
  const std::string loop =
      plan.rate > 0 ? fmt::format("open loop: {:g} requests/s {}, up to {} at a time", plan.rate,
                                  plan.poisson ? "at random times" : "evenly", plan.connections)
                    : fmt::format("closed loop: {} at a time", plan.connections);
  const std::string rows =
      report.rows > 0 ? fmt::format("{} row{} each", report.rows, report.rows == 1 ? "" : "s")
                      : "bodies as given";
  out += fmt::format("\n{}; {}; {} different\n{:.1f} s, after {:.1f} s of warm-up\n\n", loop, rows,
                     report.requests, window, seconds(plan.warm_up));
}

void append_failures(std::string& out, const BenchReport& report) {
  const LoadReport& load = report.outcome.report;
  const auto line = [&out, &load](std::uint64_t count, const std::string& what) {
    if (count > 0)
      out +=
          fmt::format("  {:<13}{:>12}  {:.3g} %{}\n", "", count, share(count, load.requests), what);
  };
  if (load.refused > 0) {
    std::string codes;
    for (const auto& [code, count] : report.codes)
      codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", count, code);
    line(load.refused,
         fmt::format(" refused (of all: {}); p99 {}, max {}", codes,
                     time_text(load.refusal.percentile(99)), time_text(load.refusal.max())));
  }
  line(load.wrong, " answered by something else than their rows");
  line(load.broken, " lost: the connection broke, or could not be made");
  line(load.late, " not answered in time");
  line(load.unsent, " never sent: all connections waited for answers, up to the end");
}

void append_phases(std::string& out, const Phases& phases, base::Duration mean, bool inside) {
  const auto each = [&phases](base::Duration all) {
    return all / static_cast<std::int64_t>(phases.requests);
  };
  const base::Duration whole = each(phases.whole);
  out += "where the time goes, on the average\n";
  for (const auto& [name, all] : {std::pair{"parse", phases.parse},
                                  {"queue", phases.queue},
                                  {"score", phases.score},
                                  {"encode", phases.encode}})
    out += fmt::format("  {:<13}{:>12}\n", name, time_text(each(all)));
  out += fmt::format("  {:<13}{:>12}  {}\n", "beside",
                     time_text(std::max(mean - whole, base::Duration())),
                     inside ? "choosing the route, waiting for a processor"
                            : "the network, HTTP, and waiting to be read");
}

void append_latencies_json(std::string& out, const char* name, const Latencies& latencies) {
  out += fmt::format(",\"{}\":{{\"count\":{},\"mean\":{:.1f}", name, latencies.count(),
                     microseconds(latencies.mean()));
  for (const Percentile& percentile : kPercentiles)
    out += fmt::format(",\"{}\":{:.1f}", percentile.key,
                       microseconds(latencies.percentile(percentile.percent)));
  out += '}';
}

void append_phases_json(std::string& out, const Phases& phases) {
  const auto each = [&phases](base::Duration all) {
    return microseconds(all) / static_cast<double>(phases.requests);
  };
  out += fmt::format(
      ",\"phases_us\":{{\"requests\":{},\"whole\":{:.2f},\"parse\":{:.2f},\"queue\":{:.2f},"
      "\"score\":{:.2f},\"encode\":{:.2f}}}",
      phases.requests, each(phases.whole), each(phases.parse), each(phases.queue),
      each(phases.score), each(phases.encode));
}

}  // namespace

std::string bench_text(const BenchReport& report) {
  const LoadReport& load = report.outcome.report;
  const double window = std::max(seconds(load.window), 1e-9);
  std::string out;
  append_plan(out, report);
  out += fmt::format("{:<15}{:>12}  {:.0f}/s\n", "answered", load.answered, load.per_second());
  if (report.rows > 1)
    out += fmt::format("{:<15}{:>12}  {:.0f}/s\n", "rows",
                       load.answered * static_cast<std::uint64_t>(report.rows),
                       load.per_second() * static_cast<double>(report.rows));
  append_failures(out, report);
  for (const auto& [name, bytes] :
       {std::pair{"sent", load.bytes_sent}, {"received", load.bytes_received}})
    out += fmt::format("{:<15}{:>12}  {}/s\n", name, bytes_text(static_cast<double>(bytes)),
                       bytes_text(static_cast<double>(bytes) / window));
  out += fmt::format("\nlatency{}\n  {:<13}{:>12}\n",
                     report.plan.rate > 0 ? ", from when a request was due" : "", "mean",
                     time_text(load.latency.mean()));
  for (const Percentile& percentile : kPercentiles)
    out += fmt::format("  {:<13}{:>12}\n", percentile.text,
                       time_text(load.latency.percentile(percentile.percent)));
  if (report.outcome.phases)
    append_phases(out += '\n', *report.outcome.phases, load.latency.mean(), report.inside);
  return out;
}

std::string bench_json(const BenchReport& report) {
  const LoadReport& load = report.outcome.report;
  const serve::LoadPlan& plan = report.plan;
  std::string out = "{\"target\":";
  codec::append_json_string(out, report.what);
  codec::append_json_string(out += ",\"model\":", report.model);
  codec::append_json_string(out += ",\"protocol\":", report.protocol);
  out += fmt::format(
      ",\"connections\":{},\"rate\":{},\"arrivals\":\"{}\",\"rows\":{},\"different_requests\":{},"
      "\"seconds\":{:.3f},\"requests\":{},\"answered\":{},\"requests_per_second\":{:.1f},"
      "\"refused\":{},\"wrong\":{},\"broken\":{},\"late\":{},\"unsent\":{},\"bytes_sent\":{},"
      "\"bytes_received\":{},\"codes\":{{",
      plan.connections, plan.rate,
      plan.rate <= 0 ? "closed"
      : plan.poisson ? "poisson"
                     : "fixed",
      report.rows, report.requests, seconds(load.window), load.requests, load.answered,
      load.per_second(), load.refused, load.wrong, load.broken, load.late, load.unsent,
      load.bytes_sent, load.bytes_received);
  for (const auto& [code, count] : report.codes)
    out += fmt::format("{}\"{}\":{}", out.back() == '{' ? "" : ",", code, count);
  out += '}';
  append_latencies_json(out, "latency_us", load.latency);
  append_latencies_json(out, "refused_us", load.refusal);
  if (report.outcome.phases) append_phases_json(out, *report.outcome.phases);
  return out += "}\n";
}

}  // namespace slipway::service
