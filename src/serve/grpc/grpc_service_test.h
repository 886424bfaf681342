// What the tests of the gRPC module share: two toy models behind its service, without a port.
#pragma once

#include <memory>

#include <grpcpp/grpcpp.h>
#include <open_inference.grpc.pb.h>

#include "serve/grpc/grpc_service.h"
#include "serve/served_test.h"

namespace slipway::serve {

class GrpcTest : public ServedTest {
 protected:
  void SetUp() override {
    ServedTest::SetUp();
    service_ = make_grpc_service(context_, {.request_time_max = std::chrono::seconds(10)});
    grpc::ServerBuilder builder;
    service_->add_to(builder);
    server_ = builder.BuildAndStart();
    channel_ = server_->InProcessChannel({});
    stub_ = inference::GRPCInferenceService::NewStub(channel_);
  }
  void TearDown() override { server_->Shutdown(); }

  // Two rows of the toys: 5 and 70.
  static inference::ModelInferRequest typed_request() {
    inference::ModelInferRequest request;
    request.set_model_name("toy"), request.set_id("7");
    add_input(request, "key", "INT64").mutable_contents()->add_int64_contents(1);
    request.mutable_inputs(0)->mutable_contents()->add_int64_contents(2);
    for (const double x : {5., 70.})
      (request.inputs_size() == 2 ? *request.mutable_inputs(1) : add_input(request, "x", "FP64"))
          .mutable_contents()
          ->add_fp64_contents(x);
    for (const char* note : {"n", "m"})
      (request.inputs_size() == 3 ? *request.mutable_inputs(2)
                                  : add_input(request, "note", "BYTES"))
          .mutable_contents()
          ->add_bytes_contents(note);
    return request;
  }
  static inference::ModelInferRequest::InferInputTensor& add_input(
      inference::ModelInferRequest& request, const char* name, const char* type) {
    auto& input = *request.add_inputs();
    input.set_name(name), input.set_datatype(type), input.add_shape(2);
    return input;
  }
  grpc::Status infer(const inference::ModelInferRequest& request,
                     inference::ModelInferResponse& response) {
    grpc::ClientContext context;
    return stub_->ModelInfer(&context, request, &response);
  }

  std::unique_ptr<GrpcService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<inference::GRPCInferenceService::Stub> stub_;
};

}  // namespace slipway::serve
