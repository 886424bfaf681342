// The codecs: codec_<name>.cc exports register_codec_<name>.
#include <fmt/format.h>

#include <cstdlib>

#include "codec/codec.h"

#define ALL_CODECS CODEC(csv) CODEC(json) CODEC(jsonl)

namespace slipway::codec {

#define CODEC(name) base::Status register_codec_##name(base::Kinds<Codec>& kinds);
ALL_CODECS
#undef CODEC

base::Kinds<Codec>& codecs() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<Codec>;  // never freed: modules may use it at exit
#define CODEC(name) \
  if (!register_codec_##name(*all).ok()) std::abort();
    ALL_CODECS
#undef CODEC
    return all;
  }();
  return *kinds;
}

base::Result<const Codec*> codec_of(std::string_view file_name) {
  for (const std::string_view ending : {".gz", ".bz2", ".zst", ".lz4", ".xz"})
    if (file_name.ends_with(ending)) file_name.remove_suffix(ending.size());
  std::vector<std::string> known;
  for (const std::string& name : codecs().names()) {
    SLIPWAY_ASSIGN(const Codec* codec, codecs().find(name));
    for (const std::string& extension : codec->extensions()) {
      if (file_name.ends_with(extension)) return codec;
      known.push_back(extension);
    }
  }
  return base::invalid_argument("UNKNOWN_CODEC", fmt::format("\"{}\" has no extension of rows", file_name))
      .remedy(fmt::format("name the codec, or use one of {}", fmt::join(known, " ")));
}

}  // namespace slipway::codec
