#include "queue/queues.h"

#include <fmt/format.h>

namespace slipway::queue {

namespace {

// A folder of that name lies in the home, and nowhere else.
bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 128 && name.front() != '.' &&
         name.find_first_of("/\\ \n\t") == std::string::npos &&
         name.find('\0') == std::string::npos;
}

}  // namespace

Queues::Queues(base::Env& env, const base::Clock& clock, std::string folder)
    : env_(env), clock_(clock), folder_(std::move(folder)) {}
Queues::~Queues() = default;

base::Result<std::vector<std::string>> Queues::names() {
  if (!env_.exists(folder_)) return std::vector<std::string>();
  return env_.list(folder_);
}

base::Status Queues::create(const std::string& name, const QueueOptions& options) {
  if (!is_name(name))
    return base::invalid_argument("BAD_NAME", fmt::format("\"{}\" can't be a queue's name", name))
        .remedy("use letters, digits, _ - .");
  const std::lock_guard lock(mutex_);
  if (const auto it = open_.find(name); it != open_.end() && it->second)  // we hold its lock
    return base::already_exists("QUEUE_EXISTS", "there is a queue already")
        .at(folder_ + "/" + name);
  SLIPWAY_TRY(env_.make_folders(folder_));
  SLIPWAY_ASSIGN(open_[name], Queue::create(env_, clock_, folder_ + "/" + name, options));
  return {};
}

base::Result<Queue*> Queues::open(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (const auto it = open_.find(name); it != open_.end() && it->second) return it->second.get();
  if (is_name(name) && env_.exists(folder_ + "/" + name)) {
    SLIPWAY_ASSIGN(open_[name], Queue::open(env_, clock_, folder_ + "/" + name, {}));
    return open_[name].get();
  }
  SLIPWAY_ASSIGN(const auto known, names());
  return base::not_found("NO_QUEUE", fmt::format("there is no queue \"{}\"", name))
      .remedy(known.empty() ? fmt::format("make it: slipway queue create {}", name)
                            : fmt::format("there are: {}", fmt::join(known, ", ")));
}

}  // namespace slipway::queue
