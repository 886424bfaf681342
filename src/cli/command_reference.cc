// slipway reference: every command, setting and format as one Markdown page, made from what the program
// itself checks. docs/reference.md is its output.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/fields.h"
#include "cli/command.h"
#include "codec/codec.h"
#include "codec/compression.h"
#include "connect/connect.h"
#include "format/format.h"
#include "serve/api_keys.h"
#include "service/config.h"

namespace slipway::cli {
namespace {

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string fields_table(const base::Fields& fields) {
  std::string out = "| key | what | type | default |\n|---|---|---|---|\n";
  for (const base::Field& field : fields) {
    const std::string fallback = field.default_text == nullptr ? "required"
                                 : *field.default_text == '\0'
                                     ? "–"
                                     : fmt::format("`{}`", field.default_text);
    out += fmt::format("| `{}` | {} | {} | {} |\n", field.name, cell(field.doc),
                       base::field_type_name(field.type), cell(fallback));
  }
  return out;
}

template <class Kinds>
std::string kinds_section(const char* what, Kinds& kinds) {
  std::string out;
  for (const std::string& name : kinds.names()) {
    const auto kind = kinds.find(name);
    if (!kind.ok()) continue;  // its module is not installed
    out += fmt::format("### {} `{}`\n\n{}.\n\n", what, name, (*kind)->about());
    if (!(*kind)->fields().empty()) out += fields_table((*kind)->fields()) + "\n";
  }
  return out;
}

std::string options_table(const CLI::App& command) {
  std::string out;
  for (const CLI::Option* option : command.get_options()) {
    if (option->check_lname("help")) continue;
    const std::string fallback = option->get_default_str();
    out += fmt::format("| `{}` | {} | {} |\n", option->get_name(option->get_positional(), true),
                       cell(option->get_description()),
                       option->get_required()                   ? "required"
                       : fallback.empty() || fallback == "\"\"" ? "–"
                                                                : fmt::format("`{}`", fallback));
  }
  return out.empty() ? out : "| option | what | default |\n|---|---|---|\n" + out + "\n";
}

std::string commands_section(const CLI::App& above, const std::string& path) {
  std::string out;
  for (const CLI::App* command : above.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string name = path + " " + command->get_name();
    const bool group = !command->get_subcommands([](const CLI::App*) { return true; }).empty();
    if (!group)
      out += fmt::format("### `{}`\n\n{}.\n\n{}", name, command->get_description(),
                         options_table(*command));
    out += commands_section(*command, name);
  }
  return out;
}

std::string formats_section() {
  std::string out = "| model format | what | extensions |\n|---|---|---|\n";
  for (const std::string& name : format::formats().names())
    if (const auto format = format::formats().find(name); format.ok())
      out += fmt::format("| `{}` | {} | {} |\n", name, (*format)->about(),
                         fmt::join((*format)->extensions(), " "));
  out += "\n| codec | what | extensions |\n|---|---|---|\n";
  for (const codec::CodecName& codec : codec::codec_names())
    out += fmt::format("| `{}` | {} | {} |\n", codec.name, cell(codec.about),
                       fmt::join(codec.extensions, " "));
  out += "\nText and Arrow files may be compressed:";
  for (const codec::CompressionName& known : codec::compression_names())
    out += fmt::format(" {} ({})", known.name, known.extension);
  return out + ".\n\n";
}

std::string page(const CLI::App& app) {
  return "# Reference\n\nMade by `./dev docs` from what the program itself checks.\n\n## "
         "Commands\n\n" +
         commands_section(app, "slipway") +
         "Exit codes: 0 done, 1 unexpected failure, 2 usage or configuration, 3 rows rejected, 4 "
         "model, 5 source or sink, 130 interrupted.\n\n## slipway.yaml\n\n### `models`: by "
         "name\n\n" +
         fields_table(service::model_fields()) + "\n### `pipelines`: by name\n\n" +
         fields_table(service::pipeline_fields()) +
         "\nBeside a source's or sink's kind stands its codec: `codec: csv`, or with settings "
         "`codec: "
         "{csv: {separator: \";\"}}`.\n\n### `serve`\n\n" +
         fields_table(service::serve_fields()) + "\n### `serve`: `tls`\n\n" +
         fields_table(service::tls_fields()) + "\n### `serve`: `auth`\n\n" +
         fields_table(service::auth_fields()) + "\n### `serve`: `auth`: `jwt`\n\n" +
         fields_table(service::jwt_fields()) + "\n### `serve`: `traces`\n\n" +
         fields_table(service::traces_fields()) + "\n### `serve`: `payload_log`\n\n" +
         fields_table(service::payload_log_fields()) +
         "\n### A line of the file of keys: `NAME: {hash: …, may: […]}`\n\n" +
         fields_table(serve::key_fields()) + "\n## Sources\n\n" +
         kinds_section("source", connect::sources()) + "## Sinks\n\n" +
         kinds_section("sink", connect::sinks()) + "## Files\n\n" + formats_section() +
         "## Codecs\n\n" + kinds_section("codec", codec::codecs());
}

}  // namespace

void add_reference(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("reference", "all commands and settings, as a Markdown page");
  command->callback([&app, &exit] {
    std::string text = page(app);
    while (text.ends_with("\n\n")) text.pop_back();
    print(text);
    exit.code = kDone;
  });
}

}  // namespace slipway::cli
