#include "format/format.h"

namespace slipway::format {

Format::~Format() = default;

}  // namespace slipway::format
