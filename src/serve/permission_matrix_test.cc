// Who may do what over HTTP: every route of every protocol, with every model and every credential.
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "serve/credentials_test.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

enum class Needs : std::uint8_t { kNothing, kName, kSight, kPredict, kAdmin, kAllAdmin };

struct Route {
  const char* protocol;
  const char* method;
  std::string path;  // {m} is the model
  Needs needs;
  std::string body;
  const char* header = "";  // that has the model
};

const std::string kRow = R"({"key":1,"x":5,"note":"n"})";
const std::string kTensors =
    R"({"inputs":[{"name":"key","shape":[1],"datatype":"INT64","data":[1]},)"
    R"({"name":"x","shape":[1],"datatype":"FP64","data":[5]},)"
    R"({"name":"note","shape":[1],"datatype":"BYTES","data":["n"]}]})";

const std::vector<Route>& routes() {
  static const std::vector<Route> all = {
      {"health", "GET", "/health/live", Needs::kNothing, ""},
      {"health", "GET", "/health/ready", Needs::kNothing, ""},
      {"metrics", "GET", "/metrics", Needs::kAllAdmin, ""},
      {"config", "GET", "/api/v1/config", Needs::kAllAdmin, ""},
      {"slipway", "GET", "/api/v1/models", Needs::kName, ""},
      {"slipway", "GET", "/api/v1/models/{m}", Needs::kSight, ""},
      {"slipway", "GET", "/api/v1/models/{m}/versions", Needs::kSight, ""},
      {"slipway", "GET", "/api/v1/models/{m}/versions/1", Needs::kSight, ""},
      {"slipway", "GET", "/api/v1/models/{m}/openapi.json", Needs::kSight, ""},
      {"slipway", "GET", "/api/v1/models/{m}/docs", Needs::kSight, ""},
      {"slipway", "POST", "/api/v1/models/{m}/score", Needs::kPredict, kRow},
      {"slipway", "POST", "/api/v1/models/{m}/versions/1/score", Needs::kPredict, kRow},
      {"open_inference", "GET", "/v2", Needs::kName, ""},
      {"open_inference", "GET", "/v2/health/live", Needs::kNothing, ""},
      {"open_inference", "GET", "/v2/health/ready", Needs::kNothing, ""},
      {"open_inference", "GET", "/v2/models", Needs::kName, ""},
      {"open_inference", "GET", "/v2/models/stats", Needs::kName, ""},
      {"open_inference", "POST", "/v2/repository/index", Needs::kName, ""},
      {"open_inference", "GET", "/v2/models/{m}", Needs::kSight, ""},
      {"open_inference", "GET", "/v2/models/{m}/versions/1", Needs::kSight, ""},
      {"open_inference", "GET", "/v2/models/{m}/ready", Needs::kSight, ""},
      {"open_inference", "GET", "/v2/models/{m}/config", Needs::kSight, ""},
      {"open_inference", "GET", "/v2/models/{m}/stats", Needs::kSight, ""},
      {"open_inference", "POST", "/v2/models/{m}/infer", Needs::kPredict, kTensors},
      {"open_inference", "POST", "/v2/models/{m}/versions/1/infer", Needs::kPredict, kTensors},
      {"open_inference", "POST", "/v2/repository/models/{m}/load", Needs::kAdmin, ""},
      {"open_inference", "POST", "/v2/repository/models/{m}/unload", Needs::kAdmin, ""},
      {"tensorflow", "GET", "/", Needs::kNothing, ""},
      {"tensorflow", "GET", "/v1/models", Needs::kName, ""},
      {"tensorflow", "GET", "/v1/models/{m}", Needs::kSight, ""},
      {"tensorflow", "GET", "/v1/models/{m}/metadata", Needs::kSight, ""},
      {"tensorflow", "POST", "/v1/models/{m}:predict", Needs::kPredict,
       "{\"instances\":[" + kRow + "]}"},
      {"tensorflow", "POST", "/v1/models/{m}/versions/1:predict", Needs::kPredict,
       "{\"instances\":[" + kRow + "]}"},
      {"tensorflow", "POST", "/v1/models/{m}:regress", Needs::kPredict,
       "{\"examples\":[" + kRow + "]}"},
      {"mlflow", "GET", "/ping", Needs::kNothing, ""},
      {"mlflow", "GET", "/health", Needs::kNothing, ""},
      {"mlflow", "GET", "/version", Needs::kName, ""},
      {"vertex", "GET", "/vertex/health", Needs::kNothing, ""},
      {"sagemaker", "GET", "/models", Needs::kName, ""},
      {"sagemaker", "GET", "/models/{m}", Needs::kSight, ""},
      {"sagemaker", "POST", "/models", Needs::kAdmin, R"({"model_name":"{m}","url":"/x"})"},
      {"sagemaker", "DELETE", "/models/{m}", Needs::kAdmin, ""},
      {"sagemaker", "POST", "/models/{m}/invoke", Needs::kPredict,
       "{\"dataframe_records\":[" + kRow + "]}"},
      {"mlflow", "POST", "/invocations", Needs::kPredict, "{\"dataframe_records\":[" + kRow + "]}",
       "X-Amzn-SageMaker-Target-Model"},
  };
  return all;
}

