#include "base/module.h"

#include <filesystem>

#include <dlfcn.h>
#include <fmt/format.h>

namespace slipway::base {
namespace {

// Enough to keep the libraries of modules apart while the core links only small ones
// (tests/core_links.cmake): no RTLD_DEEPBIND, which sanitizers refuse.
constexpr int kFlags = RTLD_NOW | RTLD_LOCAL;

// The folder of the shared library (or program) this function is linked into: right in the build
// tree, installed, moved, and inside Python, where /proc/self/exe is python3.
std::filesystem::path home() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&open_module), &info) == 0) return {};
  std::error_code ignored;
  return std::filesystem::canonical(info.dli_fname, ignored).parent_path();
}

}  // namespace

Result<const Module*> open_module(std::string_view name, std::string_view kind) {
  const std::string path = (home() / "slipway" / fmt::format("{}.so", name)).string();
  void* handle = dlopen(path.c_str(), kFlags);
  if (handle == nullptr) {
    return failed_precondition("MODULE_MISSING", fmt::format("module {}: {}", name, dlerror()))
        .remedy("install Slipway whole: bin/ and lib/ belong together");
  }
  auto* module = static_cast<const Module*>(dlsym(handle, "slipway_module"));
  if (module == nullptr)
    return failed_precondition("MODULE_FOREIGN", fmt::format("{} is not a Slipway module", path));
  if (std::string_view(module->build) != SLIPWAY_BUILD)
    return failed_precondition("MODULE_FOREIGN",
                               fmt::format("module {} was built for \"{}\", this is \"{}\"", name,
                                           module->build, SLIPWAY_BUILD));
  if (module->kind != kind)
    return internal("MODULE_KIND",
                    fmt::format("module {} registers {}, wanted {}", name, module->kind, kind));
  return module;
}

}  // namespace slipway::base
