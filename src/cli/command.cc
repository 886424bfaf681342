#include "cli/command.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/fields.h"
#include "codec/json_text.h"
#include "format/format.h"
#include "model/asked.h"
#include "service/home.h"

namespace slipway::cli {
namespace {

int g_write_error = 0;  // the first of standard output

}  // namespace

bool is_terminal(std::FILE* file) { return ::isatty(::fileno(file)) != 0; }

void print(std::string_view text) {
  if (g_write_error == 0 && std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    g_write_error = errno;
}

int finish_output() {
  if (g_write_error == 0 && std::fflush(stdout) != 0) g_write_error = errno;
  if (g_write_error == 0 || g_write_error == EPIPE) return kDone;
  return fail(base::resource_exhausted(
                  "NOT_WRITTEN", fmt::format("can't write it: {}", std::strerror(g_write_error)))
                  .at("standard output"),
              kEndsBad);
}

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

std::string path_of(const CLI::App& command) {
  const std::string above = command.get_parent() != nullptr ? path_of(*command.get_parent()) : "";
  return above.empty() ? command.get_name() : above + " " + command.get_name();
}

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

base::Status unknown(const char* reason, const char* what, std::string_view word,
                     const std::vector<std::string>& known) {
  const std::string near = base::nearest(word, known);
  return base::invalid_argument(reason, fmt::format("there is no {} \"{}\"", what, word))
      .remedy(near.empty() ? fmt::format("there are: {}", fmt::join(known, ", "))
                           : fmt::format("did you mean \"{}\"?", near));
}

std::string counted(std::uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string json_text(std::string_view text) {
  std::string out;
  codec::append_json_string(out, text);
  return out;
}

base::Result<model::Asked> ModelOptions::asked() const {
  model::Asked asked;
  if (!iterations.empty()) {
    auto parsed = model::parse_iterations(iterations);
    if (!parsed.ok()) return parsed.status().at("--iterations");
    asked.iterations = *parsed;
  }
  auto parsed = model::parse_columns(columns);
  if (!parsed.ok()) return parsed.status().at("--columns");
  asked.columns = *std::move(parsed);
  return asked;
}

void add_model_options(CLI::App& command, ModelOptions& options) {
  command.add_option("--format", options.format, "the model's format; left out, it is recognised")
      ->check(CLI::IsMember(format::formats().names()));
  command
      .add_option("--columns", options.columns,
                  "names of the columns that the model reads, in its order, if its file does not "
                  "have them: age,city:string")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_iterations_option(CLI::App& command, ModelOptions& options) {
  command.add_option("--iterations", options.iterations,
                     "which boosting rounds count: N the first N, A:B a range; left out: as the "
                     "library");
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
