// The owner of a home and everyone else: HTTP on home/admin.sock, readable by the owner's user
// only.
//
//   POST /admin/{operation} with a JSON object; the answer is a JSON object, or an error as http.h
//     has it
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "serve/http.h"
#include "service/home.h"

namespace slipway::service {

// Serves `home` to other processes. REQUIRES: home outlives it.
std::unique_ptr<serve::Handler> make_admin_handler(Home& home);

std::string admin_socket(const std::string& home);

// The home at `path`, through the process that owns it. UNAVAILABLE/NO_OWNER if it does not answer.
base::Result<std::unique_ptr<Home>> connect_home(const std::string& path);

}  // namespace slipway::service
