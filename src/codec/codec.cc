#include "codec/codec.h"

namespace slipway::codec {

Decoder::~Decoder() = default;
Encoder::~Encoder() = default;
Codec::~Codec() = default;

}  // namespace slipway::codec
