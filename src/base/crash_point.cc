#include "base/crash_point.h"

#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

#include <signal.h>
#include <unistd.h>

namespace slipway::base::crash_point_internal {
namespace {

struct Plan {
  std::string name;
  long at = 0;  // 0: not armed
};

Plan read_plan() {
  const char* text = std::getenv("SLIPWAY_CRASH_AT");
  if (text == nullptr) return {};
  const std::string_view all = text;
  const std::size_t colon = all.rfind(':');
  if (colon == std::string_view::npos) return {};
  return {std::string(all.substr(0, colon)), std::strtol(text + colon + 1, nullptr, 10)};
}

const Plan& plan() {
  static const Plan read = read_plan();
  return read;
}

std::atomic<long> hits{0};

}  // namespace

const bool armed = plan().at > 0;

void hit(const char* name) {
  if (plan().name != name) return;
  if (hits.fetch_add(1) + 1 == plan().at) ::kill(::getpid(), SIGKILL);
}

}  // namespace slipway::base::crash_point_internal
