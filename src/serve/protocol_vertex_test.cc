#include <cstdlib>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class VertexTest : public ServedTest {
 protected:
  void SetUp() override {
    ::setenv("AIP_HEALTH_ROUTE", "/vertex/health", 1);
    ::setenv("AIP_PREDICT_ROUTE", "/vertex/predict", 1);
    ServedTest::SetUp();
    models_.remove("to\"m");
  }
  void TearDown() override {
    ::unsetenv("AIP_HEALTH_ROUTE");
    ::unsetenv("AIP_PREDICT_ROUTE");
  }
};

TEST_F(VertexTest, InstancesArePredictedWhereTheEnvironmentSays) {
  EXPECT_EQ(
      ask("POST", "/vertex/predict", R"({"instances":[[1,5,"n"],[2,70,"n"]],"parameters":{"a":1}})")
          .body(),
      R"({"predictions":[0.5,7]})");
  EXPECT_EQ(ask("POST", "/vertex/predict", R"({"instances":[[1,"NaN","n"]]})").body(),
            R"({"predictions":[null]})");
  EXPECT_EQ(ask("GET", "/vertex/predict").status(), 405);
}

TEST_F(VertexTest, HealthIsReadiness) {
  EXPECT_EQ(ask("GET", "/vertex/health").status(), 200);
  ready_ = false;
  EXPECT_EQ(ask("GET", "/vertex/health").status(), 503);
}

TEST_F(VertexTest, SeveralModelsAreRefused) {
  add("other", "2", "{}", nowhere_);
  EXPECT_EQ(ask("POST", "/vertex/predict", R"({"instances":[[1,5,"n"]]})").status(), 400);
}

TEST_F(ServedTest, WithoutTheVariablesThereAreNoSuchRoutes) {
  EXPECT_EQ(ask("GET", "").status(), 404);
  EXPECT_EQ(ask("GET", "/vertex/health").status(), 404);
}

}  // namespace
}  // namespace slipway::serve
