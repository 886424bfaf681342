// slipway help [COMMAND | KIND NAME]: commands, and the settings of codecs, sources and sinks.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/fields.h"
#include "cli/command.h"
#include "codec/codec.h"
#include "connect/connect.h"

namespace slipway::cli {
namespace {

void print_fields(const base::Fields& fields) {
  for (const base::Field& field : fields) {
    const std::string fallback = field.default_text == nullptr ? "required"
                                 : *field.default_text == '\0'
                                     ? "optional"
                                     : fmt::format("default {}", field.default_text);
    print(fmt::format("  {:<16} {} ({})\n", field.name, field.doc, fallback));
  }
}

template <class Kinds>
int member(Kinds& kinds, const std::string& what, const std::string& name) {
  if (name.empty()) {
    for (const std::string& known : kinds.names())
      if (const auto kind = kinds.find(known); kind.ok())
        print(fmt::format("{:<10} {}\n", known, (*kind)->about()));
    return kDone;
  }
  const auto kind = kinds.find(name);
  if (!kind.ok())
    return fail(std::string_view(kind.status().reason()) == "UNKNOWN_KIND"
                    ? unknown("UNKNOWN_KIND", what.c_str(), name, kinds.names())
                    : kind.status(),
                kUsage);
  print(fmt::format("{} {}: {}\n", bold(what), bold(name), (*kind)->about()));
  print_fields((*kind)->fields());
  return kDone;
}

int help(CLI::App& app, const std::vector<std::string>& words) {
  const std::string kind = words.empty() ? "" : words[0];
  const std::string name = words.size() > 1 ? words[1] : "";
  if (kind == "codec") return member(codec::codecs(), "codec", name);
  if (kind == "source") return member(connect::sources(), "source", name);
  if (kind == "sink") return member(connect::sinks(), "sink", name);
  const CLI::App* command = &app;
  for (const std::string& word : words) {
    const auto below = commands_of(*command);
    const auto found = std::ranges::find(below, word, &CLI::App::get_name);
    if (found == below.end()) {
      std::vector<std::string> names;
      for (const CLI::App* sub : below) names.push_back(sub->get_name());
      if (command == &app) names.insert(names.end(), {"codec", "source", "sink"});
      return fail(unknown("UNKNOWN_COMMAND", "command", word, names), kUsage);
    }
    command = *found;
  }
  // Not help(), which speaks of the command that was called: of this one.
  print(
      command->get_formatter()->make_help(command, path_of(*command), CLI::AppFormatMode::Normal));
  return kDone;
}

}  // namespace

void add_help(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand(
      "help", "help on a command, or on the settings of a codec, source or sink");
  auto words = std::make_shared<std::vector<std::string>>();
  command->add_option("WORDS", *words, "a command; or: codec NAME, source NAME, sink NAME");
  command->callback([&app, words, &exit] { exit.code = help(app, *words); });
}

}  // namespace slipway::cli
