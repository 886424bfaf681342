#include "cli/cli.h"

#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/version.h"

namespace slipway::cli {

int run(int argc, char** argv) {
  CLI::App app("Slipway takes a trained model file to predictions.", "slipway");
  app.set_version_flag("--version", std::string("slipway ") + kVersion);
  app.add_subcommand("help", "this text")->callback([&app] {
    fmt::print("{}", app.get_formatter()->make_help(&app, "slipway", CLI::AppFormatMode::Normal));
  });
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "slipway: {}\nslipway: see \"slipway --help\"\n", error.what());
    return 2;
  }
  return 0;
}

}  // namespace slipway::cli
