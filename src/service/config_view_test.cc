#include "service/config_view.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace slipway::service {
namespace {

constexpr base::WallTime kSince{std::chrono::microseconds(1'700'000'000'000'000)};

rapidjson::Document view_of(const std::string& yaml) {
  const auto config = read_config(yaml, "house/slipway.yaml");
  EXPECT_TRUE(config.ok()) << config.status().text();
  const std::string text = config_view(*config, kSince);
  rapidjson::Document document;
  document.Parse(text.c_str());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

std::string text_of(const rapidjson::Value& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return buffer.GetString();
}

const std::string kFull = R"(
models:
  wine: {from: "s3://user:secret@bucket/wine.pkl", columns: [age, "city:string"], rate_max: 2.5}
  cancer: {from: cancer.txt, in_flight_max: 7}
pipelines:
  cellar:
    source: {file: in.txt, codec: {csv: {separator: ";"}}}
    model: wine
    sink: {sqlite: {path: a.db, seen_window: 90m}}
    keep: [bottle]
serve:
  http: "0.0.0.0:9090"
  wait_max: 2ms
  tls: {certificate: server.pem, key: server.key}
  auth:
    keys: keys.yaml
    jwt: {jwks: j.json, issuer: i, audience: a, roles: {team: ["predict:*", "admin:wine"]}}
  traces: {url: "http://collector:4318"}
  payload_log: {file: payload.jsonl}
)";

TEST(ConfigView, DefaultsAreFilledIn) {
  const auto view = view_of(kFull);
  EXPECT_TRUE(std::string_view(view["file"].GetString()).ends_with("/house/slipway.yaml"));
  EXPECT_EQ(view["sha256"].GetStringLength(), 64u);
  EXPECT_STREQ(view["since"].GetString(), "2023-11-14T22:13:20Z");
  const auto& config = view["config"];
  const auto& wine = config["models"]["wine"];
  EXPECT_EQ(wine["bytes_max"].GetInt64(), 256 << 20);
  EXPECT_EQ(wine["rate_max"].GetDouble(), 2.5);
  EXPECT_STREQ(wine["batch_wait"].GetString(), "0s");
  EXPECT_EQ(wine["in_flight_max"].GetInt(), 1024) << "as serve says";
  EXPECT_EQ(config["models"]["cancer"]["in_flight_max"].GetInt(), 7);
  const auto& serve = config["serve"];
  EXPECT_STREQ(serve["errors"].GetString(), "short") << "other machines reach it";
  EXPECT_STREQ(serve["wait_max"].GetString(), "2ms");
  EXPECT_STREQ(serve["request_time_max"].GetString(), "30s");
  EXPECT_STREQ(serve["auth"]["jwt"]["claim"].GetString(), "scope");
  EXPECT_STREQ(serve["auth"]["jwt"]["leeway"].GetString(), "1m");
  EXPECT_EQ(serve["traces"]["sample"].GetDouble(), 0.01);
  const auto& cellar = config["pipelines"]["cellar"];
  EXPECT_STREQ(cellar["source"]["file"]["path"].GetString(), "in.txt");
  EXPECT_STREQ(cellar["source"]["codec"]["csv"]["separator"].GetString(), ";");
  EXPECT_STREQ(cellar["sink"]["sqlite"]["seen_window"].GetString(), "90m");
}

// Every field of every map is there, and what is shown is a configuration that shows the same.
TEST(ConfigView, IsAConfigurationThatDoesTheSame) {
  const auto view = view_of(kFull);
  const auto& config = view["config"];
  const auto has_all = [](const rapidjson::Value& map, const base::Fields& fields) {
    for (const base::Field& field : fields)
      EXPECT_TRUE(map.HasMember(field.name) || field.type == base::FieldType::kAny) << field.name;
  };
  has_all(config["models"]["wine"], model_fields());
  has_all(config["pipelines"]["cellar"], pipeline_fields());
  has_all(config["serve"], serve_fields());
  has_all(config["serve"]["tls"], tls_fields());
  has_all(config["serve"]["auth"], auth_fields());
  has_all(config["serve"]["auth"]["jwt"], jwt_fields());
  has_all(config["serve"]["traces"], traces_fields());
  has_all(config["serve"]["payload_log"], payload_log_fields());
  const auto again = view_of(text_of(config));
  EXPECT_EQ(text_of(again["config"]), text_of(config));
}

TEST(ConfigView, PasswordsAreLeftOut) {
  const std::string text = text_of(view_of(kFull));
  EXPECT_EQ(text.find("secret"), std::string::npos) << text;
  EXPECT_NE(text.find("s3://bucket/wine.pkl"), std::string::npos) << text;
}

TEST(ConfigView, WithoutAFile) {
  Config config = *read_config("serve: {}", "serve");
  config.digest.clear(), config.path.clear();
  rapidjson::Document view;
  view.Parse(config_view(config, kSince).c_str());
  EXPECT_TRUE(view["file"].IsNull());
  EXPECT_TRUE(view["sha256"].IsNull());
  EXPECT_STREQ(view["config"]["serve"]["http"].GetString(), "127.0.0.1:8080");
}

}  // namespace
}  // namespace slipway::service
