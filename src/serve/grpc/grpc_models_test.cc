#include "serve/grpc/grpc_models.h"

#include "serve/grpc/grpc_service_test.h"

namespace slipway::serve {
namespace {

using GrpcModels = GrpcTest;

TEST_F(GrpcModels, WhatTheServerAndItsModelsAre) {
  {
    grpc::ClientContext context;
    inference::ServerReadyResponse response;
    ready_ = false;
    ASSERT_TRUE(stub_->ServerReady(&context, {}, &response).ok());
    EXPECT_FALSE(response.ready());
    ready_ = true;
  }
  {
    grpc::ClientContext context;
    inference::ModelMetadataRequest request;
    inference::ModelMetadataResponse response;
    request.set_name("toy"), request.set_version("1f0c");
    ASSERT_TRUE(stub_->ModelMetadata(&context, request, &response).ok());
    EXPECT_EQ(response.platform(), "slipway_toys");
    ASSERT_EQ(response.inputs_size(), 3);
    EXPECT_EQ(response.inputs(2).datatype(), "BYTES");
    EXPECT_EQ(response.outputs(0).name(), "predict");
    EXPECT_EQ(response.outputs(0).shape(0), -1);
  }
  {
    grpc::ClientContext context;
    inference::ModelConfigRequest request;
    inference::ModelConfigResponse response;
    request.set_name("toy");
    ASSERT_TRUE(stub_->ModelConfig(&context, request, &response).ok());
    EXPECT_EQ(response.config().input(0).data_type(), inference::TYPE_INT64);
    EXPECT_EQ(response.config().input(2).data_type(), inference::TYPE_STRING);
  }
  {
    grpc::ClientContext context;
    inference::RepositoryIndexResponse response;
    ASSERT_TRUE(stub_->RepositoryIndex(&context, {}, &response).ok());
    EXPECT_EQ(response.models_size(), 2);
  }
}

TEST_F(GrpcModels, StatisticsCountWhatWasAsked) {
  inference::ModelInferResponse answer;
  EXPECT_TRUE(infer(typed_request(), answer).ok());
  inference::ModelInferRequest bad = typed_request();
  bad.clear_inputs();
  EXPECT_FALSE(infer(bad, answer).ok());
  grpc::ClientContext context;
  inference::ModelStatisticsResponse response;
  ASSERT_TRUE(stub_->ModelStatistics(&context, {}, &response).ok());
  ASSERT_EQ(response.model_stats_size(), 2);
  EXPECT_EQ(response.model_stats(1).inference_count(), 2u);
  EXPECT_EQ(response.model_stats(1).inference_stats().success().count(), 1u);
  EXPECT_EQ(response.model_stats(1).inference_stats().fail().count(), 1u);
  EXPECT_EQ(response.model_stats(1).inference_stats().queue().count(), 1u);
  EXPECT_EQ(response.model_stats(1).batch_stats(0).compute_infer().count(), 1u);
}

}  // namespace
}  // namespace slipway::serve
