// slipway formats: what can be read.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "codec/codec.h"
#include "codec/compression.h"
#include "format/format.h"

namespace slipway::cli {
namespace {

template <class Kinds>
void list(const char* title, Kinds& kinds) {
  print(bold(title) + "\n");
  for (const std::string& name : kinds.names()) {
    const auto kind = kinds.find(name);
    if (!kind.ok()) continue;
    print(fmt::format("  {:<10} {}  {}\n", name, (*kind)->about(),
                      fmt::join((*kind)->extensions(), " ")));
  }
}

}  // namespace

void add_formats(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("formats", "the model formats and codecs there are");
  command->callback([&exit] {
    list("models", format::formats());
    print(bold("rows") + "\n");
    for (const codec::CodecName& codec : codec::codec_names())
      print(fmt::format("  {:<10} {}  {}\n", codec.name, codec.about,
                        fmt::join(codec.extensions, " ")));
    print(bold("compressions of text and Arrow files") + "\n");
    for (const codec::CompressionName& known : codec::compression_names())
      print(fmt::format("  {:<10} {}\n", known.name, known.extension));
    exit.code = kDone;
  });
}

}  // namespace slipway::cli
