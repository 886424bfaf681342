#include "service/live_models.h"

#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "service/served_model.h"
#include "storage/storage.h"

namespace slipway::service {

using base::Status;

namespace {

constexpr int kNiceness = 10;

// Empty if there is nothing.
std::string stamp_of(const std::string& path) {
  auto stamp = storage::stamp_of(path);
  return stamp.ok() ? *std::move(stamp) : std::string();
}

}  // namespace

LiveModels::LiveModels(serve::ServedModels& served, LiveOptions options)
    : served_(served), options_(options) {}

LiveModels::~LiveModels() { stop(); }

Status LiveModels::add(const ModelConfig& config, std::string path, const LoadedModel& loaded) {
  SLIPWAY_ASSIGN(serve::ServedModel served, make_served(loaded, options_.in_flight_max));
  served_.put(std::move(served));
  std::string stamp = stamp_of(path);
  ModelConfig known = config;
  known.name = loaded.name;  // also of a file whose name was left to it
  models_.emplace(loaded.name, Model{.config = std::move(known),
                                     .path = std::move(path),
                                     .stamp = stamp,
                                     .seen = stamp,
                                     .served = true});
  return {};
}

void LiveModels::start() {
  thread_ = std::thread([this] { run(); });
}

void LiveModels::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LiveModels::load(const std::string& name, Done done) { ask({name, true, std::move(done)}); }

void LiveModels::unload(const std::string& name, Done done) { ask({name, false, std::move(done)}); }

void LiveModels::ask(Wish wish) {
  if (!options_.control)
    return wish.done(base::Status(base::Code::kPermissionDenied, "CONTROL_OFF",
                                  "models may not be loaded and unloaded by requests")
                         .remedy("set serve: control: true"));
  if (!models_.contains(wish.name))
    return wish.done(
        base::not_found("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", wish.name))
            .remedy("models that can be loaded are those of slipway.yaml"));
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      wishes_.push_back(std::move(wish));
      wake_.notify_one();
      return;
    }
  }
  wish.done(base::unavailable("STOPPING", "the server is stopping"));
}

std::vector<serve::ModelState> LiveModels::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<serve::ModelState> states;
  for (const auto& [name, model] : models_)
    states.push_back({name, "1", model.served, model.trouble});
  return states;
}

void LiveModels::run() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
  const bool looks = options_.reload > base::Duration::zero();
  auto next_look = std::chrono::steady_clock::now() + options_.reload;
  std::unique_lock lock(mutex_);
  const auto called = [this] { return stopping_ || !wishes_.empty(); };
  while (true) {
    if (looks)
      wake_.wait_until(lock, next_look, called);
    else
      wake_.wait(lock, called);
    if (stopping_) break;
    if (!wishes_.empty()) {
      const Wish wish = std::move(wishes_.front());
      wishes_.pop_front();
      lock.unlock();
      grant(wish);
    } else {
      lock.unlock();
      look();
      next_look = std::chrono::steady_clock::now() + options_.reload;
    }
    lock.lock();
  }
  const auto left = std::exchange(wishes_, {});
  lock.unlock();
  for (const Wish& wish : left) wish.done(base::unavailable("STOPPING", "the server is stopping"));
}

void LiveModels::grant(const Wish& wish) {
  Model& model = models_.find(wish.name)->second;
  if (wish.load) return wish.done(reload(model));
  served_.remove(wish.name);
  set_state(model, false, "unloaded");
  wish.done({});
}

// Loads what has changed, and has not changed since the look before: it may be half written.
void LiveModels::look() {
  for (auto& [name, model] : models_) {
    std::string stamp = stamp_of(model.path);
    const bool settled = stamp == model.seen;
    model.seen = std::move(stamp);
    if (!settled || model.seen == model.stamp || model.seen.empty()) continue;
    {
      const std::lock_guard lock(mutex_);
      if (!model.served) continue;
    }
    if (const Status status = reload(model); !status.ok())
      base::log(
          base::LogLevel::kError, "service",
          "a changed model can't be loaded, and what was served is served on: " + status.text(),
          {{"model", name}});
  }
}

Status LiveModels::reload(Model& model) {
  model.stamp = stamp_of(model.path);
  const auto status = [&]() -> Status {
    SLIPWAY_ASSIGN(
        const LoadedModel loaded,
        load_model(model.path, model.config.format, model.config.name, model.config.iterations));
    SLIPWAY_ASSIGN(serve::ServedModel next, make_served(loaded, options_.in_flight_max));
    if (const serve::ServedPtr before = served_.find(model.config.name)) {
      if (before->version == next.version) return {};
      next.statistics = before->statistics;
    }
    base::log(base::LogLevel::kInfo, "service", "a model is served from its changed file",
              {{"model", next.name}, {"version", next.version}});
    served_.put(std::move(next));
    return {};
  }();
  if (status.ok())
    set_state(model, true, "");
  else
    set_state(model, served_.find(model.config.name) != nullptr, status.text());
  return status;
}

void LiveModels::set_state(Model& model, bool served, const std::string& trouble) {
  const std::lock_guard lock(mutex_);
  model.served = served, model.trouble = trouble;
}

}  // namespace slipway::service
