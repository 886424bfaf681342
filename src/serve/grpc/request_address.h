// Which model a ModelInferRequest is for, found before the Envelope of that model reads all of it.
#pragma once

#include <string>
#include <string_view>

namespace slipway::serve {

struct RequestAddress {
  std::string model, version;

  // Of a message's bytes; of fields given twice the last counts, as protobuf has it. False: they are no message.
  bool read(std::string_view message);
};

}  // namespace slipway::serve
