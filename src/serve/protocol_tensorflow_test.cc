// TensorFlow Serving's and KServe's first protocol, without sockets.
#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class TensorflowTest : public ServedTest {
 protected:
  FakeExchange predict(const std::string& body) {
    return ask("POST", "/v1/models/toy:predict", body);
  }
  static std::string error(const std::string& text) { return "{\"error\":\"" + text + "\"}"; }
};

TEST_F(TensorflowTest, TellsWhatIsServed) {
  EXPECT_EQ(ask("GET", "/").body(), R"({"status":"alive"})");
  EXPECT_EQ(ask("GET", "/v1/models").body(), R"({"models":["to\"m","toy"]})");
  const std::string status = ask("GET", "/v1/models/toy").body();
  EXPECT_EQ(status, R"({"model_version_status":[{"version":"1","state":"AVAILABLE","status":)"
                    R"({"error_code":"OK","error_message":""}}],"name":"toy","ready":true})");
  EXPECT_EQ(ask("GET", "/v1/models/toy/versions/1").body(), status);
  EXPECT_NE(ask("GET", "/v1/models/toy/metadata")
                .body()
                .find(R"("x":{"dtype":"DT_DOUBLE","tensor_shape":{"dim":[{"size":"-1","name":""}],)"
                      R"("unknown_rank":false},"name":"x"})"),
            std::string::npos);
}

TEST_F(TensorflowTest, InstancesAreRowsAndInputsAreColumns) {
  constexpr char kAnswer[] = R"({"predictions":[0.5,7]})";
  EXPECT_EQ(predict(R"({"instances":[[1,5,"n"],[2,70,null]]})").body(), kAnswer);
  EXPECT_EQ(
      predict(R"({"instances":[{"x":5,"key":1,"note":"n"},{"note":"","key":2,"x":70}]})").body(),
      kAnswer);
  EXPECT_EQ(predict(R"({"instances":[{"in":[1,5,"n"]},{"in":[2,70,"n"]}]})").body(), kAnswer);
  constexpr char kOutputs[] = R"({"outputs":[0.5,7]})";
  EXPECT_EQ(predict(R"({"inputs":{"key":[1,2],"x":[[5],[70]],"note":["n","n"]}})").body(),
            kOutputs);
  EXPECT_EQ(predict(R"({"inputs":[[1,5,"n"],[2,70,"n"]]})").body(), kOutputs);
  EXPECT_EQ(predict(R"({"inputs":{"in":[[1,5,"n"],[2,70,"n"]]}})").body(), kOutputs);
  EXPECT_EQ(ask("POST", "/v1/models/toy/versions/1:predict", R"({"instances":[[1,5,"n"]]})").body(),
            R"({"predictions":[0.5]})");
}

TEST_F(TensorflowTest, TheSignatureIsAnOutput) {
  EXPECT_EQ(predict(R"({"signature_name":"label","instances":[[1,5,"n"]]})").body(),
            R"({"predictions":["low"]})");
  EXPECT_EQ(predict(R"({"signature_name":"serving_default","instances":[[1,5,"n"]]})").body(),
            R"({"predictions":[0.5]})");
  EXPECT_EQ(predict(R"({"signature_name":"margin","instances":[[1,5,"n"]]})").body(),
            error("the model has no output \\\"margin\\\""));
}

TEST_F(TensorflowTest, ExamplesAreRegressed) {
  EXPECT_EQ(ask("POST", "/v1/models/toy:regress",
                R"({"examples":[{"key":[1],"x":[5],"note":["n"]},{"key":2,"x":70,"note":"n"}]})")
                .body(),
            R"({"result":[0.5,7]})");
  EXPECT_EQ(
      ask("POST", "/v1/models/toy:regress", R"({"signature_name":"label","examples":[]})").status(),
      400);
  EXPECT_EQ(ask("POST", "/v1/models/toy:classify", R"({"examples":[]})").body(),
            error("the model has no output \\\"predict_proba\\\""));
}

