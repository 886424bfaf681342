#include "cli/command.h"

#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "service/home.h"

namespace slipway::cli {

bool is_terminal(std::FILE* file) { return ::isatty(::fileno(file)) != 0; }

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int fail(const base::Status& status, int code) {
  fmt::print(stderr, "slipway: {}\n", status.text());
  return code;
}

std::string bold(std::string_view text) {
  static const bool styled = is_terminal(stdout) && ::getenv("NO_COLOR") == nullptr;
  return styled ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
}

std::string ConfigOptions::resolved_home() const {
  return home.empty() ? service::home_path(std::filesystem::path(config).parent_path().string())
                      : home;
}

void add_config_options(CLI::App& command, ConfigOptions& options) {
  command.add_option("--config", options.config, "the configuration file")
      ->capture_default_str()
      ->type_name("FILE");
  command
      .add_option(
          "--home", options.home,
          "where state lives; default: $SLIPWAY_HOME, else .slipway beside the configuration")
      ->type_name("FOLDER");
}

}  // namespace slipway::cli
