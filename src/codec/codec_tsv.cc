// tsv: csv with tabs.
#include "codec/codec_csv.h"

namespace slipway::codec {

base::Status register_codec_tsv(base::Kinds<Codec>& kinds) {
  return kinds.add("tsv", make_csv({"tab", "tab-separated values, with a header", {".tsv"}}));
}

}  // namespace slipway::codec
