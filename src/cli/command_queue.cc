// slipway queue create|publish|peek|list: the built-in durable queue.
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "cli/command.h"
#include "service/home.h"

namespace slipway::cli {
namespace {

struct Options {
  ConfigOptions config;
  std::string queue, file = "-", key;
  std::uint32_t partitions = 1, partition = 0, count = 10;
  std::uint64_t from = 0;
};

constexpr std::size_t kBatch = 1000;

int create(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  const auto status = (*home)->create_queue(options.queue, options.partitions);
  return status.ok() ? kDone : fail(status, kEndsBad);
}

// One record a line; reads and publishes in batches.
int publish(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file);
    if (!file) return fail(base::not_found("NO_FILE", options.file + " can't be opened"), kEndsBad);
  }
  std::istream& in = options.file == "-" ? std::cin : file;
  std::vector<std::string> batch;
  std::uint64_t published = 0;
  std::string line;
  const auto flush = [&]() -> base::Status {
    SLIPWAY_TRY((*home)->publish(
        options.queue, batch,
        std::vector<std::string>(options.key.empty() ? 0 : batch.size(), options.key)));
    published += batch.size();
    batch.clear();
    return {};
  };
  while (std::getline(in, line)) {
    if (line.size() > base::kRecordBytesMax)
      return fail(
          base::invalid_argument("TOO_LARGE",
                                 fmt::format("record {} has more than {} bytes",
                                             published + batch.size() + 1, base::kRecordBytesMax)),
          kEndsBad);
    if (line.empty()) continue;
    batch.push_back(std::move(line));
    if (batch.size() < kBatch) continue;
    if (const auto status = flush(); !status.ok()) return fail(status, kEndsBad);
  }
  if (!batch.empty())
    if (const auto status = flush(); !status.ok())
      return fail(status.at(fmt::format("after {} records", published)), kEndsBad);
  fmt::print(stderr, "slipway: {} records published to {}\n", published, options.queue);
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
    print(fmt::format("{}  {} partitions, {} records, {} bytes\n", bold(queue.name),
                      queue.partitions, queue.records, queue.bytes));
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
  add("list", "the queues there are", list);
}

}  // namespace slipway::cli
