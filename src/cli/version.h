// The version this program was built as.
#pragma once

namespace slipway::cli {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace slipway::cli