class ToyControl final : public ModelControl {
 public:
  void load(const std::string&, Done done) override { ++changes, done({}); }
  void unload(const std::string&, Done done) override { ++changes, done({}); }
  void bring(const std::string&, const std::string&, Done done) override { ++changes, done({}); }
  void drop(const std::string&, Done done) override { ++changes, done({}); }
  bool takes_models() const override { return true; }
  std::vector<ModelState> states() const override {
    return {{"fraud-us", "", false, "unloaded", ""},
            {"churn", "1", true, "", ""},
            {"fraud-eu", "1", true, "", ""},
            {"toy", "1", true, "", ""}};
  }
  int changes = 0;
};

class PermissionMatrix : public ServedTest {
 protected:
  void SetUp() override {
    ::setenv("AIP_HEALTH_ROUTE", "/vertex/health", 1);
    ::setenv("AIP_PREDICT_ROUTE", "/vertex/predict", 1);
    ServedTest::SetUp();
    for (const char* name : {"churn", "fraud-eu"}) models_.put(toy_model(name, path_, *scorer_));
    use({});
  }
  void TearDown() override {
    ::unsetenv("AIP_HEALTH_ROUTE");
    ::unsetenv("AIP_PREDICT_ROUTE");
  }
  // The handler of a server with this setting.
  void use(ServeContext context) {
    context.models = &models_, context.clock = &clock_, context.ready = [] { return true; };
    context.control = &control_, context.guard = &credentials_.guard();
    context.config = [] { return std::string("{}"); };
    handler_ = make_handler(context);
  }
  FakeExchange ask_as(const Credential& credential, const Route& route, const std::string& model) {
    std::string path = route.path, body = route.body;
    for (std::string* text : {&path, &body})
      if (const auto at = text->find("{m}"); at != std::string::npos) text->replace(at, 3, model);
    FakeExchange exchange(route.method, path, body);
    exchange.headers["authorization"] = credential.authorization;
    exchange.headers["x-api-key"] = credential.api_key;
    if (*route.header != '\0') exchange.headers[route.header] = model;
    handler_->handle(exchange);
    EXPECT_EQ(exchange.finished, 1);
    return exchange;
  }
  static int wanted(const Credential& credential, const Route& route, const std::string& model) {
    if (route.needs == Needs::kNothing) return 200;
    if (!credential.known) return 401;
    const bool there = model != "none";
    switch (route.needs) {
      case Needs::kSight:
        return !credential.sees(model) ? 403 : there ? 200 : 404;
      case Needs::kPredict:
        if (!credential.sees(model)) return 403;
        if (!there) return 404;
        return credential.allows("predict:", model) ? 200 : 403;
      case Needs::kAdmin:
        return credential.allows("admin:", model) ? 200 : 403;
      case Needs::kAllAdmin:
        return credential.has("admin:*") ? 200 : 403;
      default:
        return 200;
    }
  }
  // What an error looks like to the protocol's clients.
  static std::string form(const Route& route) {
    const std::string protocol = route.protocol;
    if (protocol == "mlflow" || protocol == "sagemaker") return R"({"error_code":)";
    return protocol == "open_inference" || protocol == "tensorflow" ? R"({"error":")"
                                                                    : R"({"error":{"code":)";
  }

  Credentials credentials_;
  ToyControl control_;
};

TEST_F(PermissionMatrix, CellByCell) {
  int cells = 0, changes = 0;
  for (const Route& route : routes())
    for (const Credential& credential : credentials_.all())
      for (const char* model : {"churn", "fraud-eu", "none"}) {
        const FakeExchange answer = ask_as(credential, route, model);
        const int status = wanted(credential, route, model);
        SCOPED_TRACE(std::string(route.method) + " " + route.path + " of " + model + ": " +
                     credential.what);
        EXPECT_EQ(answer.status(), status) << answer.body();
        if (status >= 400) {
          EXPECT_TRUE(answer.body().starts_with(form(route))) << answer.body();
        }
        EXPECT_EQ(answer.more().find("WWW-Authenticate: Bearer") != std::string::npos,
                  status == 401);
        if (route.needs == Needs::kAdmin && status == 200) ++changes;
        ++cells;
      }
  EXPECT_EQ(control_.changes, changes) << "who was refused changed something";
  EXPECT_EQ(cells, std::ssize(routes()) * std::ssize(credentials_.all()) * 3);
}

