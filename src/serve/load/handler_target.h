// A load on the handler of a server in this process, without sockets: what a request costs beside its way over the
// network. One thread for each connection of the plan.
#pragma once

#include <memory>

#include "serve/http.h"
#include "serve/load/target.h"

namespace slipway::serve {

// REQUIRES: `handler` outlives it.
std::unique_ptr<Target> make_handler_target(Handler& handler);

}  // namespace slipway::serve
