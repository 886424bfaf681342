#include "service/live_models.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/priority.h"
#include "service/served_model.h"
#include "service/warm_up.h"
#include "storage/storage.h"
#include "storage/version_folder.h"

namespace slipway::service {

using base::Status;

namespace {

// Of files, and of what links point to; empty if there is nothing.
std::string stamp_of(const std::string& path) {
  auto stamp = storage::stamp_of(path);
  if (!stamp.ok()) return {};
  std::string all = *std::move(stamp);
  if (const auto versions = storage::versions_in(path); versions.ok())
    for (const storage::VersionMember& version : *versions)
      all += fmt::format("{} {}\n", version.number, fmt::join(version.aliases, ","));
  return all;
}

// Ascending. A model that is no folder of versions is version 1.
base::Result<std::vector<storage::VersionMember>> wanted_versions(const std::string& path,
                                                                  std::int64_t versions_max) {
  SLIPWAY_ASSIGN(auto all, storage::versions_in(path));
  if (all.empty()) return std::vector<storage::VersionMember>{{"1", path, {}}};
  const auto count = std::ssize(all);
  std::vector<storage::VersionMember> wanted;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    storage::VersionMember& version = all[static_cast<std::size_t>(i)];
    if (i >= count - versions_max || !version.aliases.empty()) wanted.push_back(std::move(version));
  }
  return wanted;
}

Status unknown(const std::string& name) {
  return base::not_found("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", name));
}

// Whether a path, links followed, lies inside a folder.
bool is_below(const std::string& folder, const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(path, error),
                 outer = fs::weakly_canonical(folder, error);
  if (error) return false;
  const auto [end, at] = std::ranges::mismatch(outer, inner);
  return end == outer.end() && at != inner.end();
}

}  // namespace

LiveModels::LiveModels(serve::ServedModels& served, LiveOptions options)
    : served_(served), options_(options) {
  if (options.client_rate_max > 0)
    client_rates_ = std::make_shared<serve::ClientRates>(options.client_rate_max);
}

LiveModels::~LiveModels() { stop(); }

Status LiveModels::add(const ModelConfig& config, std::string path, const LoadedModel* loaded) {
  Model model{.config = config, .path = std::move(path)};
  model.stamp = model.seen = stamp_of(model.path);
  SLIPWAY_TRY(serve_versions(model, false, loaded));
  model.served = true;
  models_.emplace(model.config.name, std::move(model));
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

void LiveModels::load(const std::string& name, Done done) {
  ask({name, Wanted::kLoad, std::move(done)});
}

void LiveModels::unload(const std::string& name, Done done) {
  ask({name, Wanted::kUnload, std::move(done)});
}

void LiveModels::bring(const std::string& name, const std::string& path, Done done) {
  ask({name, Wanted::kBring, std::move(done), path});
}

void LiveModels::drop(const std::string& name, Done done) {
  ask({name, Wanted::kDrop, std::move(done)});
}

void LiveModels::wake(const std::string& name, const std::string& number,
                      const serve::Awake& awake) {
  const auto done = [this, name, number, awake](const Status& status) {
    if (!status.ok()) return awake(status);
    serve::ServedPtr model = served_.find(name, number);
    if (model == nullptr || model->wake)
      return awake(base::unavailable("AT_REST", fmt::format("\"{}\" was put to rest again", name)));
    awake(std::move(model));
  };
  ask({.name = name, .wanted = Wanted::kWake, .done = done, .number = number});
}

// With mutex_ held.
Status LiveModels::allows(const Wish& wish) const {
  if (stopping_) return base::unavailable("STOPPING", "the server is stopping");
  const auto known = models_.find(wish.name);
  if (wish.wanted == Wanted::kWake) {
    if (known == models_.end()) return unknown(wish.name);
    const auto waiting = std::ranges::count(wishes_, wish.name, &Wish::name);
    if (waiting >= known->second.config.limits.in_flight_max)
      return base::resource_exhausted(
          "TOO_MANY_REQUESTS", fmt::format("{} requests wait for \"{}\"", waiting, wish.name));
    return {};
  }
  const bool brings = wish.wanted == Wanted::kBring || wish.wanted == Wanted::kDrop;
  if (brings && options_.models_folder.empty())
    return Status(base::Code::kPermissionDenied, "NO_MODELS_FOLDER",
                  "models may not be brought and dropped by requests")
        .remedy("set serve: models_folder");
  if (!brings && !options_.control)
    return Status(base::Code::kPermissionDenied, "CONTROL_OFF",
                  "models may not be loaded and unloaded by requests")
        .remedy("set serve: control: true");
  if (wish.wanted == Wanted::kBring && !is_below(options_.models_folder, wish.path))
    return base::invalid_argument(
        "OUTSIDE", fmt::format("\"{}\" is not below \"{}\"", wish.path, options_.models_folder));
  if (wish.wanted == Wanted::kBring ||
      (known != models_.end() && (wish.wanted != Wanted::kDrop || known->second.brought)))
    return {};
  return unknown(wish.name).remedy(
      brings ? "models that can be dropped are those that a request has brought"
             : "models that can be loaded are those of slipway.yaml");
}

void LiveModels::ask(Wish wish) {
  Status refused;
  {
    const std::lock_guard lock(mutex_);
    refused = allows(wish);
    if (refused.ok()) wishes_.push_back(std::move(wish));
  }
  if (!refused.ok()) return wish.done(refused);
  wake_.notify_one();
}

std::vector<serve::ModelState> LiveModels::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<serve::ModelState> states;
  for (const auto& [name, model] : models_)
    states.push_back({name, "", model.served, model.trouble, model.path});
  return states;
}

