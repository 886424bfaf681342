#include "serve/grpc/grpc_service_test.h"

#include <thread>

namespace slipway::serve {
namespace {

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
