#include "serve/json_body.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(JsonBody, IsOneObjectAndUsedAgain) {
  JsonBody body;
  simdjson::dom::object root;
  for (const std::size_t size : {1u, 5000u, 3u}) {
    ASSERT_TRUE(body.parse("{\"a\":\"" + std::string(size, 'x') + "\"}", root).ok());
    std::string_view text;
    ASSERT_EQ(root["a"].get_string().get(text), simdjson::SUCCESS);
    EXPECT_EQ(text, std::string(size, 'x'));
  }
  for (const char* none : {"[]", "7", "null"})
    EXPECT_STREQ(body.parse(none, root).reason(), "BAD_REQUEST");
  for (const char* broken : {"", "{", "{} {}", "\xff"})
    EXPECT_STREQ(body.parse(broken, root).reason(), "BAD_JSON");
  EXPECT_STREQ(
      body.parse("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}", root).reason(),
      "BAD_JSON");
}

TEST(JsonBody, NumbersThatJsonDoesNotHave) {
  JsonBody body;
  simdjson::dom::object root;
  ASSERT_TRUE(
      body.parse(R"({"a":[NaN, -Infinity,Infinity,1],"b\"NaN":"\\","NaN":"-Infinity NaN\""})", root)
          .ok());
  EXPECT_EQ(std::string(simdjson::minify(root)),
            R"({"a":[null,"-Infinity","Infinity",1],"b\"NaN":"\\","NaN":"-Infinity NaN\""})");
  for (const char* broken : {"{\"a\":NaN", "{NaN:1}", "{\"a\":1NaN}", "{\"a\":--Infinity}", "NaN\"",
                             "{\"a\":nan}", "{\"a\":NaN,\"\\"})
    EXPECT_STREQ(body.parse(broken, root).reason(), "BAD_JSON") << broken;
}

}  // namespace
}  // namespace slipway::serve
