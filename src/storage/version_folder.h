// A folder of versions, as TensorFlow Serving and Triton lay models out:
//
//   churn/1/model.pkl   churn/2/model.pkl   churn/champion -> 1
//
// Members named by a number are versions: folders, or files (3.pkl). Symbolic links to them are aliases, which
// `ln -sfn 2 champion` moves all at once. Others (config.pbtxt, README) are passed over.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"

namespace slipway::storage {

struct VersionMember {
  std::string number;  // without leading zeros
  std::string path;
  std::vector<std::string> aliases;  // sorted
};

// Ascending by number; none: `path` is no folder of versions. INVALID_ARGUMENT/TWO_VERSIONS of one number;
// BAD_ALIAS of a link to nothing that is a version here.
base::Result<std::vector<VersionMember>> versions_in(const std::string& path);

// The path of the one with the alias "default", or else of the newest; of what is no folder of versions
// `path` itself.
base::Result<std::string> default_version(const std::string& path);

}  // namespace slipway::storage
