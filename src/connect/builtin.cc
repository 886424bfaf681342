// The sources and sinks: source_<name>.cc exports register_source_<name>, sink_<name>.cc likewise.
#include <cstdlib>

#include "connect/connect.h"

#define ALL_SOURCES SOURCE(file) SOURCE(queue)
#define ALL_SINKS SINK(file) SINK(sqlite)

namespace slipway::connect {

#define SOURCE(name) base::Status register_source_##name(base::Kinds<SourceKind>& kinds);
ALL_SOURCES
#undef SOURCE
#define SINK(name) base::Status register_sink_##name(base::Kinds<SinkKind>& kinds);
ALL_SINKS
#undef SINK

SourceKind::~SourceKind() = default;
SinkKind::~SinkKind() = default;

base::Kinds<SourceKind>& sources() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<SourceKind>;  // never freed: modules may use it at exit
#define SOURCE(name) \
  if (!register_source_##name(*all).ok()) std::abort();
    ALL_SOURCES
#undef SOURCE
    return all;
  }();
  return *kinds;
}

base::Kinds<SinkKind>& sinks() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<SinkKind>;  // never freed: modules may use it at exit
#define SINK(name) \
  if (!register_sink_##name(*all).ok()) std::abort();
    ALL_SINKS
#undef SINK
    return all;
  }();
  return *kinds;
}

base::Result<std::unique_ptr<flow::Source>> make_source(std::string_view kind,
                                                        const base::Value& settings,
                                                        const SourceContext& context) {
  SLIPWAY_ASSIGN(const SourceKind* found, sources().find(kind));
  SLIPWAY_ASSIGN(const auto checked, base::read_fields(found->fields(), settings, "source"));
  return found->make(checked, context);
}

base::Result<std::unique_ptr<flow::Sink>> make_sink(std::string_view kind,
                                                    const base::Value& settings,
                                                    const SinkContext& context) {
  SLIPWAY_ASSIGN(const SinkKind* found, sinks().find(kind));
  SLIPWAY_ASSIGN(const auto checked, base::read_fields(found->fields(), settings, "sink"));
  return found->make(checked, context);
}

std::string resolve_path(const std::string& folder, const std::string& path) {
  if (folder.empty() || path == "-" || path.starts_with('/') ||
      path.find("://") != std::string::npos)
    return path;
  return folder + "/" + path;
}

}  // namespace slipway::connect
