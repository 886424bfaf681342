// The Open Inference Protocol without sockets: what it tells of the server and its models.
#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class OpenInferenceRoutesTest : public ServedTest {};

constexpr char kRows[] = R"({"inputs":[{"name":"key","datatype":"INT64","shape":[2],"data":[1,2]},)"
                         R"({"name":"x","datatype":"FP64","shape":[2],"data":[5,70]},)"
                         R"({"name":"note","datatype":"BYTES","shape":[2],"data":["n","n"]}]})";

TEST_F(OpenInferenceRoutesTest, TellsWhatItIsAndWhatItServes) {
  const auto server = ask("GET", "/v2");
  EXPECT_NE(server.body().find("\"extensions\":[\"binary_tensor_data\""), std::string::npos);
  EXPECT_EQ(ask("GET", "/v2/").body(), server.body());
  EXPECT_EQ(ask("GET", "/v2/health/live").body(), R"({"live":true})");
  EXPECT_EQ(ask("GET", "/v2/health/ready").body(), R"({"ready":true})");
  EXPECT_EQ(ask("GET", "/v2/models").body(), R"({"models":["to\"m","toy"]})");
  EXPECT_EQ(
      ask("GET", "/v2/models/toy").body(),
      R"({"name":"toy","versions":["1"],"platform":"slipway_toys","inputs":[)"
      R"({"name":"key","datatype":"INT64","shape":[-1]},{"name":"x","datatype":"FP64","shape":[-1]},)"
      R"({"name":"note","datatype":"BYTES","shape":[-1]}],"outputs":[)"
      R"({"name":"predict","datatype":"FP64","shape":[-1]},)"
      R"({"name":"label","datatype":"BYTES","shape":[-1]}]})");
  EXPECT_EQ(ask("GET", "/v2/models/toy/versions/1").body(), ask("GET", "/v2/models/toy").body());
  EXPECT_EQ(ask("GET", "/v2/models/toy/ready").body(), R"({"name":"toy","ready":true})");
  EXPECT_NE(ask("GET", "/v2/models/toy/config")
                .body()
                .find(R"({"name":"note","data_type":"TYPE_STRING","dims":[-1]})"),
            std::string::npos);
  EXPECT_EQ(ask("POST", "/v2/repository/index").body(),
            R"([{"name":"to\"m","version":"1","state":"READY","reason":""},)"
            R"({"name":"toy","version":"1","state":"READY","reason":""}])");
  ready_ = false;
  EXPECT_EQ(ask("GET", "/v2/health/ready").status(), 503);
  EXPECT_EQ(ask("GET", "/v2/health/live").status(), 200);
}

TEST_F(OpenInferenceRoutesTest, StatisticsCountWhatWasDone) {
  EXPECT_EQ(ask("POST", "/v2/models/toy/infer", kRows).status(), 200);
  EXPECT_EQ(ask("POST", "/v2/models/toy/infer", "{}").status(), 400);
  const std::string body = ask("GET", "/v2/models/toy/stats").body();
  EXPECT_NE(body.find(R"("inference_count":2,"execution_count":1)"), std::string::npos) << body;
  for (const char* part : {R"("fail":{"count":1,)", R"("queue":{"count":1,"ns":0},)",
                           R"("batch_stats":[{"batch_size":1,"compute_input":{"count":1,)"})
    EXPECT_NE(body.find(part), std::string::npos) << body;
  EXPECT_NE(ask("GET", "/v2/models/stats").body().find(R"("name":"to\"m")"), std::string::npos);
}

}  // namespace
}  // namespace slipway::serve
