#include "serve/payload_log.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/priority.h"
#include "codec/json_text.h"
#include "serve/row_errors.h"
#include "serve/trace_context.h"

namespace slipway::serve {
namespace {

constexpr std::size_t kLinesMax = 256;  // these two: of one write
constexpr std::uint64_t kBytesMax = 1 << 20;

// Of memory of its own: the request's may be borrowed.
data::Chunk copy_of(const data::Chunk& from) {
  data::Chunk copy(from.schema());
  for (std::size_t j = 0; j < from.width(); ++j)
    copy.column(j).append_rows(from.column(j).view(), 0, from.rows());
  if (from.width() == 0) copy.set_rows(from.rows());
  return copy;
}

std::string trace_of(const Payload& payload) {
  if (payload.span != nullptr) return hex(payload.span->trace);
  const auto parent = parse_traceparent(payload.delivery.trace);
  return parent ? hex(parent->trace) : std::string();
}

}  // namespace

PayloadSink::~PayloadSink() = default;

PayloadLog::PayloadLog(std::unique_ptr<PayloadSink> sink, const PayloadOptions& options)
    : sink_(std::move(sink)),
      options_(options),
      sampler_(options.sample),
      thread_([this] { run(); }) {}

PayloadLog::~PayloadLog() { stop(); }

void PayloadLog::add(const Payload& payload) {
  const flow::Delivery& delivery = payload.delivery;
  const auto rows = static_cast<std::uint64_t>(delivery.rows.rows());
  const std::uint64_t bytes = delivery.rows.bytes() + delivery.answer.predictions.bytes();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || rows_ + rows > options_.rows_max || bytes_ + bytes > options_.bytes_max) {
      dropped_.fetch_add(rows, std::memory_order_relaxed);
      return;
    }
    rows_ += rows, bytes_ += bytes;
  }
  Entry entry{.time = base::system_clock().wall(),
              .model = payload.model.name,
              .number = payload.model.number,
              .version = payload.model.version,
              .trace = trace_of(payload),
              .rows = copy_of(delivery.rows),
              .predictions = copy_of(delivery.answer.predictions),
              .errors = delivery.answer.errors,
              .bytes = bytes};
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    waiting_.push_back(std::move(entry));
  }
  if (first) wake_.notify_one();
}

void PayloadLog::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ends_ = std::chrono::steady_clock::now() + options_.stop_max;
  }
  wake_.notify_one();
  thread_.join();
}

void PayloadLog::run() {
  base::work_behind_others();
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::vector<Entry> entries = std::exchange(waiting_, {});
    lock.unlock();
    write(entries);
    lock.lock();
    for (const Entry& entry : entries)
      rows_ -= static_cast<std::uint64_t>(entry.rows.rows()), bytes_ -= entry.bytes;
  }
}

void PayloadLog::write(const std::vector<Entry>& entries) {
  std::vector<std::string> lines;
  for (auto begin = entries.begin(); begin != entries.end();) {
    std::uint64_t rows = 0, bytes = 0;
    lines.clear();
    auto end = begin;
    do {
      lines.push_back(line_of(*end));
      rows += static_cast<std::uint64_t>(end->rows.rows()), bytes += end->bytes;
      ++end;
    } while (end != entries.end() && lines.size() < kLinesMax && bytes + end->bytes <= kBytesMax);
    begin = end;
    const base::Status status = late() ? base::Status() : sink_->write(lines);
    (late_ || !status.ok() ? dropped_ : written_).fetch_add(rows, std::memory_order_relaxed);
    if (!status.ok() && !troubled_)
      base::log(base::LogLevel::kError, "serve",
                "rows of the payload log are lost: " + status.text());
    troubled_ = !status.ok();
  }
}

bool PayloadLog::late() {
  const std::lock_guard lock(mutex_);
  return late_ = std::chrono::steady_clock::now() >= ends_;
}

std::string PayloadLog::line_of(const Entry& entry) {
  std::string line =
      fmt::format("{{\"time\":\"{}\"", codec::rfc3339(entry.time.time_since_epoch().count()));
  codec::append_json_string(line += ",\"model\":", entry.model);
  codec::append_json_string(line += ",\"number\":", entry.number);
  codec::append_json_string(line += ",\"version\":", entry.version);
  if (!entry.trace.empty()) line += fmt::format(",\"trace\":\"{}\"", entry.trace);
  const codec::JsonRowWriter rows(*entry.rows.schema()), predictions(*entry.predictions.schema());
  append_rows(line += ",\"rows\":", rows, entry.rows, {});
  append_rows(line += ",\"predictions\":", predictions, entry.predictions, entry.errors);
  if (!entry.errors.empty()) append_row_errors(line += ",\"errors\":", entry.errors);
  return line += '}';
}

}  // namespace slipway::serve
