// slipway queue create|publish|peek|list: the built-in durable queue.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "cli/command.h"
#include "service/home.h"
#include "storage/storage.h"

namespace slipway::cli {
namespace {

struct Options {
  ConfigOptions config;
  std::string queue, file = "-", key;
  std::uint32_t partitions = 1, partition = 0, count = 10;
  std::uint64_t from = 0;
  bool json = false;
};

constexpr std::size_t kBatch = 1000;

int create(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  const auto status = (*home)->create_queue(options.queue, options.partitions);
  return status.ok() ? kDone : fail(status, kEndsBad);
}

// Whole lines out of a stream; none may be longer than a record.
class Lines {
 public:
  explicit Lines(std::unique_ptr<base::Stream> stream) : stream_(std::move(stream)) {}

  base::Result<bool> next(std::string& line) {
    ++number_;
    for (std::size_t searched = at_;;) {
      if (const std::size_t end = text_.find('\n', searched); end != std::string::npos) {
        if (end - at_ > base::kRecordBytesMax) return too_large();
        take(line, end);
        at_ = end + 1;
        return true;
      }
      searched = text_.size() - at_;
      text_.erase(0, at_);
      at_ = 0;
      if (text_.size() > base::kRecordBytesMax) return too_large();
      SLIPWAY_ASSIGN(const std::uint64_t count, stream_->read(kBlockBytes, text_));
      if (count > 0) continue;
      take(line, text_.size());
      const bool more = !text_.empty();
      text_.clear();
      return more;
    }
  }
  std::uint64_t number() const { return number_; }  // of the line, from 1
  const std::string& name() const { return stream_->name(); }

 private:
  static constexpr std::uint64_t kBlockBytes = 64u << 10;
  void take(std::string& line, std::size_t end) { line.assign(text_, at_, end - at_); }
  base::Status too_large() const {
    return base::invalid_argument("TOO_LARGE", fmt::format("line {} has more than {} bytes",
                                                           number_, base::kRecordBytesMax))
        .at(name());
  }

  const std::unique_ptr<base::Stream> stream_;
  std::string text_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0;
};

// One record a line; reads and publishes in batches.
base::Status publish_lines(service::Home& home, const Options& options, std::uint64_t& published) {
  SLIPWAY_ASSIGN(auto stream, storage::open_stream(options.file));
  Lines lines(std::move(stream));
  std::vector<std::string> batch;
  for (bool more = true; more;) {
    std::string line;
    SLIPWAY_ASSIGN(more, lines.next(line));
    if (!line.empty()) batch.push_back(std::move(line));
    if (batch.empty() || (more && batch.size() < kBatch)) continue;
    const std::size_t keys = options.key.empty() ? 0 : batch.size();
    SLIPWAY_TRY(home.publish(options.queue, batch, std::vector<std::string>(keys, options.key)));
    published += batch.size();
    batch.clear();
  }
  return {};
}

int publish(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  std::uint64_t published = 0;
  const base::Status status = publish_lines(**home, options, published);
  if (!status.ok())
    return fail(
        published > 0 ? status.at(fmt::format("after {}", counted(published, "record"))) : status,
        kEndsBad);
  fmt::print(stderr, "slipway: {} published to {}\n", counted(published, "record"), options.queue);
  return kDone;
}

int peek(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  const auto records = (*home)->peek(options.queue, options.partition, options.from, options.count);
  if (!records.ok()) return fail(records.status(), kEndsBad);
  for (const auto& record : *records) {
    const std::string place =
        fmt::format("{}/{} {}", record.partition, record.position, record.published_at);
    if (options.json)
      print(
          fmt::format(R"({{"partition":{},"position":{},"published_at":{},"key":{},"payload":{}}})"
                      "\n",
                      record.partition, record.position, json_text(record.published_at),
                      json_text(record.key), json_text(record.payload)));
    else
      print(is_terminal(stdout) ? fmt::format("{}  {}\n", bold(place), record.payload)
                                : record.payload + "\n");
  }
  return kDone;
}

int list(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  const auto queues = (*home)->queues();
  if (!queues.ok()) return fail(queues.status(), kEndsBad);
  for (const auto& queue : *queues)
    print(options.json
              ? fmt::format(R"({{"name":{},"partitions":{},"records":{},"bytes":{}}})"
                            "\n",
                            json_text(queue.name), queue.partitions, queue.records, queue.bytes)
              : fmt::format("{}  {}, {}, {}\n", bold(queue.name),
                            counted(queue.partitions, "partition"),
                            counted(queue.records, "record"), counted(queue.bytes, "byte")));
  return kDone;
}

}  // namespace

void add_queue(CLI::App& app, Exit& exit) {
  auto* command =
      app.add_subcommand("queue", "the built-in durable queue: create, publish, peek, list");
  command->require_subcommand(1);
  auto options = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* about, int (*run)(const Options&)) {
    auto* sub = command->add_subcommand(name, about);
    add_config_options(*sub, options->config);
    sub->callback([options, run, &exit] { exit.code = run(*options); });
    return sub;
  };
  auto* create_command = add("create", "make a queue", create);
  create_command->add_option("NAME", options->queue, "its name")->required();
  create_command
      ->add_option("--partitions", options->partitions,
                   "records of one key stay in order in one partition")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  auto* publish_command =
      add("publish", "append records, one a line; returns when they are on disk", publish);
  publish_command->add_option("NAME", options->queue, "the queue")->required();
  publish_command->add_option("FILE", options->file, "records, one a line; - is standard input")
      ->capture_default_str();
  publish_command->add_option("--key", options->key,
                              "the key of all of them: same key, same partition, same order");
  auto* peek_command = add("peek", "show records; nothing is consumed", peek);
  peek_command->add_option("NAME", options->queue, "the queue")->required();
  peek_command->add_option("--partition", options->partition, "which")->capture_default_str();
  peek_command->add_option("--from", options->from, "first position")->capture_default_str();
  peek_command->add_option("-n,--count", options->count, "how many")->capture_default_str();
  peek_command->add_flag("--json", options->json, "as JSON Lines, with place, key and time");
  auto* list_command = add("list", "the queues there are", list);
  list_command->add_flag("--json", options->json, "as JSON Lines");
}

}  // namespace slipway::cli
