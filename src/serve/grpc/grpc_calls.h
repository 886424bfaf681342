// GrpcCalls: calls of one message and one answer whose message is read only once it is wanted. gRPC's own
// handlers are asked when the whole message is in memory, and a stranger's may be as large as anybody's.
//
//   GrpcCalls calls([&](const grpc::CallbackServerContext& context) { return knows(context); });
//   calls.add("/inference.GRPCInferenceService/ModelReady", [](auto& context, auto message, auto finish) {
//     finish(grpc::Status::OK, answer_to(message));
//   });
//   builder.RegisterCallbackGenericService(&calls);  // a method of a service that is registered, too, is WithGenericMethod
//
// Calls of other names are UNIMPLEMENTED. Built before the server starts; then any thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

namespace slipway::serve {

class GrpcCalls final : public grpc::CallbackGenericService {
 public:
  // Once, on any thread; `answer` is of OK, and may be none: an empty message.
  using Finish = std::function<void(const grpc::Status&, grpc::ByteBuffer answer)>;
  // `context` lives until `finish`.
  using Handler =
      std::function<void(grpc::CallbackServerContext& context, grpc::ByteBuffer message, Finish)>;

  // wanted: false, and the call is handled at once, with an empty message. On gRPC's threads.
  explicit GrpcCalls(std::function<bool(const grpc::CallbackServerContext&)> wanted)
      : wanted_(std::move(wanted)) {}

  void add(std::string method, Handler handler) {
    handlers_.emplace(std::move(method), std::move(handler));
  }

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  const std::function<bool(const grpc::CallbackServerContext&)> wanted_;
  std::map<std::string, Handler, std::less<>> handlers_;  // by method
};

}  // namespace slipway::serve
