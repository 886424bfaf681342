#include "codec/codec.h"

namespace slipway::codec {

Decoder::~Decoder() = default;
PayloadDecoder::~PayloadDecoder() = default;
Encoder::~Encoder() = default;
Codec::~Codec() = default;

base::Result<std::unique_ptr<PayloadDecoder>> Codec::payload_decoder(const DecodeOptions&) const {
  return base::unimplemented("NO_PAYLOADS", "this codec reads files only").remedy("use json");
}

base::Result<std::unique_ptr<Decoder>> Codec::reader_decoder(std::shared_ptr<const base::Reader>,
                                                             const DecodeOptions&) const {
  return base::unimplemented("NEEDS_STREAM", "this codec reads front to back");
}

}  // namespace slipway::codec
