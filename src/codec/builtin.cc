// The codecs: codec_<name>.cc exports register_codec_<name>. Those of the module codec/arrow are
// named here with all that is known of them before it is opened.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "codec/codec.h"
#include "codec/compression.h"

#define ALL_CODECS CODEC(csv) CODEC(json) CODEC(jsonl) CODEC(tsv)

namespace slipway::codec {

#define CODEC(name) base::Status register_codec_##name(base::Kinds<Codec>& kinds);
ALL_CODECS
#undef CODEC

namespace {

const std::vector<CodecName>& in_arrow() {
  static const std::vector<CodecName> names = {
      {"arrow", "Arrow IPC, file or stream", {".arrow", ".arrows", ".feather", ".ipc"}},
      {"parquet", "Apache Parquet", {".parquet", ".pq"}}};
  return names;
}

}  // namespace

base::Kinds<Codec>& codecs() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<Codec>;  // never freed: modules may use it at exit
#define CODEC(name) \
  if (!register_codec_##name(*all).ok()) std::abort();
    ALL_CODECS
#undef CODEC
    for (const CodecName& known : in_arrow()) all->add_module(known.name, "codec_arrow");
    return all;
  }();
  return *kinds;
}

std::vector<CodecName> codec_names() {
  std::vector<CodecName> all = in_arrow();
  for (const std::string& name : codecs().names()) {
    if (std::ranges::any_of(in_arrow(),
                            [&name](const CodecName& known) { return known.name == name; }))
      continue;
    if (const auto codec = codecs().find(name); codec.ok())
      all.push_back({name, (*codec)->about(), (*codec)->extensions()});
  }
  std::ranges::sort(all, {}, &CodecName::name);
  return all;
}

base::Result<const Codec*> codec_of(std::string_view file_name) {
  if (const CompressionName* compression = compression_of(file_name); compression != nullptr)
    file_name.remove_suffix(compression->extension.size());
  std::vector<std::string> known;
  for (const CodecName& codec : codec_names())
    for (const std::string& extension : codec.extensions) {
      if (file_name.ends_with(extension)) return codecs().find(codec.name);
      known.push_back(extension);
    }
  return base::invalid_argument("UNKNOWN_CODEC",
                                fmt::format("\"{}\" has no extension of rows", file_name))
      .remedy(fmt::format("name the codec, or use one of {}", fmt::join(known, " ")));
}

}  // namespace slipway::codec
