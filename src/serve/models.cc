#include "serve/models.h"

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <tuple>
#include <utility>

#include "serve/call.h"

namespace slipway::serve {

// Frees models on a thread of its own: the last to let go of one may be a request that is being answered on
// a thread of the model's own path.
class ServedModels::Reaper {
 public:
  Reaper() : thread_([this] { run(); }) {}
  ~Reaper() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  void bury(const ServedModel* model) {
    {
      const std::lock_guard lock(mutex_);
      dead_.emplace_back(model);
    }
    changed_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || !dead_.empty(); });
      if (dead_.empty()) return;
      std::vector<std::unique_ptr<const ServedModel>> dead = std::exchange(dead_, {});
      lock.unlock();
      dead.clear();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<const ServedModel>> dead_;  // guarded by mutex_
  bool ending_ = false;                                   // guarded by mutex_
  std::thread thread_;
};

namespace {

bool comes_before(const ServedPtr& a, const ServedPtr& b) {
  const auto key = [](const ServedModel& model) {
    const bool wanted = std::ranges::find(model.aliases, "default") != model.aliases.end();
    return std::tuple(wanted, model.number.size(), std::string_view(model.number));
  };
  return a->name != b->name ? a->name < b->name : key(*a) > key(*b);
}

}  // namespace

ServedModels::ServedModels()
    : reaper_(std::make_shared<Reaper>()), list_(std::make_shared<const ServedList>()) {}

ServedModels::~ServedModels() { list_.reset(); }

void ServedModels::put(ServedModel model) {
  model.calls = std::make_shared<CallPools>();
  Reaper* reaper = reaper_.get();
  const ServedPtr put(new ServedModel(std::move(model)),
                      [reaper](const ServedModel* dead) { reaper->bury(dead); });
  const std::lock_guard lock(change_mutex_);
  ServedList next = *all();
  std::erase_if(next, [&put](const ServedPtr& one) {
    return one->name == put->name && one->number == put->number;
  });
  next.insert(std::ranges::lower_bound(next, put, comes_before), put);
  replace(std::move(next));
}

void ServedModels::remove(std::string_view name, std::span<const std::string> kept) {
  const std::lock_guard lock(change_mutex_);
  ServedList next = *all();
  std::erase_if(next, [name, kept](const ServedPtr& one) {
    return one->name == name && std::ranges::find(kept, one->number) == kept.end();
  });
  replace(std::move(next));
}

void ServedModels::replace(ServedList next) {
  auto list = std::make_shared<const ServedList>(std::move(next));
  const std::lock_guard lock(mutex_);
  list_.swap(list);
}

std::shared_ptr<const ServedList> ServedModels::all() const {
  const std::lock_guard lock(mutex_);
  return list_;
}

ServedPtr ServedModels::find(std::string_view name, std::string_view version) const {
  constexpr std::size_t kDigestLeast = 4;
  const auto list = all();
  for (const ServedPtr& one : *list) {
    if (one->name != name) continue;
    if (version.empty() || version == one->number ||
        std::ranges::find(one->aliases, version) != one->aliases.end() ||
        (version.size() >= kDigestLeast && one->version.starts_with(version)))
      return one;
  }
  return nullptr;
}

ServedPtr ServedModels::only() const {
  const auto list = all();
  const bool one = !list->empty() && list->front()->name == list->back()->name;
  return one ? list->front() : nullptr;
}

}  // namespace slipway::serve
