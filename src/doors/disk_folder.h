// A Folder over one directory of the tree, for tests.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"

namespace slipway::doors {

// Lists `only`, and opens any file of `folder`.
std::unique_ptr<base::Folder> disk_folder(std::string folder, std::string only);

}  // namespace slipway::doors
