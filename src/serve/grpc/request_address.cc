#include "serve/grpc/request_address.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <open_inference.pb.h>

namespace slipway::serve {

bool RequestAddress::read(std::string_view message) {
  using google::protobuf::internal::WireFormatLite;
  constexpr std::uint32_t kModel = inference::ModelInferRequest::kModelNameFieldNumber << 3 | 2;
  constexpr std::uint32_t kVersion =
      inference::ModelInferRequest::kModelVersionFieldNumber << 3 | 2;  // 2: length-delimited
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(message.data()),
                                            static_cast<int>(message.size()));
  while (const std::uint32_t tag = in.ReadTag()) {
    std::string* text = tag == kModel ? &model : tag == kVersion ? &version : nullptr;
    if (text == nullptr ? !WireFormatLite::SkipField(&in, tag)
                        : !WireFormatLite::ReadString(&in, text))
      return false;
  }
  return in.ConsumedEntireMessage();
}

}  // namespace slipway::serve
