// The parameters of a request of the Open Inference Protocol, in JSON or protobuf: those that Triton has
// reserved (extension_parameters.md) have their types checked, and what they mean for models that keep no
// sequences: "timeout" is a deadline; sequence and priority are taken, and change nothing. Others are the
// caller's own, and passed over.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/status.h"

namespace slipway::serve {

// Nothing: a value of another type.
using ParameterValue =
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string_view>;

// Of one request; one thread.
class RequestParameters {
 public:
  void clear() { *this = {}; }
  // INVALID_ARGUMENT/BAD_PARAMETER: it has not the type that its name wants, or its name is reserved.
  base::Status add(std::string_view name, const ParameterValue& value);

  base::Duration patience() const { return patience_; }  // "timeout"; max: none is given
  bool binary_data_output() const {
    return binary_output_;
  }  // of outputs that say nothing themselves

 private:
  base::Duration patience_ = base::Duration::max();
  bool binary_output_ = false;
};

}  // namespace slipway::serve
