#include "serve/grpc/grpc_listener.h"

#include "serve/grpc/grpc_service_test.h"

namespace slipway::serve {
namespace {

class GrpcListenerTest : public ServedTest {
 protected:
  std::unique_ptr<Listener> make() const { return make_grpc_listener(context_); }
};

TEST_F(GrpcListenerTest, APortThatIsTakenIsSaid) {
  const auto first = make(), second = make();
  ASSERT_TRUE(first->start({}).ok());
  ASSERT_NE(first->port(), 0);
  const base::Status status = second->start({.port = first->port()});
  EXPECT_EQ(std::string_view(status.reason()), "CANNOT_LISTEN");
  EXPECT_NE(status.text().find(std::to_string(first->port())), std::string::npos) << status.text();
  first->stop();
  EXPECT_TRUE(second->start({.port = first->port()}).ok()) << "free again";
}

TEST_F(GrpcListenerTest, AMessageThatIsTooLargeIsRefusedAndABrokenOneDoesNoHarm) {
  const auto listener = make();
  ASSERT_TRUE(listener->start({.body_bytes_max = 1000}).ok());
  RawClient noise(listener->port());
  noise.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  noise.receive_all();
  const auto channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(listener->port()),
                                           grpc::InsecureChannelCredentials());
  const auto stub = inference::GRPCInferenceService::NewStub(channel);
  inference::ModelInferRequest request;
  inference::ModelInferResponse response;
  request.set_model_name("toy"), request.set_id(std::string(2000, 'x'));
  grpc::ClientContext context, again;
  EXPECT_EQ(stub->ModelInfer(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  request.set_id("1");
  EXPECT_EQ(stub->ModelInfer(&again, request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace slipway::serve
