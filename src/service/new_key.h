// A new API key: its text for its owner, and its line for the file of keys.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"

namespace slipway::service {

struct KeyAndLine {
  std::string key, line;
};

// Adds the line to `file`, which is made if it is not there; an empty `file` is none. ALREADY_EXISTS/KEY_TWICE if the
// file has the name; INVALID_ARGUMENT: BAD_NAME, BAD_GRANT, what reading the file says.
base::Result<KeyAndLine> new_key(const std::string& name, const std::vector<std::string>& may,
                                 const std::string& file);

}  // namespace slipway::service
