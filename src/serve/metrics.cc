#include "serve/metrics.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include "base/version.h"
#include "serve/payload_log.h"
#include "serve/server_statistics.h"
#include "serve/tracer.h"

namespace slipway::serve {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

class Families {
 public:
  void begin(const char* name, MetricType type, const char* help) {
    all_.push_back({name, help, type, {}});
  }
  void counter(Labels labels, double value) { add(std::move(labels)).counter.value = value; }
  void gauge(Labels labels, double value) { add(std::move(labels)).gauge.value = value; }
  void histogram(Labels labels, const Spent& spent) {
    auto& histogram = add(std::move(labels)).histogram;
    // The count is read last, and is no less than any bucket.
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < spent.within.size(); ++i)
      histogram.bucket.push_back({sum += spent.within[i].load(),
                                  std::chrono::duration<double>(Spent::kBounds[i]).count()});
    histogram.sample_sum = static_cast<double>(spent.nanoseconds.load()) / 1e9;
    histogram.sample_count = std::max(spent.count.load(), sum);
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(all_); }

 private:
  ClientMetric& add(Labels labels) {
    ClientMetric& metric = all_.back().metric.emplace_back();
    metric.label = std::move(labels);
    return metric;
  }

  std::vector<MetricFamily> all_;
};

// Of one version of one model; the number of a version that is served anew from its file stays.
Labels labels_of(const ServedModel& model, Labels more = {}) {
  Labels labels = {{"model", model.name}, {"version", model.number}};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

void add_models(Families& families, const ServedModels& models) {
  const auto each = [&models](auto visit) {
    for (const auto list = models.all(); const ServedPtr& model : *list)
      visit(*model, *model->statistics);
  };
  families.begin("slipway_model_info", MetricType::Gauge, "1, for each model that is served");
  each([&](const ServedModel& model, const ModelStatistics&) {
    families.gauge(labels_of(model, {{"digest", model.version}, {"platform", model.platform}}), 1);
  });
  families.begin("slipway_model_bytes", MetricType::Gauge,
                 "memory that it takes, about; 0: it is at rest until it is asked");
  each([&](const ServedModel& model, const ModelStatistics&) {
    families.gauge(labels_of(model), static_cast<double>(model.bytes));
  });
  families.begin("slipway_requests_total", MetricType::Counter, "requests answered, by code");
  each([&](const ServedModel& model, const ModelStatistics& statistics) {
    for (std::size_t code = 0; code < statistics.answers.size(); ++code)
      if (const std::uint64_t count = statistics.answers[code].load(); count > 0 || code == 0)
        families.counter(
            labels_of(model,
                      {{"code", std::string(base::code_name(static_cast<base::Code>(code)))}}),
            static_cast<double>(count));
  });
  families.begin("slipway_requests_in_flight", MetricType::Gauge, "requests being answered");
  each([&](const ServedModel& model, const ModelStatistics& statistics) {
    families.gauge(labels_of(model), static_cast<double>(statistics.in_flight.load()));
  });
  families.begin("slipway_rows_total", MetricType::Counter, "rows of requests that were scored");
  each([&](const ServedModel& model, const ModelStatistics& statistics) {
    families.counter(labels_of(model), static_cast<double>(statistics.rows.load()));
  });
  families.begin("slipway_request_seconds", MetricType::Histogram,
                 "from a whole request read to its answer written down");
  each([&](const ServedModel& model, const ModelStatistics& statistics) {
    families.histogram(labels_of(model, {{"outcome", "success"}}), statistics.success);
    families.histogram(labels_of(model, {{"outcome", "fail"}}), statistics.fail);
  });
  families.begin("slipway_phase_seconds", MetricType::Histogram,
                 "the same of requests that were scored, by phase");
  each([&](const ServedModel& model, const ModelStatistics& statistics) {
    families.histogram(labels_of(model, {{"phase", "parse"}}), statistics.read);
    families.histogram(labels_of(model, {{"phase", "queue"}}), statistics.queue);
    families.histogram(labels_of(model, {{"phase", "score"}}), statistics.score);
    families.histogram(labels_of(model, {{"phase", "encode"}}), statistics.written);
  });
}

void add_server(Families& families, const ServerStatistics& server) {
  const auto by_protocol = [&families](const char* protocol, const std::atomic<std::int64_t>& of) {
    families.gauge({{"protocol", protocol}}, static_cast<double>(of.load()));
  };
  families.begin("slipway_connections", MetricType::Gauge, "connections that are open");
  by_protocol("http", server.http_connections);
  families.begin("slipway_streams", MetricType::Gauge, "streams of rows or requests that are open");
  by_protocol("http", server.http_streams), by_protocol("grpc", server.grpc_streams);
  families.begin("slipway_calls_in_flight", MetricType::Gauge, "calls over gRPC being answered");
  by_protocol("grpc", server.grpc_calls);
  families.begin("slipway_refused_total", MetricType::Counter,
                 "requests and connections refused without asking a model, by reason");
  for (std::size_t i = 0; i < server.refusals.size(); ++i)
    families.counter({{"reason", ServerStatistics::kReasons[i]}},
                     static_cast<double>(server.refusals[i].load()));
}

void add_outcomes(Families& families, const char* name, const char* about, const char* done,
                  std::uint64_t count_done, std::uint64_t count_dropped) {
  families.begin(name, MetricType::Counter, about);
  families.counter({{"outcome", done}}, static_cast<double>(count_done));
  families.counter({{"outcome", "dropped"}}, static_cast<double>(count_dropped));
}

void add_figures(Families& families, const std::vector<Figures>& all) {
  for (const Figures& figures : all) {
    families.begin(figures.name.c_str(), figures.counts ? MetricType::Counter : MetricType::Gauge,
                   figures.about.c_str());
    for (const Figures::Value& one : figures.values) {
      Labels labels;
      for (const auto& [name, value] : one.labels) labels.push_back({name, value});
      figures.counts ? families.counter(std::move(labels), one.value)
                     : families.gauge(std::move(labels), one.value);
    }
  }
}

// Field `number` (counts from 1) of /proc/self/stat, of those after the program's name, which is field 2.
double stat_field(const std::string& stat, int number) {
  std::size_t at = stat.rfind(')');
  for (int field = 2; field < number && at != std::string::npos; ++field)
    at = stat.find(' ', at + 1);
  double value = 0;
  if (at != std::string::npos)
    std::from_chars(stat.data() + at + 1, stat.data() + stat.size(), value);
  return value;
}

// As Prometheus' own clients name what a process uses.
void add_process(Families& families) {
  std::ifstream file("/proc/self/stat");
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  families.begin("process_cpu_seconds_total", MetricType::Counter,
                 "processor time, user and system");
  families.counter({}, (stat_field(stat, 14) + stat_field(stat, 15)) / ticks);
  families.begin("process_resident_memory_bytes", MetricType::Gauge, "resident memory");
  families.gauge({}, stat_field(stat, 24) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  families.begin("process_threads", MetricType::Gauge, "threads");
  families.gauge({}, stat_field(stat, 20));
  std::error_code ignored;
  families.begin("process_open_fds", MetricType::Gauge, "open file descriptors");
  families.gauge({}, static_cast<double>(std::distance(
                         std::filesystem::directory_iterator("/proc/self/fd", ignored), {})));
}

}  // namespace

std::string metrics_text(const ServeContext& context) {
  Families families;
  families.begin("slipway_build_info", MetricType::Gauge, "1, with the version");
  families.gauge({{"version", std::string(base::kVersion)}}, 1);
  families.begin("slipway_ready", MetricType::Gauge, "1: ready; 0: not yet, or not any more");
  families.gauge({}, context.ready() ? 1 : 0);
  add_models(families, *context.models);
  if (context.statistics != nullptr) add_server(families, *context.statistics);
  if (const Tracer* tracer = context.tracer; tracer != nullptr)
    add_outcomes(families, "slipway_trace_spans_total", "spans of traced requests", "exported",
                 tracer->exported(), tracer->dropped());
  if (const PayloadLog* log = context.payload_log; log != nullptr)
    add_outcomes(families, "slipway_payload_rows_total", "rows for the payload log", "written",
                 log->rows_written(), log->rows_dropped());
  if (context.figures) add_figures(families, context.figures());
  add_process(families);
  return families.text();
}

}  // namespace slipway::serve
