// What a collector of OpenTelemetry makes of it is asked in tests/observe, by the protocol's own schema.
#include "serve/otlp_json.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace slipway::serve {
namespace {

using Json = rapidjson::Value;

RequestSpan scored() {
  RequestSpan span;
  span.trace = {0x4b, 0xf9}, span.id = {1}, span.parent = {2}, span.remote = true;
  span.state = "vendor=\xff";
  span.began = base::TimePoint(base::Duration(1000)),
  span.ended = base::TimePoint(base::Duration(9000));
  span.began_wall = base::WallTime(std::chrono::microseconds(1'700'000'000'000'000));
  span.path = "/api/v1/models/wine/score", span.client = "10.0.0.7", span.status = 200;
  span.model = "wine", span.version = "1f0c", span.rows = 3;
  span.add_phase("parse", base::TimePoint(base::Duration(1500)),
                 base::TimePoint(base::Duration(2500)));
  return span;
}

class OtlpJson : public ::testing::Test {
 protected:
  const Json& spans(const RequestSpan& span) {
    const std::string text = otlp_json("shop \"1\"", "i-7", {&span, 1});
    document_.Parse(text.c_str());
    EXPECT_FALSE(document_.HasParseError()) << text;
    return document_["resourceSpans"][0]["scopeSpans"][0]["spans"];
  }
  // "missing" if there is none.
  static std::string attribute(const Json& span, const std::string& key) {
    for (const Json& one : span["attributes"].GetArray())
      if (one["key"].GetString() == key)
        return one["value"].HasMember("intValue") ? one["value"]["intValue"].GetString()
                                                  : one["value"]["stringValue"].GetString();
    return "missing";
  }

 private:
  rapidjson::Document document_;
};

TEST_F(OtlpJson, ARequestIsASpanAndOneForEachPhaseInIt) {
  const Json& all = spans(scored());
  ASSERT_EQ(all.Size(), 2u);
  const Json &server = all[0], &parse = all[1];
  EXPECT_STREQ(server["traceId"].GetString(), "4bf90000000000000000000000000000");
  EXPECT_STREQ(server["spanId"].GetString(), "0100000000000000");
  EXPECT_STREQ(server["parentSpanId"].GetString(), "0200000000000000");
  EXPECT_STREQ(server["traceState"].GetString(), "vendor=?");
  EXPECT_STREQ(server["name"].GetString(), "POST /api/v1/models/wine/score");
  EXPECT_EQ(server["kind"].GetInt(), 2);
  EXPECT_EQ(server["flags"].GetUint(), 0x301u);
  EXPECT_STREQ(server["startTimeUnixNano"].GetString(), "1700000000000000000");
  EXPECT_STREQ(server["endTimeUnixNano"].GetString(), "1700000000000008000");
  EXPECT_FALSE(server.HasMember("status"));
  EXPECT_EQ(attribute(server, "http.request.method"), "POST");
  EXPECT_EQ(attribute(server, "http.response.status_code"), "200");
  EXPECT_EQ(attribute(server, "slipway.rows"), "3");
  EXPECT_EQ(attribute(server, "error.type"), "missing");
  EXPECT_STREQ(parse["name"].GetString(), "parse");
  EXPECT_EQ(parse["kind"].GetInt(), 1);
  EXPECT_STREQ(parse["parentSpanId"].GetString(), server["spanId"].GetString());
  EXPECT_STRNE(parse["spanId"].GetString(), server["spanId"].GetString());
  EXPECT_STREQ(parse["startTimeUnixNano"].GetString(), "1700000000000000500");
}

TEST_F(OtlpJson, WhoseFaultItWas) {
  RequestSpan span = scored();
  span.status = 400, span.reason = "BAD_VALUE", span.remote = false, span.model.clear();
  const Json& refused = spans(span)[0];
  EXPECT_FALSE(refused.HasMember("status")) << "the caller's";
  EXPECT_FALSE(refused.HasMember("parentSpanId"));
  EXPECT_STREQ(refused["name"].GetString(), "POST") << "of a path that anybody makes up";
  EXPECT_EQ(attribute(refused, "error.type"), "BAD_VALUE");
  span.status = 503, span.reason = "NO_ROUTE";
  const Json& failed = spans(span)[0];
  EXPECT_EQ(failed["status"]["code"].GetInt(), 2);
  EXPECT_STREQ(failed["status"]["message"].GetString(), "NO_ROUTE");
}

TEST_F(OtlpJson, OfGrpcItIsACall) {
  RequestSpan span = scored();
  span.scheme = "grpc", span.path = "/inference.GRPCInferenceService/ModelInfer";
  span.status = static_cast<int>(base::Code::kInvalidArgument);
  const Json& call = spans(span)[0];
  EXPECT_STREQ(call["name"].GetString(), "inference.GRPCInferenceService/ModelInfer");
  EXPECT_EQ(attribute(call, "rpc.system"), "grpc");
  EXPECT_EQ(attribute(call, "rpc.service"), "inference.GRPCInferenceService");
  EXPECT_EQ(attribute(call, "rpc.method"), "ModelInfer");
  EXPECT_EQ(attribute(call, "rpc.grpc.status_code"), "3");
  EXPECT_EQ(attribute(call, "url.path"), "missing");
  EXPECT_FALSE(call.HasMember("status"));
  span.status = static_cast<int>(base::Code::kUnavailable);
  EXPECT_TRUE(spans(span)[0].HasMember("status"));
}

TEST_F(OtlpJson, WhatACollectorThrewAway) {
  EXPECT_EQ(otlp_rejected(R"({"partialSuccess":{"rejectedSpans":"7","errorMessage":"no"}})"), 7u);
  EXPECT_EQ(otlp_rejected(R"({"partialSuccess":{"rejectedSpans":7}})"), 7u);
  for (const char* none :
       {"", "{}", "[]", "7", R"({"partialSuccess":{}})", R"({"partialSuccess":7})",
        R"({"partialSuccess":{"rejectedSpans":-1}})", "{\"partial"})
    EXPECT_EQ(otlp_rejected(none), 0u) << none;
}

}  // namespace
}  // namespace slipway::serve
