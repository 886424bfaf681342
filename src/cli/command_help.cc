// slipway help [COMMAND | KIND NAME]: commands, and the settings of codecs, sources and sinks.
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
  if (!kind.ok()) {
    const std::string near = base::nearest(name, kinds.names());
    return fail(near.empty() ? kind.status()
                             : kind.status().remedy(fmt::format("did you mean \"{}\"?", near)),
                kUsage);
  }
  print(fmt::format("{} {}: {}\n", bold(what), bold(name), (*kind)->about()));
  print_fields((*kind)->fields());
  return kDone;
}

int help(CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty()) return print(app.help()), kDone;
  const std::string name = words.size() > 1 ? words[1] : "";
  if (words[0] == "codec") return member(codec::codecs(), "codec", name);
  if (words[0] == "source") return member(connect::sources(), "source", name);
  if (words[0] == "sink") return member(connect::sinks(), "sink", name);
  CLI::App* command = &app;
  for (const std::string& word : words) {
    const auto found =
        command->get_subcommands([&word](const CLI::App* sub) { return sub->get_name() == word; });
    if (found.empty())
      return fail(
          base::invalid_argument("UNKNOWN_COMMAND",
                                 fmt::format("there is no command \"{}\"", fmt::join(words, " "))),
          kUsage);
    command = found.front();
  }
  print(command->help());
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
