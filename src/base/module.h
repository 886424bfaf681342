// Loadable modules: what drags a large library in, opened on first need.
//
// A module is lib/slipway/<name>.so beside the library that holds this code, and exports one
// symbol, written by SLIPWAY_MODULE:
//
//   base::Status register_arrow(base::Kinds<codec::Codec>& kinds) {
//     return kinds.add("parquet", std::make_unique<Parquet>());
//   }
//   SLIPWAY_MODULE(codec::Codec, register_arrow)
#pragma once

#include <string_view>

#include "base/status.h"

namespace slipway::base {

struct Module {
  const char* build;              // must equal SLIPWAY_BUILD: C++ types cross the border
  const char* kind;               // T::kKind of the Kinds<T> that enroll expects
  Status (*enroll)(void* kinds);  // Kinds<T>*
};

// The build this header was compiled in: version, compiler and C++ library.
#define SLIPWAY_BUILD "0.1.0 " __VERSION__

// Opens a module once per process and never closes it. Any thread. ENSURES: build and kind are
// checked.
Result<const Module*> open_module(std::string_view name, std::string_view kind);

}  // namespace slipway::base

#define SLIPWAY_MODULE(Kind, enroll_kind)                                                       \
  extern "C" __attribute__((visibility("default"))) const slipway::base::Module slipway_module; \
  const slipway::base::Module slipway_module = {                                                \
      SLIPWAY_BUILD, Kind::kKind,                                                               \
      [](void* kinds) { return enroll_kind(*static_cast<slipway::base::Kinds<Kind>*>(kinds)); }};
