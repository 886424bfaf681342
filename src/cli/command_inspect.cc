// slipway inspect MODEL: what is it, what does it want, will it be exact, what would be refused and
// why.
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "model/asked.h"
#include "service/model_file.h"

namespace slipway::cli {
namespace {

struct Options {
  std::string path;
  ModelOptions model;
  bool json = false;
};

int inspect(const Options& options) {
  const auto asked = options.model.asked();
  if (!asked.ok()) return fail(asked.status(), kUsage);
  const auto loaded = service::load_model(options.path, options.model.format, {}, *asked);
  if (!loaded.ok()) return fail(loaded.status(), kModelBad);
  print(options.json ? service::describe_json(*loaded) : service::describe_text(*loaded));
  return kDone;
}

}  // namespace

void add_inspect(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand(
      "inspect", "what a model file is, wants, gives and promises; or why it is refused");
  auto options = std::make_shared<Options>();
  command->add_option("MODEL", options->path, "the model file or folder")->required();
  add_model_options(*command, options->model);
  add_iterations_option(*command, options->model);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, &exit] { exit.code = inspect(*options); });
}

}  // namespace slipway::cli
