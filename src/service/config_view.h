// What a server runs with, for whoever administers it: slipway.yaml with its defaults filled in, from the same fields
// that check it. Files of keys and certificates are named, never shown; passwords in URLs are left out.
//
//   {"file": "/etc/slipway.yaml", "sha256": …, "since": "2026-11-29T07:00:00Z", "version": "0.1.0",
//    "config": {"models": {"churn": {"from": …, …}}, "pipelines": {…}, "serve": {…}}}
//
// `config` is a configuration that does the same.
#pragma once

#include <string>

#include "base/clock.h"
#include "service/config.h"

namespace slipway::service {

// REQUIRES: config was checked. `since`: when it began to run.
std::string config_view(const Config& config, base::WallTime since);

}  // namespace slipway::service
