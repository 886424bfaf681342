// slipway key new NAME --may GRANT: an API key for a server.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "service/new_key.h"

namespace slipway::cli {
namespace {

struct Options {
  std::string name, file;
  std::vector<std::string> may;
};

int make(const Options& options) {
  const auto made = service::new_key(options.name, options.may, options.file);
  if (!made.ok()) return fail(made.status(), kUsage);
  print(made->key + "\n");
  if (options.file.empty()) print(made->line);
  fmt::print(stderr, "slipway: this is the only time that the key is shown; {}\n",
             options.file.empty() ? "its line belongs into the file of keys"
                                  : options.file + " has its line");
  return kDone;
}

}  // namespace

void add_key(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("key", "make API keys for a server");
  command->require_subcommand(1);
  auto options = std::make_shared<Options>();
  auto* make_command =
      command->add_subcommand("new",
                              "print a new key, and the line of its hash for the file of "
                              "keys");
  make_command->add_option("NAME", options->name, "whose it is; the access log has it")->required();
  make_command
      ->add_option("--may", options->may,
                   "what it may, comma-separated: predict:MODEL, admin:MODEL; a star may end a "
                   "model's name")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false);
  make_command->add_option("--file", options->file,
                           "the file of keys to add the line to; left out: it is printed");
  make_command->callback([options, &exit] { exit.code = make(*options); });
}

}  // namespace slipway::cli
