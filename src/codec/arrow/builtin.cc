// The module codec_arrow: what needs Arrow C++.
#include "codec/codec.h"

namespace slipway::codec {

base::Status register_codec_arrow(base::Kinds<Codec>& kinds);
base::Status register_codec_parquet(base::Kinds<Codec>& kinds);

namespace {

base::Status register_all(base::Kinds<Codec>& kinds) {
  SLIPWAY_TRY(register_codec_arrow(kinds));
  return register_codec_parquet(kinds);
}

}  // namespace
}  // namespace slipway::codec

SLIPWAY_MODULE(slipway::codec::Codec, slipway::codec::register_all)
