#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "codec/codec.h"
#include "connect/connect.h"
#include "service/config.h"

namespace slipway::service {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void text(Writer& out, const char* key, const std::string& value) {
  out.Key(key);
  out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void type_of(Writer& out, base::FieldType type) {
  using base::FieldType;
  const auto any_of = [&out](std::initializer_list<const char*> types) {
    out.Key("type");
    out.StartArray();
    for (const char* name : types) out.String(name);
    out.EndArray();
  };
  switch (type) {
    case FieldType::kBool:
      return any_of({"boolean"});
    case FieldType::kInt:
      return any_of({"integer", "string"});
    case FieldType::kDouble:
      return any_of({"number"});
    case FieldType::kText:
      return any_of({"string", "number", "boolean"});
    case FieldType::kBytes:
      return any_of({"integer", "string"});
    case FieldType::kDuration:
      return any_of({"string"});
    case FieldType::kList:
      return any_of({"array", "string"});
    case FieldType::kAny:
      return;
  }
}

void closed_object(Writer& out) {
  text(out, "type", "object");
  out.Key("additionalProperties");
  out.Bool(false);
}

// The members of a map with these fields; `special` writes the schema of a kAny field.
template <class Special>
void fields_object(Writer& out, const base::Fields& fields, Special special) {
  closed_object(out);
  out.Key("properties");
  out.StartObject();
  for (const base::Field& field : fields) {
    out.Key(field.name);
    out.StartObject();
    text(out, "description", field.doc);
    if (field.default_text != nullptr && *field.default_text != '\0')
      text(out, "default", field.default_text);
    type_of(out, field.type);
    if (field.type == base::FieldType::kAny) special(field.name);
    out.EndObject();
  }
  out.EndObject();
  out.Key("required");
  out.StartArray();
  for (const base::Field& field : fields)
    if (field.default_text == nullptr) out.String(field.name);
  out.EndArray();
}

// A codec by name, or {name: settings}. The settings of those in modules are checked when they are read.
void codec_choice(Writer& out) {
  const auto names = codec::codecs().names();
  out.Key("codec");
  out.StartObject();
  out.Key("anyOf");
  out.StartArray();
  out.StartObject();
  out.Key("enum");
  out.StartArray();
  for (const std::string& name : names) out.String(name.c_str());
  out.EndArray();
  out.EndObject();
  out.StartObject();
  closed_object(out);
  out.Key("properties");
  out.StartObject();
  for (const std::string& name : names) {
    out.Key(name.c_str());
    out.StartObject();
    text(out, "type", "object");
    out.EndObject();
  }
  out.EndObject();
  out.EndObject();
  out.EndArray();
  out.EndObject();
}

// One member of a registry: {kind: settings} or {kind: first setting}.
template <class Kinds>
void kind_object(Writer& out, Kinds& kinds) {
  closed_object(out);
  out.Key("properties");
  out.StartObject();
  codec_choice(out);
  for (const std::string& name : kinds.names()) {
    const auto kind = kinds.find(name);
    if (!kind.ok()) continue;  // its module is not installed
    out.Key(name.c_str());
    out.StartObject();
    text(out, "description", (*kind)->about());
    out.Key("anyOf");
    out.StartArray();
    out.StartObject();
    fields_object(out, (*kind)->fields(), [](const char*) {});
    out.EndObject();
    out.StartObject();
    text(out, "type", "string");
    out.EndObject();
    out.EndArray();
    out.EndObject();
  }
  out.EndObject();
}

void auth_object(Writer& out) {
  fields_object(out, auth_fields(), [&out](std::string_view) {   // jwt
    fields_object(out, jwt_fields(), [&out](std::string_view) {  // roles
      text(out, "type", "object");
      out.Key("additionalProperties");
      out.StartObject();
      type_of(out, base::FieldType::kList);
      out.EndObject();
    });
  });
}

void map_of(Writer& out, const base::Fields& fields) {
  text(out, "type", "object");
  out.Key("additionalProperties");
  out.StartObject();
  fields_object(out, fields, [&out](std::string_view name) {
    if (name == "source") kind_object(out, connect::sources());
    if (name == "sink") kind_object(out, connect::sinks());
  });
  out.EndObject();
}

}  // namespace

std::string config_schema() {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.SetIndent(' ', 2);
  out.StartObject();
  text(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
  text(out, "title", "slipway.yaml");
  closed_object(out);
  out.Key("properties");
  out.StartObject();
  out.Key("models");
  out.StartObject();
  map_of(out, model_fields());
  out.EndObject();
  out.Key("pipelines");
  out.StartObject();
  map_of(out, pipeline_fields());
  out.EndObject();
  out.Key("serve");
  out.StartObject();
  fields_object(out, serve_fields(), [&out](std::string_view name) {
    if (name == "tls") fields_object(out, tls_fields(), [](const char*) {});
    if (name == "auth") auth_object(out);
    if (name == "traces") fields_object(out, traces_fields(), [](const char*) {});
    if (name == "payload_log") fields_object(out, payload_log_fields(), [](const char*) {});
  });
  out.EndObject();
  out.EndObject();
  out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace slipway::service
