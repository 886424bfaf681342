#include "service/home.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/env.h"
#include "service/admin.h"
#include "service/local_home.h"

namespace slipway::service {
namespace {

constexpr base::Duration kPatience = std::chrono::seconds(5);
constexpr base::Duration kPoll = std::chrono::milliseconds(5);

}  // namespace

Home::~Home() = default;

std::string home_path(const std::string& config_folder) {
  if (const auto set = base::posix_env().variable("SLIPWAY_HOME"); set && !set->empty())
    return *set;
  return config_folder.empty() ? ".slipway" : config_folder + "/.slipway";
}

base::Result<std::unique_ptr<Home>> open_home(const std::string& path) {
  const base::Clock& clock = base::system_clock();
  for (const base::TimePoint until = clock.now() + kPatience;;) {
    auto local = LocalHome::open(path);
    if (local.ok()) return std::unique_ptr<Home>(*std::move(local));
    if (std::string_view(local.status().reason()) != "LOCKED") return local.status();
    // A service that is running answers; one that is starting will, and a command is soon done.
    SLIPWAY_ASSIGN(auto remote, connect_home(path));
    const base::Status answer = remote->queues().status();
    if (answer.ok()) return remote;
    if (clock.now() >= until) return answer;
    clock.sleep(kPoll);
  }
}

}  // namespace slipway::service
