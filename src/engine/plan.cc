#include "engine/plan.h"

namespace slipway::engine {

Plan::~Plan() = default;

}  // namespace slipway::engine
