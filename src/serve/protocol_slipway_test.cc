// Slipway's own protocol, without sockets: every answer and every refusal.
#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class SlipwayTest : public ServedTest {
 protected:
  FakeExchange score(const std::string& body) {
    return ask("POST", "/api/v1/models/toy/score", body);
  }
  static std::string row(int key, const std::string& x) {
    return "{\"key\":" + std::to_string(key) + ",\"x\":" + x + ",\"note\":\"n\"}";
  }
};

constexpr char kOne[] =
    R"({"model":"toy","version":"1f0c","predictions":[{"predict":0.5,"label":"low"}]})";

TEST_F(SlipwayTest, ListsAndDescribesModels) {
  EXPECT_EQ(ask("GET", "/api/v1/models").body(),
            R"({"models":[{"name":"to\"m","version":"2","number":"1","aliases":[]},)"
            R"({"name":"toy","version":"1f0c","number":"1","aliases":[]}]})");
  EXPECT_EQ(ask("GET", "/api/v1/models/").status(), 200);
  const auto one = ask("GET", "/api/v1/models/toy");
  EXPECT_EQ(one.status(), 200);
  EXPECT_EQ(one.body(), R"({"features":3})");
}

TEST_F(SlipwayTest, VersionsAreNamedByNumberAliasOrDigest) {
  ServedModel second = toy_model("toy", path_, *scorer_);
  second.version = "abcd1234", second.number = "2", second.aliases = {"default", "best one"};
  models_.put(std::move(second));
  EXPECT_EQ(ask("GET", "/api/v1/models/toy/versions").body(),
            R"({"name":"toy","versions":[)"
            R"({"version":"abcd1234","number":"2","aliases":["default","best one"]},)"
            R"({"version":"1f0c","number":"1","aliases":[]}]})");
  const auto answered_by = [this](const std::string& version) {
    const std::string path = "/api/v1/models/toy/versions/" + version;
    EXPECT_EQ(ask("GET", path).status(), 200) << version;
    const std::string body = ask("POST", path + "/score", row(1, "5")).body();
    return body.substr(0, body.find(",\"predictions\""));
  };
  for (const char* version : {"2", "best%20one", "abcd", "abcd1234"})
    EXPECT_EQ(answered_by(version), R"({"model":"toy","version":"abcd1234")") << version;
  EXPECT_EQ(answered_by("1"), R"({"model":"toy","version":"1f0c")");
  EXPECT_EQ(score(row(1, "5")).body().substr(0, 34), R"({"model":"toy","version":"abcd1234)");
  const auto unknown = ask("POST", "/api/v1/models/toy/versions/3/score", row(1, "5"));
  EXPECT_EQ(unknown.status(), 404);
  EXPECT_NE(unknown.body().find("UNKNOWN_VERSION"), std::string::npos);
  EXPECT_NE(ask("GET", "/api/v1/models/tim/versions").body().find("UNKNOWN_MODEL"),
            std::string::npos);
}

TEST_F(SlipwayTest, OutputsAreChosenByTheQuery) {
  const auto with = [this](const std::string& query) {
    FakeExchange exchange("POST", "/api/v1/models/toy/score", row(1, "5"));
    exchange.set_query(query);
    handler_->handle(exchange);
    return exchange;
  };
  EXPECT_NE(with("outputs=label%2Cpredict").body().find(R"([{"label":"low","predict":0.5}])"),
            std::string::npos);
  EXPECT_NE(with("outputs=label").body().find(R"([{"label":"low"}])"), std::string::npos);
  EXPECT_EQ(with("outputs=").body(), kOne);
  const auto unknown = with("outputs=label,odds");
  EXPECT_EQ(unknown.status(), 400);
  EXPECT_NE(unknown.body().find(R"("reason":"UNKNOWN_OUTPUT")"), std::string::npos);
  EXPECT_NE(unknown.body().find(R"("remedy":"it has predict, label")"), std::string::npos);
  EXPECT_EQ(with("x=1").body(), kOne);  // nothing of it stays
}