TEST_F(PermissionMatrix, EveryProtocolIsInIt) {
  std::set<std::string> asked;
  for (const Route& route : routes()) asked.insert(route.protocol);
  const auto names = protocols().names();
  EXPECT_EQ(asked, std::set<std::string>(names.begin(), names.end()));
}

TEST_F(PermissionMatrix, WhatIsNoRouteIsNotFoundByThoseWhoAreKnown) {
  for (const Credential& credential : credentials_.all())
    for (const char* path : {"/x", "/v2x", "/v2/models/churn/x", "/api/v1/models/churn/x",
                             "/v1/models/churn:x", "/metrics/"}) {
      const int status = ask_as(credential, {"", "GET", path, Needs::kName, ""}, "").status();
      if (!credential.known) {
        EXPECT_EQ(status, 401) << path;
      }
      if (credential.has("admin:*")) {
        EXPECT_EQ(status, 404) << path;
      }
    }
}

TEST_F(PermissionMatrix, ListsHaveWhatTheCallerSees) {
  for (const Credential& credential : credentials_.all()) {
    if (!credential.known) continue;
    for (const Route& route : routes()) {
      if (route.needs != Needs::kName || route.path == "/v2" || route.path == "/version") continue;
      const std::string text = ask_as(credential, route, "").body();
      for (const char* model : {"churn", "fraud-eu", "toy"})
        EXPECT_EQ(text.find('"' + std::string(model) + '"') != std::string::npos,
                  credential.sees(model))
            << route.path << " " << credential.what << " " << text;
      if (route.path == "/v2/repository/index") {
        EXPECT_EQ(text.find("fraud-us") != std::string::npos, credential.sees("fraud-us")) << text;
      }
    }
  }
}

// A container of Vertex AI has one model.
TEST_F(PermissionMatrix, VertexHasItsOneModel) {
  for (const char* other : {"fraud-eu", "toy", "to\"m"}) models_.remove(other);
  const Route route = {"open_inference", "POST", "/vertex/predict", Needs::kPredict,
                       "{\"instances\":[" + kRow + "]}"};
  for (const Credential& credential : credentials_.all()) {
    const FakeExchange answer = ask_as(credential, route, "churn");
    EXPECT_EQ(answer.status(), !credential.known                        ? 401
                               : credential.allows("predict:", "churn") ? 200
                                                                        : 403)
        << credential.what;
    if (answer.status() != 200) {
      EXPECT_TRUE(answer.body().starts_with(form(route))) << answer.body();
    }
  }
}

TEST_F(PermissionMatrix, MetricsMayBeOpen) {
  use({.metrics_open = true});
  for (const Credential& credential : credentials_.all())
    EXPECT_EQ(ask_as(credential, routes()[2], "").status(), 200) << credential.what;
}

// What is at the port for administration is not at the public one.
TEST_F(PermissionMatrix, AdministrationHasItsOwnPort) {
  const Credential& all = credentials_.all().back();
  for (const Side side : {Side::kPublic, Side::kAdmin}) {
    use({.side = side});
    for (const Route& route : routes()) {
      const std::string protocol = route.protocol;
      const bool health =
          route.needs == Needs::kNothing && (protocol == "health" || protocol == "open_inference");
      const bool admin = route.needs == Needs::kAdmin || route.needs == Needs::kAllAdmin ||
                         (protocol == "sagemaker" && route.needs != Needs::kPredict);
      const bool both = health || route.path == "/v2" || route.path == "/v2/repository/index";
      const bool here = both || admin == (side == Side::kAdmin);
      EXPECT_EQ(ask_as(all, route, "churn").status(), here ? 200 : 404) << route.path;
    }
  }
}

TEST_F(PermissionMatrix, WithoutAGuardAnyoneMayAll) {
  const ServeContext context{.models = &models_,
                             .clock = &clock_,
                             .ready = [] { return true; },
                             .control = &control_,
                             .config = [] { return std::string("{}"); }};
  handler_ = make_handler(context);
  for (const Credential& credential : credentials_.all())
    for (const Route& route : routes())
      EXPECT_EQ(ask_as(credential, route, "churn").status(), 200) << route.path;
}

// A stranger's large body is refused before it is read, in the protocol's form.
TEST_F(PermissionMatrix, AdmissionIsAskedBeforeTheBody) {
  for (const Route& route : routes()) {
    FakeExchange stranger(route.method, route.path), friendly(route.method, route.path);
    friendly.headers["x-api-key"] = credentials_.all().back().api_key;
    EXPECT_EQ(handler_->admit(stranger), route.needs == Needs::kNothing) << route.path;
    EXPECT_TRUE(handler_->admit(friendly)) << route.path;
    if (route.needs != Needs::kNothing) {
      EXPECT_TRUE(stranger.body().starts_with(form(route))) << stranger.body();
    }
    EXPECT_EQ(stranger.finished, 0);
  }
}

}  // namespace
}  // namespace slipway::serve
