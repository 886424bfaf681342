// MLflow's scoring server, without sockets: its bodies, its statuses, its messages.
#include <cstdlib>

#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class MlflowTest : public ServedTest {
 protected:
  // What one served model answers, of a body of that type.
  FakeExchange invoke(const std::string& body, const std::string& type = "application/json",
                      const std::string& accept = "") {
    ServedModels one;
    one.put(toy_model("toy", path_, *scorer_));
    const ServeContext context{.models = &one, .clock = &clock_, .ready = [] { return true; }};
    const auto handler = make_handler(context);
    FakeExchange exchange("POST", "/invocations", body);
    exchange.set_content_type(type);
    exchange.headers["Accept"] = accept;
    handler->handle(exchange);
    EXPECT_EQ(exchange.finished, 1);
    return exchange;
  }
};

constexpr char kAnswer[] = R"({"predictions":[0.5,7]})";

TEST_F(MlflowTest, EveryFormOfRows) {
  EXPECT_EQ(invoke(R"({"dataframe_split":{"index":[0,1],"columns":["note","x","other","key"],)"
                   R"("data":[["n",5,0,1],["n",70,0,2]]}})")
                .body(),
            kAnswer);
  EXPECT_EQ(invoke(R"({"dataframe_split":{"data":[[1,5,"n"],[2,70,"n"]]}})").body(), kAnswer);
  EXPECT_EQ(
      invoke(R"({"dataframe_records":[{"x":5,"key":1,"note":"n"},{"x":70,"key":2,"note":null}]})")
          .body(),
      kAnswer);
  EXPECT_EQ(invoke(R"({"instances":[[1,5,"n"],[2,70,"n"]],"params":{}})").body(), kAnswer);
  EXPECT_EQ(invoke(R"({"inputs":{"key":[1,2],"x":[5,70],"note":["n","n"]}})").body(), kAnswer);
  EXPECT_EQ(
      invoke("{\"inputs\":[[1,5,\"n\"],[2,70,\"n\"]]}", "application/json; charset=UTF-8").body(),
      kAnswer);
}

// As numpy.save() writes it: two rows of texts of two letters.
std::string npy_rows(std::initializer_list<std::string_view> cells) {
  const std::string header = "{'descr': '|S2', 'fortran_order': False, 'shape': (2, 3), }\n";
  std::string out("\x93NUMPY\x01\0", 8);
  out += static_cast<char>(header.size());
  out += '\0' + header;
  for (const std::string_view cell : cells) (out += cell).append(2 - cell.size(), '\0');
  return out;
}

TEST_F(MlflowTest, ArraysAsSageMakersToolkitSendsThem) {
  const std::string rows = npy_rows({"1", "5", "n", "2", "70", "n"});
  EXPECT_EQ(invoke(rows, "application/x-npy").body(), kAnswer);
  const auto array = invoke(rows, "application/x-npy", "application/x-npy");
  EXPECT_EQ(array.content_type(), "application/x-npy");
  EXPECT_TRUE(array.body().starts_with("\x93NUMPY"));
  EXPECT_NE(array.body().find("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"),
            std::string::npos);
  const double answers[] = {0.5, 7};
  EXPECT_TRUE(array.body().ends_with(
      std::string_view(reinterpret_cast<const char*>(answers), sizeof answers)));
  EXPECT_EQ(invoke(rows, "application/x-npy", "text/csv").body(), "0.5\n7\n");
  const auto bad = invoke(npy_rows({"1", "5", "n", "2", "x", "n"}), "application/x-npy");
  EXPECT_EQ(bad.status(), 400);
  EXPECT_NE(bad.body().find(R"(row 1, column \"x\": \"x\")"), std::string::npos) << bad.body();
  EXPECT_EQ(invoke(rows.substr(0, rows.size() - 1), "application/x-npy").status(), 400);
  EXPECT_EQ(invoke(rows, "application/x-npz").status(), 400);
}

TEST_F(MlflowTest, TheContainersEnvironmentSaysWhatIsAcceptedByDefault) {
  ::setenv("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv", 1);
  EXPECT_EQ(invoke(R"({"instances":[[1,5,"n"]]})").body(), "0.5\n");
  EXPECT_EQ(invoke(R"({"instances":[[1,5,"n"]]})", "application/json", "application/json").body(),
            R"({"predictions":[0.5]})");
  ::unsetenv("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT");
}

TEST_F(MlflowTest, RefusesAsMlflowDoes) {
  const auto none = invoke("{}");
  EXPECT_EQ(none.status(), 400);
  EXPECT_TRUE(
      none.body().starts_with(R"({"error_code":"BAD_REQUEST","message":"The input must be)"))
      << none.body();
  EXPECT_EQ(invoke(R"({"inputs":[],"instances":[]})").body(), none.body());
  EXPECT_EQ(invoke(R"({"inputs":[],"instances":[],"dataframe_split":{}})").body(), none.body());
  EXPECT_EQ(invoke("[]").status(), 400);
  EXPECT_EQ(invoke(R"({"dataframe_split":[]})").status(), 400);
  EXPECT_EQ(invoke(R"({"dataframe_records":[{"x":5}]})").body(),
            R"({"error_code":"BAD_REQUEST","message":"row 0, column \"key\": has no \"key\""})");
  const auto type = invoke("x", "text/html");
  EXPECT_EQ(type.status(), 415);
  EXPECT_EQ(type.content_type(), "text/plain");
  EXPECT_EQ(invoke("{}", "application/json; charset=latin1").status(), 415);
  EXPECT_EQ(invoke("{}", "application/json; version=2").status(), 415);
}

TEST_F(MlflowTest, HealthIsALineEnd) {
  EXPECT_EQ(ask("GET", "/ping").body(), "\n");
  EXPECT_EQ(ask("GET", "/health").status(), 200);
  EXPECT_EQ(ask("GET", "/version").status(), 200);
  EXPECT_EQ(ask("POST", "/ping").status(), 405);
  ready_ = false;
  EXPECT_EQ(ask("GET", "/ping").status(), 404);
}

TEST_F(MlflowTest, OfSeveralModelsAHeaderNamesTheOne) {
  const std::string body = R"({"instances":[[1,5,"n"]]})";
  EXPECT_EQ(ask("POST", "/invocations", body).status(), 404);
  FakeExchange exchange("POST", "/invocations", body);
  exchange.headers["X-Amzn-SageMaker-Target-Model"] = "toy";
  handler_->handle(exchange);
  EXPECT_EQ(exchange.body(), R"({"predictions":[0.5]})");
}

}  // namespace
}  // namespace slipway::serve
