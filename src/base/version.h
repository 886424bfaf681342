// The version of the program: in --version, and in what servers say of themselves.
#pragma once

namespace slipway::base {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace slipway::base
