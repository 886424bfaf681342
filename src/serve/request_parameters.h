// The parameters of a request of the Open Inference Protocol, in JSON or protobuf: those that Triton has
// reserved (extension_parameters.md) have their types checked, and what they mean for models that keep no
// sequences: "timeout" is a deadline; "priority" 1 goes first, 2 is usual, and what is greater comes last;
// sequences are taken, and change nothing. Others are the caller's own, and passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/status.h"
#include "flow/limits.h"

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
  std::optional<flow::Priority> priority() const {
    return priority_;
  }  // "priority", if it is not 0
  bool binary_data_output() const {
    return binary_output_;
  }  // of outputs that say nothing themselves

 private:
  base::Duration patience_ = base::Duration::max();
  std::optional<flow::Priority> priority_;
  bool binary_output_ = false;
};

}  // namespace slipway::serve
