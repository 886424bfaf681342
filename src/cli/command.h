// What the commands share. Each is one file, command_<name>.cc, that exports one function which
// adds it to the parser; it reads options, calls service/ and prints, and decides nothing.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace CLI {
class App;
}
namespace slipway::model {
struct Asked;
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
void print(std::string_view text);  // to standard output; finish_output() says how it went

// Writes out what was printed; returns the exit code. A closed pipe is no error: its reader has seen
// enough. A full disk is.
int finish_output();

// "slipway: place: message" and its remedy on standard error; returns `code`.
int fail(const base::Status& status, int code);

// Text with `word` in bold or colour, if standard output is a terminal and NO_COLOR is not set.
std::string bold(std::string_view text);

// "slipway queue create": the command as it is called. The commands right below it.
std::string path_of(const CLI::App& command);
std::vector<const CLI::App*> commands_of(const CLI::App& command);

// There is no `what` "word"; the remedy is the nearest of `known`, or all of them.
base::Status unknown(const char* reason, const char* what, std::string_view word,
                     const std::vector<std::string>& known);

std::string json_text(std::string_view text);  // "text", escaped, in quotes

std::string counted(std::uint64_t count, std::string_view what);  // "1 record", "2 records"

// Options that several commands have.
struct ConfigOptions {
  std::string config = "slipway.yaml";
  std::string home;
  std::string resolved_home() const;
};
void add_config_options(CLI::App& command, ConfigOptions& options);

struct ModelOptions {
  std::string format, iterations;
  std::vector<std::string> columns;
  base::Result<model::Asked> asked() const;  // INVALID_ARGUMENT/BAD_OPTION names the option
};
// --format, --columns.
void add_model_options(CLI::App& command, ModelOptions& options);
void add_iterations_option(CLI::App& command, ModelOptions& options);

void add_inspect(CLI::App& app, Exit& exit);
void add_score(CLI::App& app, Exit& exit);
void add_serve(CLI::App& app, Exit& exit);
void add_verify(CLI::App& app, Exit& exit);
void add_up(CLI::App& app, Exit& exit);
void add_bench(CLI::App& app, Exit& exit);
void add_queue(CLI::App& app, Exit& exit);
void add_dlq(CLI::App& app, Exit& exit);
void add_key(CLI::App& app, Exit& exit);
void add_formats(CLI::App& app, Exit& exit);
void add_config(CLI::App& app, Exit& exit);
void add_reference(CLI::App& app, Exit& exit);
void add_help(CLI::App& app, Exit& exit);
void add_completion(CLI::App& app, Exit& exit);

}  // namespace slipway::cli
