#include "serve/http.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using base::Code;

TEST(Http, EveryCodeHasTheStatusOfGoogleRpcCode) {
  const std::pair<Code, int> all[] = {{Code::kOk, 200},
                                      {Code::kCancelled, 499},
                                      {Code::kUnknown, 500},
                                      {Code::kInvalidArgument, 400},
                                      {Code::kDeadlineExceeded, 504},
                                      {Code::kNotFound, 404},
                                      {Code::kAlreadyExists, 409},
                                      {Code::kPermissionDenied, 403},
                                      {Code::kResourceExhausted, 429},
                                      {Code::kFailedPrecondition, 400},
                                      {Code::kAborted, 409},
                                      {Code::kOutOfRange, 400},
                                      {Code::kUnimplemented, 501},
                                      {Code::kInternal, 500},
                                      {Code::kUnavailable, 503},
                                      {Code::kDataLoss, 500},
                                      {Code::kUnauthenticated, 401}};
  for (const auto& [code, status] : all)
    EXPECT_EQ(http_status(code), status) << base::code_name(code);
}

TEST(Http, AnErrorSaysAllThatIsKnownAndNoMore) {
  Response response;
  respond_error(base::invalid_argument("BAD_VALUE", "\"x\"\n").at("row 7").remedy("write a number"),
                response);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body,
            R"({"error":{"code":"INVALID_ARGUMENT","reason":"BAD_VALUE","message":"\"x\"\n",)"
            R"("place":"row 7","remedy":"write a number"}})");
  EXPECT_EQ(response.retry_after_s, 0);
  EXPECT_STREQ(response.reason, "BAD_VALUE");
  response.clear();
  EXPECT_STREQ(response.reason, "");
  respond_error(base::Status(Code::kInternal, "BROKEN"), response);
  EXPECT_EQ(response.body, R"({"error":{"code":"INTERNAL","reason":"BROKEN"}})");
}

TEST(Http, WhoIsNotKnownIsToldHowToBe) {
  Response none, bad, denied;
  respond_error(base::Status(Code::kUnauthenticated, "NO_CREDENTIALS"), none);
  respond_error(base::Status(Code::kUnauthenticated, "BAD_CREDENTIALS"), bad);
  respond_error(base::Status(Code::kPermissionDenied, "NOT_PERMITTED"), denied);
  EXPECT_EQ(none.more, "WWW-Authenticate: Bearer realm=\"slipway\"\r\n");
  EXPECT_EQ(bad.more, "WWW-Authenticate: Bearer realm=\"slipway\", error=\"invalid_token\"\r\n");
  EXPECT_EQ(denied.more, "");
}

TEST(Http, ATerseErrorKeepsCodeAndReason) {
  for (const Code code : {Code::kInvalidArgument, Code::kOutOfRange, Code::kUnknown,
                          Code::kInternal, Code::kDataLoss}) {
    const base::Status terse =
        terse_error(base::Status(code, "X", "s3cret").at("s3cret").remedy("s3cret"));
    EXPECT_EQ(terse.code(), code);
    EXPECT_STREQ(terse.reason(), "X");
    EXPECT_EQ(terse.text().find("s3cret"), std::string::npos) << terse.text();
  }
  EXPECT_EQ(terse_error(base::unavailable("X", "later")).message(), "later");
}

TEST(Http, RetryAfterIsSentWhereTryingAgainHelps) {
  for (const Code code : {Code::kUnavailable, Code::kResourceExhausted}) {
    Response response;
    respond_error(base::Status(code, "X"), response);
    EXPECT_EQ(response.retry_after_s, 1);
  }
  Response response;
  respond_error(base::Status(Code::kDeadlineExceeded, "X"), response);
  EXPECT_EQ(response.retry_after_s, 0);
}

// A message may quote what a caller sent; the answer is JSON all the same.
TEST(Http, BytesThatAreNoTextDoNotBreakTheAnswer) {
  Response response;
  respond_error(base::not_found("UNKNOWN_PATH", "nothing at /\xff\xc3\xa9\xc3"), response);
  EXPECT_EQ(response.body,
            "{\"error\":{\"code\":\"NOT_FOUND\",\"reason\":\"UNKNOWN_PATH\","
            "\"message\":\"nothing at /????\"}}");
}

}  // namespace
}  // namespace slipway::serve