TEST_F(TensorflowTest, Refusals) {
  EXPECT_EQ(predict(R"({"instances":[],"inputs":[]})").body(),
            error("give \\\"instances\\\" or \\\"inputs\\\", not both"));
  EXPECT_EQ(predict("{}").body(), error("\\\"instances\\\" is no list of rows"));
  EXPECT_EQ(predict("[]").status(), 400);
  EXPECT_EQ(predict("{").status(), 400);
  EXPECT_EQ(predict(R"({"instances":[[1,5,"n"],[1,"abc","n"]]})").body(),
            error("row 1, column \\\"x\\\": \\\"\\\"abc\\\"\\\" \\\"abc\\\" is not a float64"));
  EXPECT_EQ(predict(R"({"instances":[[1,5]]})").body(), error("row 0: has 2 values, not 3"));
  EXPECT_EQ(predict(R"({"instances":[{"key":1,"x":5}]})").body(),
            error("row 0, column \\\"note\\\": has no \\\"note\\\""));
  EXPECT_EQ(predict(R"({"inputs":{"key":[1],"x":[5,6],"note":["n"]}})").status(), 400);
  EXPECT_EQ(predict(R"({"inputs":{"key":[1],"note":["n"]}})").body(),
            error("there is no column \\\"x\\\""));
  for (const char* path :
       {"/v1/models/tom:predict", "/v1/models/toys:predict", "/v1/models/toy/versions/2:predict",
        "/v1/models/toy/labels/best:predict", "/v1/models/toy:explain", "/v1/models/toy/predict"})
    EXPECT_EQ(ask("POST", path, "{}").status(), 404) << path;
  EXPECT_EQ(ask("GET", "/v1/models/toy:predict").status(), 405);
}

TEST_F(TensorflowTest, NumbersThatJsonDoesNotHave) {
  EXPECT_EQ(predict(R"({"instances":[[1,Infinity,"n"],[2,-Infinity,"n"],[3,5,"NaN"]]})").body(),
            R"({"predictions":[Infinity,-Infinity,0.5]})");
  scorer_->hook = [](const data::ChunkView& in) {
    EXPECT_EQ(in.column(2).valid(0), in.column(0).int64s()[0] != 4);
  };
  EXPECT_EQ(predict(R"({"instances":[[4,"NaN",NaN]]})").body(), R"({"predictions":[NaN]})");
}

TEST_F(TensorflowTest, TextsMayBePacked) {
  std::string note;
  scorer_->hook = [&note](const data::ChunkView& in) { note = in.column(2).string(0); };
  EXPECT_EQ(predict(R"({"instances":[[1,5,{"b64":"w6k="}]]})").body(), R"({"predictions":[0.5]})");
  EXPECT_EQ(note, "é");
  EXPECT_EQ(predict(R"({"instances":[{"key":1,"x":5,"note":{"b64":"bg=="}}]})").status(), 200);
  EXPECT_EQ(note, "n");
  for (const char* row : {R"([1,5,{"b64":"w6"}])", R"([1,5,{"b64":"x!"}])",
                          R"([1,5,{"b65":"bg=="}])", R"([1,{"b64":"bg=="},"n"])"})
    EXPECT_EQ(predict(std::string("{\"instances\":[") + row + "]}").status(), 400) << row;
}

TEST_F(TensorflowTest, WholeNumbersAndFlagsAreNumbers) {
  EXPECT_EQ(predict(R"({"instances":[[1.0,true,"n"],[2,"NaN","n"],[1e0,null,"n"]]})").status(),
            200);
  EXPECT_EQ(predict(R"({"instances":[[1.5,5,"n"]]})").status(), 400);
  EXPECT_EQ(predict(R"({"instances":[[18446744073709551615,5,"n"]]})").status(), 400);
}

}  // namespace
}  // namespace slipway::serve
