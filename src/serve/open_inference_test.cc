#include "serve/open_inference.h"

#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class OpenInferenceTest : public ServedTest {
 protected:
  FakeExchange infer(const std::string& body) { return ask("POST", "/v2/models/toy/infer", body); }
  FakeExchange infer_binary(const std::string& json, const std::string& bytes) {
    FakeExchange exchange("POST", "/v2/models/toy/infer", json + bytes);
    exchange.headers["Inference-Header-Content-Length"] = std::to_string(json.size());
    handler_->handle(exchange);
    EXPECT_EQ(exchange.finished, 1);
    return exchange;
  }
  static std::string input(const std::string& name, const std::string& type, int rows,
                           const std::string& data) {
    return R"({"name":")" + name + R"(","datatype":")" + type + R"(","shape":[)" +
           std::to_string(rows) + R"(],"data":)" + data + "}";
  }
  static std::string request(const std::string& x, const std::string& more = "") {
    return R"({"inputs":[)" + input("key", "INT64", 2, "[1,2]") + "," + x + "," +
           input("note", "BYTES", 2, R"(["n",null])") + "]" + more + "}";
  }
  static std::string error(const std::string& text) { return "{\"error\":\"" + text + "\"}"; }
};

const std::string kX = R"({"name":"x","datatype":"FP64","shape":[2,1],"data":[[5],[70]]})";

TEST_F(OpenInferenceTest, TensorsAsJson) {
  EXPECT_EQ(infer(request(kX, R"(,"id":"7")")).body(),
            R"({"model_name":"toy","model_version":"1","id":"7","outputs":[)"
            R"({"name":"predict","datatype":"FP64","shape":[2],"data":[0.5,7]},)"
            R"({"name":"label","datatype":"BYTES","shape":[2],"data":["low","high"]}]})");
  EXPECT_EQ(infer(request(kX, R"(,"outputs":[{"name":"label"}])")).body(),
            R"({"model_name":"toy","model_version":"1","outputs":[)"
            R"({"name":"label","datatype":"BYTES","shape":[2],"data":["low","high"]}]})");
}

TEST_F(OpenInferenceTest, TensorsAsBytes) {
  std::string bytes;
  const double x[2] = {5, 70};
  bytes.append(reinterpret_cast<const char*>(x), sizeof x);
  const std::string json =
      request(R"({"name":"x","datatype":"FP64","shape":[2],"parameters":{"binary_data_size":16}})",
              R"(,"parameters":{"binary_data_output":true},"outputs":[{"name":"label"},)"
              R"({"name":"predict","parameters":{"binary_data":false}}])");
  const auto answer = infer_binary(json, bytes);
  const std::string head =
      R"({"model_name":"toy","model_version":"1","outputs":[)"
      R"({"name":"label","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":15}},)"
      R"({"name":"predict","datatype":"FP64","shape":[2],"data":[0.5,7]}]})";
  EXPECT_EQ(answer.body(), head + std::string("\3\0\0\0low\4\0\0\0high", 15));
  EXPECT_EQ(answer.more(),
            "Inference-Header-Content-Length: " + std::to_string(head.size()) + "\r\n");
  EXPECT_EQ(answer.content_type(), "application/octet-stream");
}

TEST_F(OpenInferenceTest, HalvesBothWays) {
  const std::string key_note =
      input("key", "INT64", 2, "[1,2]") + "," + input("note", "BYTES", 2, R"(["n","m"])");
  const auto ask_half = [&](const std::string& type, const std::string& bytes) {
    return infer_binary(R"({"inputs":[)" + key_note + R"(,{"name":"x","datatype":")" + type +
                            R"(","shape":[2],"parameters":{"binary_data_size":4}}],"outputs":[)" +
                            R"({"name":"predict","parameters":{"binary_data":true,"datatype":")" +
                            type + R"("}}]})",
                        bytes);
  };
  const auto half = ask_half("FP16", std::string("\x00\x45\x60\x54", 4));  // 5 and 70
  EXPECT_NE(
      half.body().find(R"("datatype":"FP16","shape":[2],"parameters":{"binary_data_size":4})"),
      std::string::npos);
  EXPECT_TRUE(half.body().ends_with(std::string("\x00\x38\x00\x47", 4))) << half.body();
  const auto bfloat = ask_half("BF16", std::string("\xa0\x40\x8c\x42", 4));
  EXPECT_TRUE(bfloat.body().ends_with(std::string("\x00\x3f\xe0\x40", 4))) << bfloat.body();
  EXPECT_EQ(
      infer(request(kX, R"(,"outputs":[{"name":"predict","parameters":{"datatype":"FP16"}}])"))
          .body(),
      error("FP16 has no numbers in JSON; ask for \\\"binary_data\\\""));
}

TEST_F(OpenInferenceTest, ParametersThatAreReserved) {
  EXPECT_EQ(infer(request(kX, R"(,"parameters":{"sequence_id":7,"sequence_start":true,)"
                              R"("sequence_end":false,"priority":1,"timeout":60000000,"own":[]})"))
                .status(),
            200);
  EXPECT_EQ(infer(request(kX, R"(,"parameters":{"sequence_start":"yes"})")).body(),
            error("parameter \\\"sequence_start\\\" is neither true nor false"));
}

