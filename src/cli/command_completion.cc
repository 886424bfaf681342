// slipway completion bash|zsh|fish: a script that completes commands and options.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"

namespace slipway::cli {
namespace {

std::string joined_options(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) words += " --" + name;
  return words;
}

// One line a command: its path, and what may follow.
std::string cases(const CLI::App& command, const std::string& path) {
  std::string words;
  std::string below;
  for (const CLI::App* sub : commands_of(command)) {
    words += " " + sub->get_name();
    below += cases(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name());
  }
  return fmt::format("    \"{}\") words=\"{}{}\" ;;\n", path, words, joined_options(command)) +
         below;
}

// The paths of all commands below `command`, as patterns of a shell's case.
std::string paths(const CLI::App& command, const std::string& path) {
  std::string all;
  for (const CLI::App* sub : commands_of(command)) {
    const std::string here = path.empty() ? sub->get_name() : path + " " + sub->get_name();
    all += fmt::format("{}\"{}\"", all.empty() ? "" : "|", here);
    if (const std::string below = paths(*sub, here); !below.empty()) all += "|" + below;
  }
  return all;
}

// A word that makes no command together with those before it is a file, an option or its value.
std::string bash(const CLI::App& app) {
  return "_slipway() {\n  local path=\"\" word words\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"${path:+$path }$word\" in\n    " +
         paths(app, "") +
         ") path=\"${path:+$path }$word\" ;;\n    esac\n  done\n"
         "  case \"$path\" in\n" +
         cases(app, "") +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
         "complete -o filenames -F _slipway slipway\n";
}

// In single quotes fish takes \\ and \' only.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

// Commands below `command` while none of them is there yet, then the options of each.
std::string fish(const CLI::App& command, const std::string& condition) {
  std::string out, names;
  for (const CLI::App* sub : commands_of(command)) names += " " + sub->get_name();
  for (const CLI::App* sub : commands_of(command)) {
    const std::string here = condition.empty()
                                 ? "__fish_use_subcommand"
                                 : condition + "; and not __fish_seen_subcommand_from" + names;
    out += fmt::format("complete -c slipway -n {} -a {} -d {}\n", fish_quoted(here),
                       sub->get_name(), fish_quoted(sub->get_description()));
    const std::string seen = (condition.empty() ? "" : condition + "; and ") +
                             "__fish_seen_subcommand_from " + sub->get_name();
    for (const CLI::Option* option : sub->get_options())
      for (const std::string& name : option->get_lnames())
        out += fmt::format("complete -c slipway -n {} -l {} -d {}\n", fish_quoted(seen), name,
                           fish_quoted(option->get_description()));
    out += fish(*sub, seen);
  }
  return out;
}

}  // namespace

void add_completion(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand(
      "completion", "a script for your shell: eval \"$(slipway completion bash)\"");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, shell, &exit] {
    if (*shell == "fish")
      print(fish(app, ""));
    else
      print((*shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") + bash(app));
    exit.code = kDone;
  });
}

}  // namespace slipway::cli
