// What arrives at the socket of a home without its client.
#include "service/admin.h"

#include <rapidjson/document.h>

#include "service/any_home_test.h"

namespace slipway::service {
namespace {

class OneExchange final : public serve::Exchange {
 public:
  const serve::Request& request() const override { return request_; }
  serve::Response& response() override { return response_; }
  void finish() override { ++finished_; }

  serve::Request request_;
  serve::Response response_;
  int finished_ = 0;
};

class Admin : public ::testing::Test {
 protected:
  // "200", or "400 BAD_VALUE: message".
  std::string ask(const std::string& path, const std::string& body) {
    OneExchange exchange;
    exchange.request_.method = "POST";
    exchange.request_.path = path;
    exchange.request_.body = body;
    handler_->handle(exchange);
    EXPECT_EQ(exchange.finished_, 1);
    rapidjson::Document json;
    json.Parse(exchange.response_.body.c_str());
    EXPECT_TRUE(json.IsObject()) << exchange.response_.body;
    std::string answer = std::to_string(exchange.response_.status);
    if (json.IsObject() && json.HasMember("error"))
      answer += std::string(" ") + json["error"]["reason"].GetString() + ": " +
                json["error"]["message"].GetString();
    return answer;
  }

  const Folder work_;
  const std::unique_ptr<LocalHome> home_ = *LocalHome::open(work_ / "home");
  const std::unique_ptr<serve::Handler> handler_ = make_admin_handler(*home_);
};

TEST_F(Admin, OperationsAreNamedByTheirPath) {
  EXPECT_EQ(ask("/admin/create_queue", R"({"queue":"q","partitions":2})"), "200");
  EXPECT_EQ(ask("/admin/queues", "{}"), "200");
  EXPECT_EQ(ask("/admin/publish", R"({"queue":"q","payloads":["a"],"keys":[]})"), "200");
  EXPECT_EQ(home_->queues()->front().records, 1u);
  EXPECT_EQ(ask("/admin/drop", "{}"), "404 UNKNOWN_PATH: there is no operation drop");
  EXPECT_EQ(ask("/admin/", "{}"), "404 UNKNOWN_PATH: there is no operation ");
  EXPECT_EQ(ask("/", "{}"), "404 UNKNOWN_PATH: there is nothing here");
}

TEST_F(Admin, ABodyThatIsNoObjectIsRefused) {
  const std::string refused = "400 BAD_JSON: the body is not a JSON object";
  for (const char* body : {"", "[]", "7", "{", "{\"queue\":}", "{} {}", "\xff"})
    EXPECT_EQ(ask("/admin/queues", body), refused) << body;
  const std::string deep = std::string(5'000'000, '[');
  EXPECT_EQ(ask("/admin/queues", deep), refused);
  EXPECT_EQ(ask("/admin/queues", "{\"a\":" + deep + std::string(5'000'000, ']') + "}"), "200");
}

TEST_F(Admin, AMemberThatIsMissingOrOfAnotherTypeIsRefusedAndNothingIsDone) {
  ASSERT_TRUE(home_->create_queue("q", 1).ok());
  EXPECT_EQ(ask("/admin/create_queue", R"({"partitions":1})"), "400 BAD_VALUE: queue must be text");
  for (const char* partitions : {"-1", "1.5", "\"1\"", "null", "4294967297"})
    EXPECT_EQ(
        ask("/admin/create_queue", std::string(R"({"queue":"r","partitions":)") + partitions + "}"),
        "400 BAD_VALUE: partitions must be a whole number below 2^32");
  EXPECT_EQ(ask("/admin/publish", R"({"queue":"q","payloads":["a",7],"keys":[]})"),
            "400 BAD_VALUE: payloads must be a list of texts");
  EXPECT_EQ(ask("/admin/publish", R"({"queue":"q","payloads":["a"]})"),
            "400 BAD_VALUE: keys must be a list of texts");
  EXPECT_EQ(ask("/admin/peek", R"({"queue":"q","partition":4294967296,"from":0,"count":1})"),
            "400 BAD_VALUE: partition must be a whole number below 2^32");
  EXPECT_EQ(ask("/admin/peek", R"({"queue":"q","partition":0,"from":-1,"count":1})"),
            "400 BAD_VALUE: from must be a whole number");
  EXPECT_EQ(ask("/admin/dead_letters", R"({"pipeline":"p"})"),
            "400 BAD_VALUE: count must be a whole number below 2^32");
  EXPECT_EQ(ask("/admin/requeue", R"({"queue":"q","ids":"p/0/1/0"})"),
            "400 BAD_VALUE: ids must be a list of texts");
  ASSERT_EQ(home_->queues()->size(), 1u);
  EXPECT_EQ(home_->queues()->front().records, 0u);
}

}  // namespace
}  // namespace slipway::service
