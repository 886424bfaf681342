// What the commands share. Each is one file, command_<name>.cc, that exports one function which
// adds it to the parser; it reads options, calls service/ and prints, and decides nothing.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/status.h"

namespace CLI {
class App;
}

namespace slipway::cli {

// 0 done, 1 unexpected failure, 2 usage or configuration, 3 rows rejected (and written to the
// rejects file), 4 model, 5 source or sink, 130 interrupted.
enum ExitCode : int {
  kDone = 0,
  kUnexpected = 1,
  kUsage = 2,
  kRejected = 3,
  kModelBad = 4,
  kEndsBad = 5,
  kInterrupted = 130,
};

// Set by the command that ran.
struct Exit {
  int code = kDone;
};

bool is_terminal(std::FILE* file);
void print(std::string_view text);  // to standard output; a closed pipe is no error

// "slipway: place: message" and its remedy on standard error; returns `code`.
int fail(const base::Status& status, int code);

// Text with `word` in bold or colour, if standard output is a terminal and NO_COLOR is not set.
std::string bold(std::string_view text);

// Options that several commands have.
struct ConfigOptions {
  std::string config = "slipway.yaml";
  std::string home;
  std::string resolved_home() const;
};
void add_config_options(CLI::App& command, ConfigOptions& options);

void add_inspect(CLI::App& app, Exit& exit);
void add_score(CLI::App& app, Exit& exit);
void add_serve(CLI::App& app, Exit& exit);
void add_up(CLI::App& app, Exit& exit);
void add_queue(CLI::App& app, Exit& exit);
void add_dlq(CLI::App& app, Exit& exit);
void add_formats(CLI::App& app, Exit& exit);
void add_config(CLI::App& app, Exit& exit);
void add_reference(CLI::App& app, Exit& exit);
void add_help(CLI::App& app, Exit& exit);
void add_completion(CLI::App& app, Exit& exit);

}  // namespace slipway::cli
