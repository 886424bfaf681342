#include "service/home.h"

#include <fmt/format.h>

#include "base/env.h"
#include "service/admin.h"
#include "service/local_home.h"

namespace slipway::service {

Home::~Home() = default;

std::string home_path(const std::string& config_folder) {
  if (const auto set = base::posix_env().variable("SLIPWAY_HOME"); set && !set->empty()) return *set;
  return config_folder.empty() ? ".slipway" : config_folder + "/.slipway";
}

base::Result<std::unique_ptr<Home>> open_home(const std::string& path) {
  auto local = LocalHome::open(path);
  if (local.ok()) return std::unique_ptr<Home>(*std::move(local));
  if (std::string_view(local.status().reason()) == "LOCKED") return connect_home(path);
  return local.status();
}

}  // namespace slipway::service
