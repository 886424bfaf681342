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
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    words += " " + sub->get_name();
    below += cases(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name());
  }
  return fmt::format("    \"{}\") words=\"{}{}\" ;;\n", path, words, joined_options(command)) +
         below;
}

std::string bash(const CLI::App& app) {
  return "_slipway() {\n  local path=\"\" word words\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$word\" in -*) ;; *) path=\"${path:+$path }$word\" ;; esac\n  done\n"
         "  while :; do\n  case \"$path\" in\n" +
         cases(app, "") +
         "    *) path=\"${path% *}\"; continue ;;\n  esac\n  break\n  done\n"
         "  COMPREPLY=($(compgen -W \"$words\" -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
         "complete -o filenames -F _slipway slipway\n";
}

std::string fish(const CLI::App& app) {
  std::string out;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    out += fmt::format("complete -c slipway -n __fish_use_subcommand -a {} -d '{}'\n",
                       sub->get_name(), sub->get_description());
    for (const CLI::Option* option : sub->get_options())
      for (const std::string& name : option->get_lnames())
        out +=
            fmt::format("complete -c slipway -n '__fish_seen_subcommand_from {}' -l {} -d '{}'\n",
                        sub->get_name(), name, option->get_description());
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
      print(fish(app));
    else
      print((*shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") + bash(app));
    exit.code = kDone;
  });
}

}  // namespace slipway::cli
