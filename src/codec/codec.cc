#include "codec/codec.h"

namespace slipway::codec {

Decoder::~Decoder() = default;
PayloadDecoder::~PayloadDecoder() = default;
Encoder::~Encoder() = default;
Codec::~Codec() = default;

base::Result<std::unique_ptr<PayloadDecoder>> Codec::payload_decoder(const DecodeOptions&) const {
  return base::unimplemented("NO_PAYLOADS", "this codec reads files only").remedy("use json");
}

}  // namespace slipway::codec