void LiveModels::run() {
  base::work_behind_others();
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
  if (wish.wanted == Wanted::kBring) return wish.done(add_brought(wish));
  const auto found = models_.find(wish.name);
  if (found == models_.end())  // dropped since it was asked
    return wish.done(unknown(wish.name));
  if (wish.wanted == Wanted::kLoad) return wish.done(reload(found->second, true));
  if (wish.wanted == Wanted::kWake) return wish.done(bring_back(found->second, wish.number));
  remove(found->second);
  if (wish.wanted == Wanted::kDrop) {
    const std::lock_guard lock(mutex_);
    models_.erase(found);
  }
  wish.done({});
}

Status LiveModels::add_brought(const Wish& wish) {
  if (models_.contains(wish.name))
    return base::already_exists("MODEL_EXISTS", fmt::format("\"{}\" is loaded already", wish.name));
  Model model{.config = {.name = wish.name, .from = wish.path, .limits = options_.brought},
              .path = wish.path,
              .brought = true};
  model.stamp = model.seen = stamp_of(model.path);
  if (const Status status = serve_versions(model, true, nullptr); !status.ok()) {
    served_.remove(wish.name);  // of several versions some may have been served
    return status;
  }
  model.served = true;
  const std::lock_guard lock(mutex_);
  models_.emplace(wish.name, std::move(model));
  return {};
}

// What is wrong with its file is not its caller's fault.
Status LiveModels::bring_back(Model& model, const std::string& number) {
  const serve::ServedPtr rests = served_.find(model.config.name, number);
  if (rests == nullptr)
    return base::not_found("UNKNOWN_MODEL",
                           fmt::format("\"{}\" is not served any more", model.config.name));
  if (!rests->wake) return {};  // by a request before
  const auto back = [&]() -> Status {
    SLIPWAY_ASSIGN(const auto wanted, wanted_versions(model.path, model.config.versions_max));
    const auto version = std::ranges::find(wanted, number, &storage::VersionMember::number);
    if (version == wanted.end()) return base::not_found("NO_VERSION", "the version is gone");
    return serve_version(model, *version, true, nullptr);
  };
  const Status status = back();
  if (!status.ok()) set_state(model, true, status.text());
  if (status.ok() || status.code() == base::Code::kResourceExhausted) return status;
  return base::unavailable("CANNOT_LOAD", fmt::format("\"{}\" can't be loaded again: {}",
                                                      model.config.name, status.message()));
}

void LiveModels::put_to_rest(const serve::ServedModel& model) {
  base::log(base::LogLevel::kInfo, "service", "a model is put to rest",
            {{"model", model.name},
             {"number", model.number},
             {"version", model.version},
             {"bytes", fmt::format("{}", model.bytes)}});
  serve::ServedModel rests = model;
  rests.usual.path = rests.all.path = nullptr;
  rests.keeps.reset();
  rests.bytes = 0;
  rests.wake = [this, name = model.name, number = model.number](const serve::Awake& awake) {
    wake(name, number, awake);
  };
  served_.put(std::move(rests));
}

