#include "cli/cli.h"

#include <csignal>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "base/version.h"
#include "cli/command.h"

namespace slipway::cli {
namespace {

constexpr const char* kAbout =
    "Slipway takes a trained model file to predictions: by hand, behind an API, or from a queue,\n"
    "from one program, with the same bits every time.\n\n"
    "  slipway inspect churn.pkl                        what is it, what does it want, will it be "
    "exact\n"
    "  slipway score churn.pkl customers.csv -o out.csv\n"
    "  slipway serve churn.pkl                          HTTP on 127.0.0.1:8080";

void set_log_level(const std::string& name) {
  using base::LogLevel;
  static const std::pair<const char*, LogLevel> kLevels[] = {{"debug", LogLevel::kDebug},
                                                             {"info", LogLevel::kInfo},
                                                             {"warning", LogLevel::kWarning},
                                                             {"error", LogLevel::kError},
                                                             {"off", LogLevel::kOff}};
  for (const auto& [text, level] : kLevels)
    if (name == text) base::set_log_level(level);
}

void add_all(CLI::App& app, Exit& exit) {
  add_inspect(app, exit);
  add_score(app, exit);
  add_verify(app, exit);
  add_serve(app, exit);
  add_up(app, exit);
  add_bench(app, exit);
  add_queue(app, exit);
  add_dlq(app, exit);
  add_key(app, exit);
  add_formats(app, exit);
  add_config(app, exit);
  add_completion(app, exit);
  add_reference(app, exit);
  add_help(app, exit);
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

// What a person most likely meant, where the parser only knows that it was something else.
base::Status mistake(const CLI::App& command, const CLI::ParseError& error) {
  std::vector<std::string> commands;
  for (const CLI::App* sub : commands_of(command)) commands.push_back(sub->get_name());
  for (const std::string& word : command.remaining())
    if (word.starts_with('-'))
      return unknown("UNKNOWN_OPTION", "option", word.substr(0, word.find('=')),
                     option_names(command));
  if (!commands.empty() && !command.remaining().empty())
    return unknown("UNKNOWN_COMMAND", "command", command.remaining().front(), commands);
  if (!commands.empty())
    return base::invalid_argument("NO_COMMAND", "a command is missing")
        .remedy(fmt::format("there are: {}", fmt::join(commands, ", ")));
  return base::invalid_argument("BAD_OPTION", error.what());
}

int explain(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  const std::string path = path_of(*command);
  fail(mistake(*command, error), kUsage);
  fmt::print(stderr, "slipway: see \"{} --help\"\n", path);
  return kUsage;
}

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error where it is written, not a death
  CLI::App app(kAbout, "slipway");
  app.set_version_flag("--version", std::string("slipway ") + base::kVersion);
  app.set_help_flag("-h,--help", "this text; after a command, that command's");
  app.require_subcommand(1);
  std::string log_level = "warning";
  bool log_json = false;
  app.add_option("--log", log_level, "lines on standard error from this level")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  app.add_flag("--log-json", log_json, "log lines as JSON");
  app.parse_complete_callback([&] { set_log_level(log_level), base::set_log_json(log_json); });
  Exit exit;
  add_all(app, exit);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  }
  return exit.code == kDone ? finish_output() : exit.code;
}

}  // namespace slipway::cli
