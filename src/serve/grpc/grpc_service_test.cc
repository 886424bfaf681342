#include "serve/grpc/grpc_service_test.h"

#include <thread>

namespace slipway::serve {
namespace {

TEST_F(GrpcTest, WhatTheServerAndItsModelsAre) {
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

TEST_F(GrpcTest, StatisticsCountWhatWasAsked) {
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

TEST_F(GrpcTest, AModelThatIsNotThere) {
  inference::ModelInferRequest request = typed_request();
  inference::ModelInferResponse response;
  request.set_model_name("pear");
  EXPECT_EQ(infer(request, response).error_message(),
            "no model is called \"pear\"; GET /v2/models lists them");
  request.set_model_name("toy"), request.set_model_version("9");
  EXPECT_EQ(infer(request, response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(GrpcTest, AStreamAnswersInOrderAndGoesOnAfterAnError) {
  grpc::ClientContext context;
  const auto stream = stub_->ModelStreamInfer(&context);
  inference::ModelStreamInferResponse response;
  std::thread sender([&stream] {  // it waits where answers are not read
    for (int i = 0; i < 50; ++i) {
      inference::ModelInferRequest request = typed_request();
      request.set_id(std::to_string(i));
      if (i % 10 == 3) request.clear_inputs();
      stream->Write(request);
    }
    stream->WritesDone();
  });
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.error_message(), i % 10 == 3 ? "the request has no inputs" : "");
    EXPECT_EQ(response.infer_response().id(), i % 10 == 3 ? "" : std::to_string(i));
  }
  sender.join();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(GrpcTest, StreamsEndWhenTheServerStops) {
  grpc::ClientContext context, later;
  const auto stream = stub_->ModelStreamInfer(&context);
  inference::ModelStreamInferResponse response;
  ASSERT_TRUE(stream->Write(typed_request()));
  ASSERT_TRUE(stream->Read(&response));
  service_->end_streams();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto none = stub_->ModelStreamInfer(&later);
  EXPECT_FALSE(none->Read(&response));
  EXPECT_EQ(none->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GrpcTest, AStreamThatItsClientGivesUpIsForgotten) {
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    const auto stream = stub_->ModelStreamInfer(&context);
    stream->Write(typed_request());
    context.TryCancel();
    inference::ModelStreamInferResponse response;
    while (stream->Read(&response)) continue;
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
}

}  // namespace
}  // namespace slipway::serve
