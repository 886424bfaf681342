// slipway formats: what can be read.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "codec/codec.h"
#include "codec/compression.h"
#include "format/format.h"

namespace slipway::cli {
namespace {

void add_list(std::string& out, const char* key, const std::vector<std::string>& items) {
  out += fmt::format(",\"{}\":[", key);
  for (const std::string& item : items)
    out += (&item == &items.front() ? "" : ",") + json_text(item);
  out += ']';
}

// One line of a part, or one object.
void show(bool json, const char* part, const std::string& name, const std::string& about,
          const std::vector<std::string>& extensions) {
  if (!json)
    return print(fmt::format("  {:<10} {}{}{}\n", name, about, about.empty() ? "" : "  ",
                             fmt::join(extensions, " ")));
  std::string out = fmt::format(R"({{"part":"{}","name":{})", part, json_text(name));
  if (!about.empty()) out += ",\"about\":" + json_text(about);
  add_list(out, "extensions", extensions);
  print(out + "}\n");
}

void title(bool json, const char* text) {
  if (!json) print(bold(text) + "\n");
}

void list(bool json) {
  title(json, "models");
  for (const std::string& name : format::formats().names())
    if (const auto format = format::formats().find(name); format.ok())
      show(json, "models", name, (*format)->about(), (*format)->extensions());
  title(json, "rows");
  for (const codec::CodecName& codec : codec::codec_names())
    show(json, "rows", codec.name, codec.about, codec.extensions);
  title(json, "compressions of text and Arrow files");
  for (const codec::CompressionName& known : codec::compression_names())
    show(json, "compressions", std::string(known.name), "", {std::string(known.extension)});
}

// The classes whose objects are read; as JSON with their attributes.
void list_classes(bool json) {
  for (const std::string& name : format::formats().names()) {
    const auto format = format::formats().find(name);
    if (!format.ok()) continue;
    for (const format::KnownClass& known : (*format)->classes()) {
      if (!json) {
        print(known.name + "\n");
        continue;
      }
      std::string out =
          fmt::format(R"({{"format":{},"class":{})", json_text(name), json_text(known.name));
      add_list(out, "reads", known.reads);
      add_list(out, "ignores", known.ignores);
      print(out + "}\n");
    }
  }
}

struct Options {
  bool json = false, classes = false;
};

}  // namespace

void add_formats(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("formats", "the model formats and codecs there are");
  auto options = std::make_shared<Options>();
  command->add_flag("--classes", options->classes,
                    "the classes that are read from pickles; with --json also which of their "
                    "attributes count, and which are passed over");
  command->add_flag("--json", options->json, "as JSON Lines");
  command->callback([options, &exit] {
    options->classes ? list_classes(options->json) : list(options->json);
    exit.code = kDone;
  });
}

}  // namespace slipway::cli