TEST_F(SlipwayTest, StreamsAreForWhoAsks) {
  const auto streams = [this](const char* method, const char* path, const char* query) {
    return handler_->streams({.method = method, .path = path, .query = query});
  };
  EXPECT_TRUE(streams("POST", "/api/v1/models/toy/score", "stream=true"));
  EXPECT_TRUE(streams("POST", "/api/v1/models/toy/versions/1/score", "outputs=label&stream=1"));
  EXPECT_FALSE(streams("POST", "/api/v1/models/toy/score", ""));
  EXPECT_FALSE(streams("POST", "/api/v1/models/toy/score", "stream=false"));
  EXPECT_FALSE(streams("POST", "/api/v1/models/toy/score", "stream=yes"));
  EXPECT_FALSE(streams("GET", "/api/v1/models/toy/score", "stream=true"));
  EXPECT_FALSE(streams("POST", "/v2/models/toy/score", "stream=true"));
  const auto refused = [this](const std::string& query, const std::string& type) {
    FakeExchange exchange("POST", "/api/v1/models/toy/score");
    exchange.set_query(query);
    exchange.set_content_type(type);
    handler_->handle(exchange);
    EXPECT_EQ(exchange.finished, 1);
    return std::to_string(exchange.status()) + exchange.body();
  };
  EXPECT_TRUE(refused("stream=yes", "text/csv").starts_with("400"));
  EXPECT_TRUE(refused("stream=true", "application/json").starts_with("415"));
  EXPECT_TRUE(refused("stream=true&outputs=odds", "text/csv").starts_with("400"));
  EXPECT_NE(refused("stream=true", "text/csv").find("NO_STREAM"), std::string::npos);
}

TEST_F(SlipwayTest, ForARateAStreamIsOneRequest) {
  ServedModel rare = toy_model("rare", path_, *scorer_);
  rare.rate = std::make_shared<RateLimit>(1);
  models_.put(std::move(rare));
  for (const char* reason : {"NO_STREAM", "RATE_LIMIT"}) {  // the first was let through
    FakeExchange exchange("POST", "/api/v1/models/rare/score");
    exchange.set_query("stream=true");
    exchange.set_content_type("text/csv");
    handler_->handle(exchange);
    EXPECT_NE(exchange.body().find(reason), std::string::npos) << exchange.body();
  }
  EXPECT_EQ(models_.find("rare")->statistics->fail.count, 2u);
}

TEST_F(SlipwayTest, ADocumentAndAPageForEachVersion) {
  const auto document = ask("GET", "/api/v1/models/toy/versions/1/openapi.json");
  EXPECT_EQ(document.status(), 200);
  EXPECT_NE(document.body().find(R"("url":"/api/v1/models/toy/versions/1")"), std::string::npos);
  const auto page = ask("GET", "/api/v1/models/toy/docs");
  EXPECT_EQ(page.content_type(), "text/html; charset=utf-8");
  EXPECT_NE(page.more().find("Content-Security-Policy: default-src 'none'"), std::string::npos);
  EXPECT_EQ(ask("POST", "/api/v1/models/toy/docs").status(), 405);
  EXPECT_EQ(ask("GET", "/api/v1/models/tim/docs").status(), 404);
}

TEST_F(SlipwayTest, ScoresAnObjectAnArrayOrAnObjectOfRows) {
  for (const std::string& body :
       {row(1, "5"), "[" + row(1, "5") + "]", "{\"id\":9,\"rows\":[" + row(1, "5") + "]}"}) {
    const auto answer = score(body);
    EXPECT_EQ(answer.status(), 200) << body;
    EXPECT_EQ(answer.body(), kOne);
  }
  EXPECT_EQ(score("[" + row(1, "20") + "," + row(2, "null") + "]").body(),
            R"({"model":"toy","version":"1f0c","predictions":[{"predict":2,"label":"high"},)"
            R"({"predict":0,"label":"low"}]})");
}

