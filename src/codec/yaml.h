// YAML text to a base::Value that remembers the line and column of everything.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "base/value.h"

namespace slipway::codec {

// `name` is what places start with: "slipway.yaml". Scalars become null, bool, whole number, number
// or text by YAML 1.2's core rules; quoted ones are text. Duplicate keys, anchors that make the
// value larger than the text could be, and nesting beyond base::kNestingMax are refused.
// INVALID_ARGUMENT/BAD_YAML.
base::Result<base::Value> parse_yaml(std::string_view text, const std::string& name);

}  // namespace slipway::codec
