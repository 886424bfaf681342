#include "base/priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace slipway::base {

void work_behind_others() {
  constexpr int kNiceness = 10;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
}

}  // namespace slipway::base
