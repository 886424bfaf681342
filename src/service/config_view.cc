#include "service/config_view.h"

#include <array>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/version.h"
#include "codec/codec.h"
#include "codec/json_text.h"
#include "connect/connect.h"
#include "service/security.h"

namespace slipway::service {
namespace {

using base::Fields;
using base::FieldType;
using base::Value;

// As base::parse_duration reads it.
std::string duration_text(base::Duration duration) {
  using namespace std::chrono;
  static const std::array<std::pair<const char*, base::Duration>, 6> kUnits = {
      {{"d", hours(24)},
       {"h", hours(1)},
       {"m", minutes(1)},
       {"s", seconds(1)},
       {"ms", milliseconds(1)},
       {"us", microseconds(1)}}};
  for (const auto& [name, unit] : kUnits)
    if (duration.count() != 0 && duration % unit == base::Duration(0))
      return fmt::format("{}{}", duration / unit, name);
  return duration.count() == 0 ? "0s" : fmt::format("{}ns", duration.count());
}

// scheme://user:password@host without the middle.
std::string without_password(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const std::size_t begin = scheme + 3, at = text.substr(0, text.find('/', begin)).rfind('@');
  return at == std::string::npos || at < begin ? text : text.substr(0, begin) + text.substr(at + 1);
}

class View {
 public:
  explicit View(const Config& config) : config_(config) {}

  std::string text(base::WallTime since) {
    json_.StartObject();
    std::error_code ignored;
    member("file",
           config_.digest.empty() ? "" : std::filesystem::absolute(config_.path, ignored).string());
    member("sha256", config_.digest);
    member("since", codec::rfc3339(since.time_since_epoch().count()));
    member("version", base::kVersion);
    json_.Key("config");
    json_.StartObject();
    each("models", [this](const std::string&, const Value& model) {
      fields(model_fields(), model, "model", [](const char*, const Value&) {});
    });
    each("pipelines", [this](const std::string& name, const Value& pipeline) {
      const PipelineConfig& read = *config_.pipeline(name);
      fields(pipeline_fields(), pipeline, "pipeline", [&](std::string_view key, const Value&) {
        key == "source" ? kind(connect::sources(), read.source) : kind(connect::sinks(), read.sink);
      });
    });
    if (config_.serve) serve();
    json_.EndObject();
    json_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  template <class Write>
  void each(const char* key, Write write) {
    const Value* map = config_.written.find(key);
    if (map == nullptr || map->as_map() == nullptr) return;
    json_.Key(key);
    json_.StartObject();
    for (const auto& [name, value] : *map->as_map()) {
      json_.Key(name.c_str());
      write(name, value);
    }
    json_.EndObject();
  }

  void serve() {
    const Value* written = config_.written.find("serve");
    json_.Key("serve");
    fields(serve_fields(), written == nullptr ? Value() : *written, "serve",
           [this](std::string_view key, const Value& value) {
             const auto nothing = [](std::string_view, const Value&) {};
             if (key == "tls") fields(tls_fields(), value, "tls", nothing);
             if (key == "traces") fields(traces_fields(), value, "traces", nothing);
             if (key == "payload_log") fields(payload_log_fields(), value, "payload_log", nothing);
             if (key != "auth") return;
             fields(auth_fields(), value, "auth", [this](std::string_view, const Value& jwt) {
               fields(jwt_fields(), jwt, "jwt",
                      [this](std::string_view, const Value& roles) { as_written(roles); });
             });
           });
  }

  // A map with these fields; `nested` writes a kAny field that is given.
  template <class Nested>
  void fields(const Fields& all, const Value& map, const char* what, Nested nested) {
    json_.StartObject();
    if (const auto settings = base::read_fields(all, map, what); settings.ok())
      for (const base::Field& field : all) {
        if (field.type == FieldType::kAny && !settings->given(field.name)) continue;
        json_.Key(field.name);
        if (field.type == FieldType::kAny)
          nested(field.name, settings->any(field.name));
        else if (!inherited(what, field.name, *settings))
          setting(field, *settings);
      }
    json_.EndObject();
  }

  // Settings that another one decides where they say nothing.
  bool inherited(std::string_view what, std::string_view name, const base::Settings& settings) {
    if (!config_.serve) return false;
    if (what == "model" && name == "in_flight_max" && settings.integer(name) == 0)
      return json_.Int64(config_.serve->in_flight_max);
    if (what == "serve" && name == "errors" && settings.text(name).empty())
      return json_.String(on_loopback(*config_.serve) ? "full" : "short");
    return false;
  }

  void setting(const base::Field& field, const base::Settings& settings) {
    switch (field.type) {
      case FieldType::kBool:
        json_.Bool(settings.boolean(field.name));
        break;
      case FieldType::kInt:
      case FieldType::kBytes:
        json_.Int64(settings.integer(field.name));
        break;
      case FieldType::kDouble:
        json_.Double(settings.number(field.name));
        break;
      case FieldType::kText:
        string(without_password(settings.text(field.name)));
        break;
      case FieldType::kDuration:
        string(duration_text(settings.duration(field.name)));
        break;
      case FieldType::kList:
        json_.StartArray();
        for (const std::string& item : settings.list(field.name)) string(without_password(item));
        json_.EndArray();
        break;
      case FieldType::kAny:
        break;
    }
  }

  // A source or a sink with its codec.
  template <class Kinds>
  void kind(Kinds& kinds, const KindConfig& config) {
    const auto nothing = [](std::string_view, const Value&) {};
    json_.StartObject();
    if (const auto found = kinds.find(config.kind); found.ok()) {
      json_.Key(config.kind.c_str());
      fields((*found)->fields(), config.settings, config.kind.c_str(), nothing);
    }
    if (const auto codec = codec::codecs().find(config.codec); codec.ok()) {
      json_.Key("codec");
      json_.StartObject();
      json_.Key(config.codec.c_str());
      fields((*codec)->fields(), config.codec_settings, config.codec.c_str(), nothing);
      json_.EndObject();
    }
    json_.EndObject();
  }

  void as_written(const Value& value) {
    if (const Value::Map* map = value.as_map()) {
      json_.StartObject();
      for (const auto& [key, each] : *map) json_.Key(key.c_str()), as_written(each);
      json_.EndObject();
    } else if (const Value::List* list = value.as_list()) {
      json_.StartArray();
      for (const Value& each : *list) as_written(each);
      json_.EndArray();
    } else if (const std::string* text = value.as_text()) {
      string(without_password(*text));
    } else {
      json_.Null();
    }
  }

  void string(std::string_view text) {
    json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void member(const char* key, std::string_view value) {
    json_.Key(key);
    value.empty() ? void(json_.Null()) : string(value);
  }

  const Config& config_;
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{buffer_};
};

}  // namespace

std::string config_view(const Config& config, base::WallTime since) {
  return View(config).text(since);
}

}  // namespace slipway::service
