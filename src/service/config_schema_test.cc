#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "codec/codec.h"
#include "connect/connect.h"
#include "service/config.h"

namespace slipway::service {
namespace {

using Json = rapidjson::Value;

const Json& schema() {
  static const rapidjson::Document* document = [] {
    auto* read = new rapidjson::Document;  // lives for ever
    read->Parse(config_schema().c_str());
    return read;
  }();
  return *document;
}

bool is_type(const Json& value, const std::string& type) {
  return type == "object"    ? value.IsObject()
         : type == "array"   ? value.IsArray()
         : type == "string"  ? value.IsString()
         : type == "boolean" ? value.IsBool()
         : type == "integer" ? value.IsInt64()
                             : value.IsNumber();
}

// As much of JSON Schema as ours has.
bool fits(const Json& schema, const Json& value) {
  if (const auto type = schema.FindMember("type"); type != schema.MemberEnd()) {
    bool any = type->value.IsString() && is_type(value, type->value.GetString());
    if (type->value.IsArray())
      for (const Json& one : type->value.GetArray()) any |= is_type(value, one.GetString());
    if (!any) return false;
  }
  if (const auto known = schema.FindMember("enum"); known != schema.MemberEnd()) {
    bool any = false;
    for (const Json& one : known->value.GetArray()) any |= one == value;
    if (!any) return false;
  }
  if (const auto choices = schema.FindMember("anyOf"); choices != schema.MemberEnd()) {
    bool any = false;
    for (const Json& one : choices->value.GetArray()) any |= fits(one, value);
    if (!any) return false;
  }
  if (!value.IsObject() || !schema.HasMember("additionalProperties")) return true;
  for (const auto& member : value.GetObject()) {
    const Json& others = schema["additionalProperties"];
    const bool listed =
        schema.HasMember("properties") && schema["properties"].HasMember(member.name);
    if (!listed && others.IsFalse()) return false;
    if (!fits(listed ? schema["properties"][member.name] : others, member.value)) return false;
  }
  if (const auto required = schema.FindMember("required"); required != schema.MemberEnd())
    for (const Json& name : required->value.GetArray())
      if (!value.HasMember(name)) return false;
  return true;
}

bool document_fits(const char* json) {
  rapidjson::Document document;
  document.Parse(json);
  return !document.HasParseError() && fits(schema(), document);
}

// Every field is in `object` with its description, and required if it has no default; nothing else is.
void expect_fields(const Json& object, const base::Fields& fields, const std::string& what) {
  ASSERT_TRUE(object["additionalProperties"].IsFalse()) << what;
  ASSERT_EQ(object["properties"].MemberCount(), fields.size()) << what;
  std::vector<std::string> required, wanted;
  for (const Json& name : object["required"].GetArray()) required.emplace_back(name.GetString());
  for (const base::Field& field : fields) {
    ASSERT_TRUE(object["properties"].HasMember(field.name)) << what << " " << field.name;
    const Json& described = object["properties"][field.name];
    EXPECT_STREQ(described["description"].GetString(), field.doc) << what << " " << field.name;
    if (field.default_text == nullptr) wanted.emplace_back(field.name);
    if (field.default_text != nullptr && *field.default_text != '\0') {
      EXPECT_STREQ(described["default"].GetString(), field.default_text) << what;
    }
  }
  EXPECT_EQ(required, wanted) << what;
}

template <class Kinds>
void expect_kinds(const Json& object, Kinds& kinds, const std::string& what) {
  ASSERT_TRUE(object["additionalProperties"].IsFalse());
  EXPECT_EQ(object["properties"].MemberCount(), kinds.names().size() + 1);  // and codec
  for (const std::string& name : kinds.names()) {
    ASSERT_TRUE(object["properties"].HasMember(name.c_str())) << what << " " << name;
    const Json& member = object["properties"][name.c_str()];
    const auto* kind = *kinds.find(name);
    EXPECT_STREQ(member["description"].GetString(), kind->about());
    expect_fields(member["anyOf"][0], kind->fields(), what + " " + name);
  }
  std::vector<std::string> codecs;
  for (const Json& name : object["properties"]["codec"]["anyOf"][0]["enum"].GetArray())
    codecs.emplace_back(name.GetString());
  EXPECT_EQ(codecs, codec::codecs().names());
}

TEST(ConfigSchema, HasEveryFieldOfEveryMapWithItsDescription) {
  ASSERT_TRUE(schema().IsObject());
  EXPECT_STREQ(schema()["$schema"].GetString(), "https://json-schema.org/draft/2020-12/schema");
  const Json& top = schema()["properties"];
  EXPECT_EQ(top.MemberCount(), 3u);
  expect_fields(top["models"]["additionalProperties"], model_fields(), "model");
  expect_fields(top["serve"], serve_fields(), "serve");
  const Json& serve = top["serve"]["properties"];
  expect_fields(serve["tls"], tls_fields(), "tls");
  expect_fields(serve["auth"], auth_fields(), "auth");
  expect_fields(serve["traces"], traces_fields(), "traces");
  expect_fields(serve["payload_log"], payload_log_fields(), "payload_log");
  expect_fields(serve["auth"]["properties"]["jwt"], jwt_fields(), "jwt");
  const Json& pipeline = top["pipelines"]["additionalProperties"];
  expect_fields(pipeline, pipeline_fields(), "pipeline");
  expect_kinds(pipeline["properties"]["source"], connect::sources(), "source");
  expect_kinds(pipeline["properties"]["sink"], connect::sinks(), "sink");
}

// JSON is YAML: the same text goes to both.
TEST(ConfigSchema, AgreesWithWhatIsRead) {
  const auto document = [](const std::string& more) {
    return R"({"models": {"wine": {"from": "a.pkl"}}, )" + more + "}";
  };
  const auto pipeline = [&](const std::string& more) {
    return document(R"("pipelines": {"p": {"model": "wine", )" + more + "}}");
  };
  const std::string ends = R"("source": {"queue": {"name": "q"}}, "sink": {"file": "o.csv"})";
  const std::string accepted[] = {
      "{}",
      document(R"("pipelines": {})"),
      document(R"("serve": {"http": "8080", "models": ["wine"], "threads": 2})"),
      document(R"("serve": {"http": 8080, "models": "wine", "body_bytes_max": "1MiB"})"),
      document(R"("serve": {"tls": {"certificate": "a", "key": "b"}, "auth": {"keys": "k"}})"),
      document(R"("serve": {"auth": {"jwt": {"jwks": "j", "issuer": "i", "audience": ["a"],)"
               R"( "roles": {"team": ["predict:*"]}}}})"),
      document(R"("serve": {"traces": {"url": "http://a"}, "payload_log": {"file": "a"}})"),
      pipeline(ends),
      pipeline(ends + R"(, "keep": ["a"], "outputs": "predict", "rows_max": "5k")"),
      pipeline(R"("source": {"file": "a.txt", "codec": "csv"}, "sink": {"sqlite": {"path": "d"}})"),
      pipeline(R"("source": {"file": {"path": "a"}, "codec": {"csv": {"separator": ";"}}},)"
               R"( "sink": {"sqlite": {"path": "d", "key": "a", "seen_window": "1h"}})"),
  };
  for (const std::string& json : accepted) {
    EXPECT_TRUE(read_config(json, "x").ok()) << json << read_config(json, "x").status().text();
    EXPECT_TRUE(document_fits(json.c_str())) << json;
  }
  const std::string refused[] = {
      "[]",
      R"({"model": {}})",
      R"({"models": {"wine": {}}})",
      R"({"models": {"wine": {"from": "a", "form": "b"}}})",
      R"({"models": ["wine"]})",
      document(R"("serve": {"htp": "8080"})"),
      document(R"("serve": {"threads": [1]})"),
      document(R"("serve": {"request_time_max": 5})"),
      document(R"("serve": {"tls": {"certificate": "a"}})"),
      document(R"("serve": {"tls": {"certificate": "a", "key": "b", "ca": "c"}})"),
      document(R"("serve": {"traces": {"sample": 1}})"),
      document(R"("serve": {"payload_log": {"fiel": "a"}})"),
      document(R"("serve": {"auth": {"kyes": "k"}})"),
      document(R"("serve": {"auth": {"jwt": {"jwks": "j", "issuer": "i"}}})"),
      document(R"("serve": {"auth": {"jwt": {"jwks": "j", "issuer": "i", "audience": "a",)"
               R"( "roles": {"team": 7}}}})"),
      document(R"("pipelines": {"p": {"model": "wine"}})"),
      pipeline(ends + R"(, "kepe": ["a"])"),
      pipeline(R"("source": {"queu": "q"}, "sink": {"file": "o.csv"})"),
      pipeline(R"("source": {"queue": {"nam": "q"}}, "sink": {"file": "o.csv"})"),
      pipeline(R"("source": {"file": "a", "codec": "cvs"}, "sink": {"file": "o.csv"})"),
      pipeline(R"("source": "queue", "sink": {"file": "o.csv"})"),
  };
  for (const std::string& json : refused) {
    EXPECT_FALSE(read_config(json, "x").ok()) << json;
    EXPECT_FALSE(document_fits(json.c_str())) << json;
  }
}

}  // namespace
}  // namespace slipway::service