// For a version of a model: puts to rest what was used longest ago until the others leave room for so many bytes;
// what is being asked now comes last.
Status LiveModels::make_room(std::uint64_t bytes, const Model& model, const std::string& number) {
  if (options_.memory_max == 0) return {};
  if (bytes > options_.memory_max)
    return base::resource_exhausted(
               "MODEL_TOO_LARGE",
               fmt::format("\"{}\" takes {} bytes of memory, and models may take {}",
                           model.config.name, bytes, options_.memory_max))
        .remedy("raise serve: memory_max");
  const auto list = served_.all();
  std::vector<serve::ServedPtr> others;
  std::uint64_t taken = bytes;
  for (const serve::ServedPtr& one : *list)
    if (!one->wake && (one->name != model.config.name || one->number != number)) {
      others.push_back(one);
      taken += one->bytes;
    }
  std::ranges::stable_sort(others, {}, [](const serve::ServedPtr& one) {
    return std::pair(one->statistics->in_flight > 0, one->statistics->last_ms.load());
  });
  for (const serve::ServedPtr& one : others) {
    if (taken <= options_.memory_max) break;
    taken -= one->bytes;
    put_to_rest(*one);
  }
  return {};
}

void LiveModels::remove(Model& model) {
  served_.remove(model.config.name);
  model.versions.clear();
  set_state(model, false, "unloaded");
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
    if (const Status status = reload(model, false); !status.ok())
      base::log(
          base::LogLevel::kError, "service",
          "a changed model can't be loaded, and what was served is served on: " + status.text(),
          {{"model", name}});
  }
}

Status LiveModels::serve_versions(Model& model, bool all, const LoadedModel* at_hand) {
  SLIPWAY_ASSIGN(const auto wanted, wanted_versions(model.path, model.config.versions_max));
  std::vector<std::string> numbers;
  for (const storage::VersionMember& version : wanted) {
    SLIPWAY_TRY(serve_version(model, version, all, at_hand));
    numbers.push_back(version.number);
  }
  served_.remove(model.config.name, numbers);  // after the new ones are there
  std::erase_if(model.versions, [&numbers](const auto& one) {
    return std::ranges::find(numbers, one.first) == numbers.end();
  });
  return {};
}

Status LiveModels::serve_version(Model& model, const storage::VersionMember& version, bool anew,
                                 const LoadedModel* at_hand) {
  const serve::ServedPtr before = served_.find(model.config.name, version.number);
  std::string stamp = stamp_of(version.path);
  const bool rests = before != nullptr && before->wake;
  const bool same = before != nullptr && model.versions[version.number] == stamp;
  if (same && !anew) {
    if (before->aliases == version.aliases) return {};
    serve::ServedModel next = *before;  // of the same model: nothing is loaded
    next.aliases = version.aliases;
    served_.put(std::move(next));
    return {};
  }
  std::uint64_t& bytes = model.bytes[version.number];
  SLIPWAY_TRY(make_room(bytes, model, version.number));
  const std::uint64_t heap_before = base::heap_bytes();
  LoadedModel loaded;
  if (at_hand != nullptr && at_hand->path == version.path) {
    loaded = *at_hand;
  } else {
    SLIPWAY_ASSIGN(loaded, load_model(version.path, model.config.format, model.config.name,
                                      model.config.asked));
  }
  model.versions[version.number] = std::move(stamp);
  if (before != nullptr && !rests && loaded.digest.starts_with(before->version) &&
      before->aliases == version.aliases)
    return {};
  SLIPWAY_ASSIGN(serve::ServedModel next, make_served(loaded, model.config.limits));
  if (const std::string& rows = model.config.warm_up; !rows.empty())
    SLIPWAY_TRY(warm_up(next, rows, !loaded.model->signature().names_known));
  next.number = version.number, next.aliases = version.aliases;
  next.client_rates = client_rates_;
  next.payload_log = model.config.limits.payload_log ? options_.payload_log : nullptr;
  if (before != nullptr) next.statistics = before->statistics, next.rate = before->rate;
  const std::uint64_t heap = base::heap_bytes();
  next.bytes = bytes = std::max(loaded.bytes, heap > heap_before ? heap - heap_before : 0);
  SLIPWAY_TRY(make_room(bytes, model, version.number));
  base::log(base::LogLevel::kInfo, "service", "a model is served",
            {{"model", next.name}, {"number", next.number}, {"version", next.version}});
  served_.put(std::move(next));
  return {};
}

Status LiveModels::reload(Model& model, bool all) {
  model.stamp = stamp_of(model.path);
  const Status status = serve_versions(model, all, nullptr);
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
