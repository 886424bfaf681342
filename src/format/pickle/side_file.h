// The files that joblib 0.8 and 0.9 wrote beside a pickle, one per array: name_01.npy and
// name_01.npy.z. Called by the machine, while it reads the wrapper that names such a file; one
// thread.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/status.h"
#include "format/pickle/fold.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {

// A file name only: no folder, no "..". What else could open any file of the machine.
bool is_plain_file_name(std::string_view name);

// The bytes of the array that `found` names: its elements, or for dtype O a pickle of it. Sets the
// array's dtype, shape and order from the .npy header. The bytes stay with the Document.
// INVALID_ARGUMENT/BAD_SIDE_FILE, NOT_FOUND, and what decompress.h and npy.h say; the file is
// named.
base::Result<std::string_view> read_side_file(const base::Folder& folder, JoblibArray& found,
                                              VmShared& shared);

}  // namespace slipway::format::pickle
