// slipway dlq list|requeue: rows that could not be decoded, scored or written.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "service/home.h"

namespace slipway::cli {
namespace {

struct Options {
  ConfigOptions config;
  std::string pipeline, queue;
  std::vector<std::string> ids;
  std::uint32_t count = 100;
  bool json = false;
};

int list(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  const auto letters = (*home)->dead_letters(options.pipeline, options.count);
  if (!letters.ok()) return fail(letters.status(), kEndsBad);
  for (const auto& letter : *letters)
    if (options.json)
      print(fmt::format(R"({{"id":{},"pipeline":{},"time":{},"attempts":{},"code":{},"reason":{},)"
                        R"("message":{},"payload":{}}})"
                        "\n",
                        json_text(letter.id), json_text(letter.pipeline), json_text(letter.time),
                        letter.attempts, json_text(letter.code), json_text(letter.reason),
                        json_text(letter.message), json_text(letter.payload)));
    else
      print(fmt::format("{}  {}  {} {}\n  {}\n", bold(letter.id), letter.time, letter.reason,
                        letter.message, letter.payload));
  return kDone;
}

int requeue(const Options& options) {
  auto home = service::open_home(options.config.resolved_home());
  if (!home.ok()) return fail(home.status(), kEndsBad);
  const auto count = (*home)->requeue(options.queue, options.ids);
  if (!count.ok()) return fail(count.status(), kEndsBad);
  fmt::print(stderr, "slipway: {} published to {} again\n", counted(*count, "record"),
             options.queue);
  return kDone;
}

}  // namespace

void add_dlq(CLI::App& app, Exit& exit) {
  auto* command =
      app.add_subcommand("dlq", "dead letters: rows that could not be decoded, scored or written");
  command->require_subcommand(1);
  auto options = std::make_shared<Options>();
  auto* list_command = command->add_subcommand("list", "show them, oldest first");
  add_config_options(*list_command, options->config);
  list_command->add_option("PIPELINE", options->pipeline, "of one pipeline; left out: of all");
  list_command->add_option("-n,--count", options->count, "how many")->capture_default_str();
  list_command->add_flag("--json", options->json, "as JSON Lines");
  list_command->callback([options, &exit] { exit.code = list(*options); });
  auto* requeue_command =
      command->add_subcommand("requeue", "publish their payloads again, and forget them");
  add_config_options(*requeue_command, options->config);
  requeue_command->add_option("QUEUE", options->queue, "where to")->required();
  requeue_command
      ->add_option("ID", options->ids, "as list shows them: pipeline/partition/position/row")
      ->required();
  requeue_command->callback([options, &exit] { exit.code = requeue(*options); });
}

}  // namespace slipway::cli
