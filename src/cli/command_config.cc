// slipway config check|schema.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "service/config.h"

namespace slipway::cli {
namespace {

int check(const std::string& path) {
  const auto config = service::load_config(path);
  if (!config.ok()) return fail(config.status(), kUsage);
  print(fmt::format("{}: {}, {}{}\n", path, counted(config->models.size(), "model"),
                    counted(config->pipelines.size(), "pipeline"),
                    config->serve
                        ? fmt::format(", serves {}:{}", config->serve->address, config->serve->port)
                        : ""));
  return kDone;
}

}  // namespace

void add_config(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("config", "check slipway.yaml, or print its schema");
  command->require_subcommand(1);
  auto options = std::make_shared<ConfigOptions>();
  auto* check_command =
      command->add_subcommand("check", "says what is wrong, with line and column");
  check_command->add_option("FILE,--config", options->config, "the configuration file")
      ->capture_default_str();
  check_command->callback([options, &exit] { exit.code = check(options->config); });
  auto* schema_command =
      command->add_subcommand("schema", "the JSON Schema of slipway.yaml, for editors");
  schema_command->callback([&exit] {
    print(service::config_schema());
    exit.code = kDone;
  });
}

}  // namespace slipway::cli
