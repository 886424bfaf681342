#include "serve/load/load_protocol.h"

#include "serve/load/handler_target.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

constexpr char kToyInputs[] =
    R"({"inputs":[{"name":"key","type":"int64"},{"name":"x","type":"float64"},{"name":"note","type":"string"}]})";

class LoadProtocols : public ServedTest {
 protected:
  void SetUp() override {
    ServedTest::SetUp();
    add("told", "3", kToyInputs, path_);
    target_ = make_handler_target(*handler_);
  }
  std::unique_ptr<Target> target_;
};

TEST_F(LoadProtocols, WhatEachAsksIsAnsweredRowByRow) {
  for (const std::string& name : load_protocols()) {
    if (name == "grpc") continue;  // grpc/grpc_load_test.cc
    const auto protocol = load_protocol(name);
    ASSERT_TRUE(protocol.ok()) << name;
    const auto inputs = ask_inputs(*target_, (*protocol)->inputs_path("told"), "told");
    ASSERT_TRUE(inputs.ok()) << name << inputs.status().text();
    for (const std::int64_t count : {1, 3}) {
      const data::Chunk rows = make_load_rows(*inputs, count, 1);
      const auto answer = target_->ask((*protocol)->request(*inputs, rows.view()));
      ASSERT_TRUE(answer.ok()) << name;
      EXPECT_TRUE(answer->well) << name << answer->body;
      EXPECT_EQ((*protocol)->rows_in(answer->body), count) << name << answer->body;
    }
  }
}

TEST_F(LoadProtocols, RowsThatCantBeCountedAreMinusOne) {
  for (const std::string& name : load_protocols()) {
    if (name == "grpc") continue;
    const LoadProtocol& protocol = **load_protocol(name);
    for (const char* body : {"", "[]", "{}", R"({"predictions":7,"outputs":7})",
                             R"({"outputs":[]})", R"({"outputs":[{"shape":[]}]})"})
      EXPECT_EQ(protocol.rows_in(body), -1) << name << body;
  }
}

TEST_F(LoadProtocols, AnUnknownOneIsSaid) {
  const auto none = load_protocol("soap");
  EXPECT_EQ(none.status().text(),
            "there is no protocol \"soap\" (UNKNOWN_PROTOCOL); there are: slipway, open-inference, "
            "open-inference-binary, tensorflow, mlflow, grpc");
}

// A model whose columns are numbers of one type has one tensor [rows, columns], row by row.
TEST(LoadTensors, OfAMatrixAreOne) {
  ModelInputs inputs{.model = "m", .matrix = "input"};
  inputs.columns = std::make_shared<const data::Schema>(std::vector<data::Field>{
      {"input_0", {data::Kind::kFloat32, {}}, {}}, {"input_1", {data::Kind::kFloat32, {}}, {}}});
  data::Chunk rows(inputs.columns);
  for (const float x : {1.f, 3.f}) rows.column(0).append_float32(x);
  for (const float x : {2.f, 4.f}) rows.column(1).append_float32(x);
  const auto tensors = tensors_of(inputs, rows.view());
  ASSERT_EQ(tensors.size(), 1u);
  EXPECT_EQ(tensors[0].name, "input");
  EXPECT_EQ(tensors[0].datatype, "FP32");
  EXPECT_EQ(tensors[0].shape, (std::vector<std::int64_t>{2, 2}));
  const float expected[] = {1, 2, 3, 4};
  EXPECT_EQ(tensors[0].raw, std::string(reinterpret_cast<const char*>(expected), sizeof expected));
  EXPECT_EQ(
      (*load_protocol("open-inference"))->request(inputs, rows.view()).body,
      R"({"inputs":[{"name":"input","datatype":"FP32","shape":[2,2],"data":[[1,2],[3,4]]}]})");
  const LoadRequest binary =
      (*load_protocol("open-inference-binary"))->request(inputs, rows.view());
  EXPECT_TRUE(binary.body.ends_with(tensors[0].raw));
  EXPECT_EQ(binary.headers[0].second, std::to_string(binary.body.size() - sizeof expected));
  inputs.matrix.clear();
  EXPECT_EQ(tensors_of(inputs, rows.view()).size(), 2u);
}

}  // namespace
}  // namespace slipway::serve
