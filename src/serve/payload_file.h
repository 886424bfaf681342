// A payload log's file: JSON Lines. When it would be larger than `bytes_max` it becomes FILE.1, whose place it takes,
// and a new one begins: so there are two at most.
#pragma once

#include <cstdint>
#include <string>

#include "serve/payload_log.h"

namespace slipway::serve {

// Goes on where a file ends that is there already. UNAVAILABLE/CANNOT_LOG names the path: of a folder that is not
// there, a file that may not be written, a disk that is full.
base::Result<std::unique_ptr<PayloadSink>> open_payload_file(const std::string& path,
                                                             std::uint64_t bytes_max);

}  // namespace slipway::serve
