// What Slipway connects to: the kinds of sources and sinks, by name. Members are source_<name>.cc
// and sink_<name>.cc; `ls src/connect` lists them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fields.h"
#include "base/kinds.h"
#include "base/status.h"
#include "data/schema.h"
#include "flow/sink.h"
#include "flow/source.h"
#include "queue/queues.h"

namespace slipway::connect {

// What the pipeline wants of a source: what its model binds to, and what is passed through.
struct SourceContext {
  std::string pipeline;
  std::string folder;  // relative paths start here
  std::string codec;   // by name; empty: by the file's extension, json of messages
  base::Value codec_settings;
  std::vector<data::Field> wanted;
  bool by_position = false;
  std::vector<std::string> keep;
  queue::Queues* queues = nullptr;  // outlives the source
  const base::Clock* clock = nullptr;
};

struct SinkContext {
  std::string pipeline;
  std::string folder;
  std::string codec;
  base::Value codec_settings;
  std::size_t wanted = 0;  // columns of a Delivery's rows before the kept ones
  const base::Clock* clock = nullptr;
};

class SourceKind {
 public:
  static constexpr const char* kKind = "source";
  virtual ~SourceKind();
  virtual const char* about() const = 0;
  virtual const base::Fields& fields() const = 0;
  // Reads settings and nothing else: what can't be reached is connect()'s to say.
  virtual base::Result<std::unique_ptr<flow::Source>> make(const base::Settings& settings,
                                                           const SourceContext& context) const = 0;
};

class SinkKind {
 public:
  static constexpr const char* kKind = "sink";
  virtual ~SinkKind();
  virtual const char* about() const = 0;
  virtual const base::Fields& fields() const = 0;
  virtual base::Result<std::unique_ptr<flow::Sink>> make(const base::Settings& settings,
                                                         const SinkContext& context) const = 0;
};

base::Kinds<SourceKind>& sources();
base::Kinds<SinkKind>& sinks();

// Finds the kind, checks the settings, makes the member.
base::Result<std::unique_ptr<flow::Source>> make_source(std::string_view kind,
                                                        const base::Value& settings,
                                                        const SourceContext& context);
base::Result<std::unique_ptr<flow::Sink>> make_sink(std::string_view kind,
                                                    const base::Value& settings,
                                                    const SinkContext& context);

// `path` as it is if it is absolute, a URI or "-", else below `folder`.
std::string resolve_path(const std::string& folder, const std::string& path);

}  // namespace slipway::connect