TEST_F(OpenInferenceTest, NumbersThatJsonDoesNotHave) {
  EXPECT_NE(infer(request(input("x", "FP64", 2, "[NaN,5]"))).body().find("\"data\":[null,0.5]"),
            std::string::npos);
  EXPECT_EQ(infer(request(input("x", "FP32", 2, "[-Infinity,5]"))).status(), 200);
  EXPECT_EQ(infer(request(input("key", "INT64", 2, "[Infinity,5]"))).status(), 400);
}

TEST_F(OpenInferenceTest, RefusalsAreTexts) {
  const auto refused = [&](const std::string& body) {
    const auto answer = infer(body);
    EXPECT_EQ(answer.status(), 400) << answer.body();
    return answer.body();
  };
  EXPECT_EQ(refused("[]"), error("the body is no JSON object"));
  EXPECT_NE(refused("{\"inputs\":").find("{\"error\":\""), std::string::npos);
  EXPECT_EQ(refused("{}"), error("\\\"inputs\\\" is no array of tensors"));
  EXPECT_EQ(refused(request(input("y", "FP64", 2, "[1,2]"))),
            error("the model has no input \\\"y\\\""));
  EXPECT_EQ(refused(request(input("x", "FP8", 2, "[1,2]"))),
            error("there is no datatype \\\"FP8\\\""));
  EXPECT_EQ(refused(request(input("x", "FP64", 3, "[1,2]"))),
            error("input \\\"x\\\" has the shape [3], not [2], as input \\\"key\\\" has"));
  EXPECT_EQ(refused(request(input("x", "FP64", 2, "[1]"))),
            error("input \\\"x\\\": 8 bytes, and 2 elements of FP64 take 16"));
  EXPECT_EQ(refused(request(input("x", "INT8", 2, "[1,300]"))),
            error("input \\\"x\\\", of INT8: an element is none"));
  EXPECT_EQ(refused(request(input("x", "INT32", 2, "[1,null]"))),
            error("input \\\"x\\\", of INT32: it has no missing values; FP64 has"));
  EXPECT_EQ(refused(request(kX, R"(,"outputs":[{"name":"margin"}])")),
            error("the model has no output \\\"margin\\\""));
  EXPECT_EQ(
      refused(request(
          R"({"name":"x","datatype":"FP64","shape":[2],"parameters":{"binary_data_size":16}})")),
      error("input \\\"x\\\" has 16 bytes, and 0 are left of the body"));
  EXPECT_EQ(infer_binary(request(kX), "zz").body(), error("2 bytes follow the last tensor"));
  EXPECT_EQ(ask("POST", "/v2/models/other/infer", "{}").status(), 404);
  EXPECT_EQ(ask("POST", "/v2/models/toy/versions/9/infer", "{}").status(), 404);
  EXPECT_EQ(ask("GET", "/v2/models/toy/infer").status(), 405);
  EXPECT_EQ(ask("GET", "/v2/models/toy/else").status(), 404);
}

TEST_F(OpenInferenceTest, ALengthThatIsNoneOfTheBody) {
  for (const char* length : {"9999", "-1", "x", "1 "}) {
    FakeExchange exchange("POST", "/v2/models/toy/infer", "{}");
    exchange.headers["Inference-Header-Content-Length"] = length;
    handler_->handle(exchange);
    EXPECT_EQ(exchange.status(), 400) << length;
    EXPECT_NE(exchange.body().find(length), std::string::npos) << exchange.body();
  }
}

TEST_F(OpenInferenceTest, ARowThatFailsFailsItsRequest) {
  const auto answer = infer(request(input("x", "BYTES", 2, R"(["1","abc"])")));
  EXPECT_EQ(answer.status(), 400);
  EXPECT_NE(answer.body().find("row 1, column \\\"x\\\": \\\"abc\\\""), std::string::npos)
      << answer.body();
}

TEST_F(OpenInferenceTest, AtALimitItSaysWhenToComeAgain) {
  const std::string five = R"({"inputs":[)" + input("key", "INT64", 5, "[1,2,3,4,5]") + "," +
                           input("x", "FP64", 5, "[1,2,3,4,5]") + "," +
                           input("note", "BYTES", 5, R"(["","","","",""])") + "]}";
  EXPECT_EQ(infer(five).status(), 400);  // TOO_LARGE for ever
  EXPECT_NE(infer(five).body().find("{\"error\":\""), std::string::npos);
}

// A model whose columns are of one type takes bytes alone: a row without any JSON.
TEST_F(OpenInferenceTest, BytesAloneAreForColumnsOfOneType) {
  EXPECT_EQ(infer_binary("", std::string(24, '\0')).body(),
            error("bytes alone are for models whose columns are of one type"));
}

}  // namespace
}  // namespace slipway::serve
