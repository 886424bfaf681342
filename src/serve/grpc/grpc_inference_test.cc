#include "serve/grpc/grpc_inference.h"

#include "serve/grpc/grpc_service_test.h"

namespace slipway::serve {
namespace {

class GrpcInferenceTest : public GrpcTest {
 protected:
  std::string refused(const inference::ModelInferRequest& request,
                      grpc::StatusCode code = grpc::StatusCode::INVALID_ARGUMENT) {
    inference::ModelInferResponse response;
    const grpc::Status status = infer(request, response);
    EXPECT_EQ(status.error_code(), code) << status.error_message();
    return status.error_message();
  }
};

TEST_F(GrpcInferenceTest, TypedContentsAreAnsweredByTypedContents) {
  inference::ModelInferResponse response;
  const grpc::Status status = infer(typed_request(), response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.model_name(), "toy");
  EXPECT_EQ(response.model_version(), "1");
  EXPECT_EQ(response.id(), "7");
  ASSERT_EQ(response.outputs_size(), 2);
  EXPECT_EQ(response.raw_output_contents_size(), 0);
  EXPECT_EQ(response.outputs(0).name(), "predict");
  EXPECT_EQ(response.outputs(0).shape(0), 2);
  EXPECT_EQ(response.outputs(0).contents().fp64_contents(0), 0.5);
  EXPECT_EQ(response.outputs(0).contents().fp64_contents(1), 7);
  EXPECT_EQ(response.outputs(1).contents().bytes_contents(1), "high");
}

TEST_F(GrpcInferenceTest, RawContentsAreAnsweredByRawContents) {
  inference::ModelInferRequest request = typed_request();
  for (auto& input : *request.mutable_inputs()) input.clear_contents();
  const std::int64_t keys[] = {1, 2};
  const double x[] = {5, 70};
  request.add_raw_input_contents(keys, sizeof keys);
  request.add_raw_input_contents(x, sizeof x);
  request.add_raw_input_contents(std::string("\1\0\0\0n\0\0\0\0", 9));
  request.add_outputs()->set_name("label");
  inference::ModelInferResponse response;
  const grpc::Status status = infer(request, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.outputs_size(), 1);
  EXPECT_FALSE(response.outputs(0).has_contents());
  EXPECT_EQ(response.raw_output_contents(0), std::string("\3\0\0\0low\4\0\0\0high", 15));
  request.mutable_inputs(0)->mutable_contents()->add_int64_contents(1);
  EXPECT_EQ(refused(request), "input \"key\" has contents beside raw ones");
  request.mutable_raw_input_contents()->RemoveLast();
  EXPECT_EQ(refused(request), "there are 3 inputs and 2 raw contents");
}

TEST_F(GrpcInferenceTest, WhatIsWrongIsNamed) {
  inference::ModelInferRequest request = typed_request();
  request.add_outputs()->set_name("margin");
  EXPECT_EQ(refused(request), "the model has no output \"margin\"");
  request = typed_request();
  request.mutable_inputs(0)->set_datatype("INT7");
  EXPECT_NE(refused(request).find("INT7"), std::string::npos);
  request.mutable_inputs(0)->set_datatype("INT8");
  request.mutable_inputs(0)->mutable_contents()->add_int_contents(1);
  request.mutable_inputs(0)->mutable_contents()->add_int_contents(128);
  EXPECT_EQ(refused(request), "input \"key\" has contents that are no INT8");
  request.mutable_inputs(0)->set_datatype("FP16");
  EXPECT_EQ(refused(request), "input \"key\" has contents that are no FP16");
  request = typed_request();
  request.mutable_inputs(1)->mutable_contents()->add_fp64_contents(1);
  EXPECT_NE(refused(request).find("\"x\""), std::string::npos);
  request.clear_inputs();
  EXPECT_EQ(refused(request), "the request has no inputs");
}

TEST_F(GrpcInferenceTest, EveryTypeOfNumbers) {
  for (const char* type : {"INT8", "INT16", "INT32", "UINT8", "UINT16", "UINT32", "UINT64"}) {
    inference::ModelInferRequest request = typed_request();
    auto& key = *request.mutable_inputs(0);
    key.set_datatype(type);
    for (int i = 1; i <= 2; ++i) {
      key.mutable_contents()->add_int_contents(i);
      key.mutable_contents()->add_uint_contents(static_cast<unsigned>(i));
      key.mutable_contents()->add_uint64_contents(static_cast<unsigned>(i));
    }
    inference::ModelInferResponse response;
    const grpc::Status status = infer(request, response);
    EXPECT_TRUE(status.ok()) << type << ": " << status.error_message();
  }
}

TEST_F(GrpcInferenceTest, ParametersThatAreReserved) {
  inference::ModelInferRequest request = typed_request();
  auto& parameters = *request.mutable_parameters();
  parameters["sequence_id"].set_string_param("s");
  parameters["sequence_start"].set_bool_param(true);
  parameters["priority"].set_uint64_param(1);
  parameters["own"].set_double_param(0.5);
  parameters["nothing"];
  inference::ModelInferResponse response;
  EXPECT_TRUE(infer(request, response).ok());
  parameters["sequence_end"].set_int64_param(1);
  EXPECT_EQ(refused(request), "parameter \"sequence_end\" is neither true nor false");
}

TEST_F(GrpcInferenceTest, HalvesAreRaw) {
  inference::ModelInferRequest request = typed_request();
  auto& predict = *request.add_outputs();
  predict.set_name("predict");
  (*predict.mutable_parameters())["datatype"].set_string_param("FP16");
  EXPECT_EQ(refused(request), "FP16 has no typed contents; send raw contents, and get such");
  for (auto& input : *request.mutable_inputs()) input.clear_contents();
  request.mutable_inputs(1)->set_datatype("BF16");
  const std::int64_t keys[] = {1, 2};
  request.add_raw_input_contents(keys, sizeof keys);
  request.add_raw_input_contents(std::string("\xa0\x40\x8c\x42", 4));  // 5 and 70
  request.add_raw_input_contents(std::string("\1\0\0\0n\0\0\0\0", 9));
  inference::ModelInferResponse response;
  const grpc::Status status = infer(request, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.outputs(0).datatype(), "FP16");
  EXPECT_EQ(response.raw_output_contents(0), std::string("\x00\x38\x00\x47", 4));
}

TEST_F(GrpcInferenceTest, WhyARequestIsRefusedIsInItsTrailers) {
  inference::ModelInferRequest request = typed_request();
  request.mutable_inputs(1)->set_name("y");
  grpc::ClientContext context;
  inference::ModelInferResponse response;
  EXPECT_FALSE(stub_->ModelInfer(&context, request, &response).ok());
  const auto reason = context.GetServerTrailingMetadata().find("slipway-reason");
  ASSERT_NE(reason, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(reason->second.data(), reason->second.size()), "UNKNOWN_INPUT");
}

TEST_F(GrpcInferenceTest, WorkPastTheCallersTimeoutIsNotStarted) {
  inference::ModelInferRequest request = typed_request();
  (*request.mutable_parameters())["timeout"].set_int64_param(60'000'000);
  inference::ModelInferResponse response;
  EXPECT_TRUE(infer(request, response).ok());
  clock_.advance(std::chrono::hours(24 * 365 * 100));  // the path's clock
  refused(request, grpc::StatusCode::DEADLINE_EXCEEDED);
}

}  // namespace
}  // namespace slipway::serve
