// SageMaker's multi-model routes, without sockets; what is loaded and how is service/'s.
#include <map>

#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

// Remembers what it was asked for, and answers what it is told to.
class FakeControl final : public ModelControl {
 public:
  void load(const std::string&, Done done) override { done(next); }
  void unload(const std::string&, Done done) override { done(next); }
  void bring(const std::string& name, const std::string& path, Done done) override {
    brought[name] = path;
    done(next);
  }
  void drop(const std::string& name, Done done) override {
    brought.erase(name);
    done(next);
  }
  bool takes_models() const override { return true; }
  std::vector<ModelState> states() const override {
    std::vector<ModelState> states = {{"gone", "", false, "unloaded", "/models/gone"}};
    for (const auto& [name, path] : brought) states.push_back({name, "", true, "", path});
    return states;
  }
  std::map<std::string, std::string> brought;
  base::Status next;
};

class SagemakerTest : public ServedTest {
 protected:
  void SetUp() override {
    ServedTest::SetUp();
    ServeContext context = context_;
    context.control = &control_;
    handler_ = make_handler(context);
  }
  FakeControl control_;
};

TEST_F(SagemakerTest, ModelsComeAndGo) {
  EXPECT_EQ(ask("GET", "/models").body(), R"({"models":[]})");
  EXPECT_EQ(ask("POST", "/models", R"({"model_name":"toy","url":"/models/toy"})").status(), 200);
  EXPECT_EQ(ask("GET", "/models").body(),
            R"({"models":[{"modelName":"toy","modelUrl":"/models/toy"}]})");
  EXPECT_EQ(ask("GET", "/models/toy").body(), R"({"modelName":"toy","modelUrl":"/models/toy"})");
  EXPECT_EQ(ask("POST", "/models/toy/invoke", R"({"instances":[[1,5,"n"],[2,70,"n"]]})").body(),
            R"({"predictions":[0.5,7]})");
  EXPECT_EQ(ask("DELETE", "/models/toy").status(), 200);
  EXPECT_TRUE(control_.brought.empty());
}

TEST_F(SagemakerTest, RefusalsHaveTheStatusesThatSageMakerKnows) {
  for (const char* path : {"/models/gone", "/models/none"})
    EXPECT_EQ(ask("GET", path).status(), 404) << path;
  EXPECT_EQ(
      ask("GET", "/models/none").body(),
      R"({"error_code":"BAD_REQUEST","message":"no model is called \"none\"; GET /models lists them"})");
  EXPECT_EQ(ask("POST", "/models/none/invoke", "{}").status(), 404);
  EXPECT_EQ(ask("GET", "/models/toy/invoke").status(), 405);
  EXPECT_EQ(ask("PUT", "/models").status(), 405);
  for (const char* body :
       {"", "[]", "{}", R"({"model_name":"a"})", R"({"model_name":1,"url":"x"})"})
    EXPECT_EQ(ask("POST", "/models", body).status(), 400) << body;
  const std::string long_name(257, 'a');
  EXPECT_EQ(ask("POST", "/models", R"({"model_name":")" + long_name + R"(","url":"x"})").status(),
            400);
  const std::string load = R"({"model_name":"a","url":"x"})";
  control_.next = base::already_exists("MODEL_EXISTS", "it is there");
  EXPECT_EQ(ask("POST", "/models", load).status(), 409);
  control_.next = base::resource_exhausted("LIMIT_BYTES", "too large");
  EXPECT_EQ(ask("POST", "/models", load).status(), 507);
}

TEST_F(SagemakerTest, AServerThatWaitsForModelsIsHealthy) {
  models_.remove("toy"), models_.remove("to\"m");
  EXPECT_EQ(ask("GET", "/ping").status(), 200);
  ready_ = false;
  EXPECT_EQ(ask("GET", "/ping").status(), 404);
}

TEST_F(ServedTest, WithoutControlThereAreNoModelRoutes) {
  EXPECT_EQ(ask("GET", "/models").status(), 404);
}

}  // namespace
}  // namespace slipway::serve
