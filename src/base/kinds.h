// The registry of one kind of extension: Kinds<Codec>, Kinds<Source>, … A name maps to an object
// that describes and makes members of the kind, or to the module that will bring it.
//
// Each registry object is defined in a .cc of its room (codec/builtin.cc), never in a header: one
// copy for the program and its modules.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/module.h"
#include "base/status.h"

namespace slipway::base {

// Any thread. T has `static constexpr const char* kKind`. Members live for ever.
template <class T>
class Kinds {
 public:
  Status add(std::string name, std::unique_ptr<const T> member) {
    const std::lock_guard lock(mutex_);
    const bool added = members_.emplace(name, std::move(member)).second;
    return added ? Status()
                 : already_exists("TWICE",
                                  std::string(T::kKind) + " " + name + " is registered twice");
  }

  // From now on find(name) opens `module`, which adds `name`. Nothing is opened here.
  void add_module(std::string name, std::string module) {
    const std::lock_guard lock(mutex_);
    modules_.emplace(std::move(name), std::move(module));
  }

  // Sorted; opens nothing.
  std::vector<std::string> names() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, int> all;
    for (auto& [name, member] : members_) all[name];
    for (auto& [name, module] : modules_) all[name];
    std::vector<std::string> names;
    for (auto& [name, ignored] : all) names.push_back(name);
    return names;
  }

  Result<const T*> find(std::string_view name) {
    if (const T* member = here(name)) return member;
    const std::string module = module_of(name);
    if (module.empty())
      return not_found("UNKNOWN_KIND",
                       "no " + std::string(T::kKind) + " is called " + std::string(name));
    SLIPWAY_ASSIGN(const Module* opened, open_module(module, T::kKind));
    const std::lock_guard one_at_a_time(enroll_mutex_);
    if (const T* member = here(name)) return member;
    SLIPWAY_TRY(opened->enroll(this));
    if (const T* member = here(name)) return member;
    return internal("MODULE_KIND", "module " + module + " does not bring " + std::string(name));
  }

 private:
  const T* here(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    auto it = members_.find(name);
    return it == members_.end() ? nullptr : it->second.get();
  }
  std::string module_of(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    auto it = modules_.find(name);
    return it == modules_.end() ? std::string() : it->second;
  }

  mutable std::mutex mutex_;
  std::mutex enroll_mutex_;                                               // one enroll() at a time
  std::map<std::string, std::unique_ptr<const T>, std::less<>> members_;  // guarded by mutex_
  std::map<std::string, std::string, std::less<>> modules_;  // guarded by mutex_: name -> module
};

}  // namespace slipway::base