TEST_F(SlipwayTest, NoRowsHaveNoPredictions) {
  for (const char* body : {"[]", R"({"rows":[]})"}) {
    const auto answer = score(body);
    EXPECT_EQ(answer.status(), 200) << body;
    EXPECT_EQ(answer.body(), R"({"model":"toy","version":"1f0c","predictions":[]})");
  }
}

TEST_F(SlipwayTest, ARowThatFailsIsNullAndSaysWhy) {
  scorer_->bad = {3};
  const auto answer =
      score("[" + row(1, "5") + "," + row(2, R"("\u00e9\"")") + "," + row(3, "5") + ",7]");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(
      answer.body(),
      R"({"model":"toy","version":"1f0c","predictions":[{"predict":0.5,"label":"low"},null,null,null],)"
      R"("errors":[{"row":1,"reason":"BAD_VALUE","message":"\"\\u00e9\\\"\" is not a float64",)"
      R"("column":"x","value":"\"\\u00e9\\\"\""},)"
      R"({"row":2,"reason":"BAD_ROW","message":"bad"},)"
      R"({"row":3,"reason":"BAD_ROW","message":"is not an object"}]})");
  EXPECT_EQ(score(row(1, "5")).body(), kOne);  // nothing of it stays
}

TEST_F(SlipwayTest, IfEveryRowFailsTheRequestWasBad) {
  const auto answer = score(R"({"key":1,"note":"n"})");
  EXPECT_EQ(answer.status(), 400);
  EXPECT_EQ(answer.body(),
            R"({"model":"toy","version":"1f0c","predictions":[null],"errors":[{"row":0,)"
            R"("reason":"MISSING_COLUMN","message":"has no \"x\"","column":"x"}]})");
}

TEST_F(SlipwayTest, ARowThatMakesTheWholeCallFailIsFound) {
  scorer_->poison = {2};
  const auto answer = score("[" + row(1, "5") + "," + row(2, "5") + "," + row(3, "5") + "]");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_NE(answer.body().find(R"(,null,)"), std::string::npos) << answer.body();
  EXPECT_NE(answer.body().find(R"("errors":[{"row":1,"reason":"POISON")"), std::string::npos);
}

TEST_F(SlipwayTest, WhatIsNoDocumentOfRowsIsRefused) {
  for (const char* body : {"", " ", "nonsense", "7", "\"x\"", "[{\"key\":1,", "{\"key\":}", "[]]",
                           "{\"rows\":[]} {}", "\xff\xfe"}) {
    const auto answer = score(body);
    EXPECT_EQ(answer.status(), 400) << body;
    EXPECT_TRUE(answer.body().starts_with(
        R"({"error":{"code":"INVALID_ARGUMENT","reason":"BAD_JSON","message":")"))
        << answer.body();
  }
  EXPECT_EQ(score(row(1, "5")).body(), kOne);
}

TEST_F(SlipwayTest, UnknownModelsAndPaths) {
  const auto unknown = ask("POST", "/api/v1/models/tim/score", "{}");
  EXPECT_EQ(unknown.status(), 404);
  EXPECT_EQ(unknown.body(),
            R"({"error":{"code":"NOT_FOUND","reason":"UNKNOWN_MODEL","message":"no model is )"
            R"(called \"tim\"","remedy":"GET /api/v1/models lists them"}})");
  for (const char* path :
       {"", "/api/v1/model", "/api/v1/modelstoy", "/api/v1/models/toy/explain",
        "/api/v1/models/toy/score/", "/api/v1/models/toy/score/x", "/API/v1/models"}) {
    const auto answer = ask("POST", path, "{}");
    EXPECT_EQ(answer.status(), 404) << path;
    EXPECT_NE(answer.body().find("UNKNOWN_PATH"), std::string::npos) << answer.body();
  }
  EXPECT_NE(ask("GET", "/api/v1/models//score").body().find("UNKNOWN_MODEL"), std::string::npos);
}

TEST_F(SlipwayTest, TheWrongMethodNamesTheRightOne) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"POST", "/api/v1/models", "GET"},
      {"DELETE", "/api/v1/models/toy", "GET"},
      {"GET", "/api/v1/models/toy/score", "POST"},
      {"post", "/api/v1/models/toy/score", "POST"}};
  for (const auto& [method, path, allowed] : cases) {
    auto answer = ask(method, path);
    EXPECT_EQ(answer.status(), 405) << path;
    EXPECT_EQ(answer.response().allow, allowed);
    EXPECT_NE(answer.body().find("WRONG_METHOD"), std::string::npos);
  }
}

TEST_F(SlipwayTest, ADeadlineThatHasPassedIsNotWorkedFor) {
  clock_.advance(std::chrono::seconds(5));
  FakeExchange late("POST", "/api/v1/models/toy/score", row(1, "5"));
  late.set_deadline(clock_.now());
  handler_->handle(late);
  EXPECT_EQ(late.finished, 1);
  EXPECT_EQ(late.status(), 504);
  EXPECT_EQ(late.body(), R"({"error":{"code":"DEADLINE_EXCEEDED","reason":"EXPIRED_ON_ARRIVAL",)"
                         R"("message":"its deadline had passed when it came"}})");
  EXPECT_EQ(scorer_->calls, 0);
}

TEST_F(SlipwayTest, TooMuchAtATimeIsRefusedAndMayBeTriedAgain) {
  std::unique_ptr<FakeExchange> second;
  scorer_->hook = [&](const data::ChunkView&) {
    if (second == nullptr) second = std::make_unique<FakeExchange>(score(row(2, "5")));
  };
  EXPECT_EQ(score(row(1, "5")).body(), kOne);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->status(), 429);
  EXPECT_EQ(second->response().retry_after_s, 1);
  EXPECT_EQ(second->body(),
            R"({"error":{"code":"RESOURCE_EXHAUSTED","reason":"TOO_MUCH_IN_FLIGHT",)"
            R"("message":"too many rows are being answered",)"
            R"("remedy":"try again a little later"}})");
  EXPECT_EQ(score(row(2, "5")).body(), kOne);
}

TEST_F(SlipwayTest, MoreRowsThanMayBeInFlightAreRefused) {
  std::string rows = row(1, "5");
  for (int i = 0; i < 4; ++i) rows += "," + row(i, "5");
  EXPECT_EQ(score("[" + rows + "]").status(), 400);  // it can never be answered
  EXPECT_EQ(scorer_->calls, 0);
}

TEST_F(SlipwayTest, AModelThatIsAwayMayComeBack) {
  scorer_->down = 1;
  auto answer = score(row(1, "5"));
  EXPECT_EQ(answer.status(), 503);
  EXPECT_EQ(answer.response().retry_after_s, 1);
  EXPECT_NE(answer.body().find(R"("reason":"DOWN","message":"the model is away")"),
            std::string::npos);
  EXPECT_EQ(score(row(1, "5")).body(), kOne);
  EXPECT_EQ(ask("POST", "/api/v1/models/to\"m/score", row(1, "5")).status(), 503);  // no route
}

TEST_F(SlipwayTest, CallsAreUsedAgain) {
  for (int i = 0; i < 5; ++i) (void)score(i == 2 ? "bad" : row(i, "5"));
  EXPECT_EQ(decoders_, 1);
}

TEST_F(SlipwayTest, ADecoderThatCannotBeMadeIsTheAnswer) {
  ServedModels models;
  ServedModel toy = toy_model("toy", path_, *scorer_);
  toy.make_decoder = []() -> base::Result<std::unique_ptr<codec::PayloadDecoder>> {
    return base::internal("NO_DECODER", "broken");
  };
  models.put(std::move(toy));
  const ServeContext context{.models = &models, .clock = &clock_, .ready = [] { return true; }};
  const auto handler = make_handler(context);
  FakeExchange exchange("POST", "/api/v1/models/toy/score", "[]");
  handler->handle(exchange);
  EXPECT_EQ(exchange.status(), 500);
  EXPECT_EQ(exchange.finished, 1);
}

}  // namespace
}  // namespace slipway::serve
