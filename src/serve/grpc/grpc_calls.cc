#include "serve/grpc/grpc_calls.h"

#include <utility>

namespace slipway::serve {
namespace {

// Of one call; ends itself after it.
class Call final : public grpc::ServerGenericBidiReactor {
 public:
  Call(grpc::CallbackServerContext& context, const GrpcCalls::Handler& handler, bool wanted)
      : context_(context), handler_(handler) {
    wanted ? StartRead(&message_) : handle();
  }

 private:
  void OnReadDone(bool ok) override {
    if (ok) return handle();
    Finish({grpc::StatusCode::INVALID_ARGUMENT, "the call has no message"});
  }

  void handle() {
    handler_(context_, std::move(message_),
             [this](const grpc::Status& status, grpc::ByteBuffer answer) {
               if (!status.ok()) return Finish(status);
               const grpc::Slice none;
               answer_ = answer.Valid() ? std::move(answer) : grpc::ByteBuffer(&none, 1);
               StartWriteAndFinish(&answer_, {}, status);
             });
  }

  void OnDone() override { delete this; }

  grpc::CallbackServerContext& context_;
  const GrpcCalls::Handler& handler_;
  grpc::ByteBuffer message_, answer_;
};

class Unknown final : public grpc::ServerGenericBidiReactor {
 public:
  Unknown() { Finish({grpc::StatusCode::UNIMPLEMENTED, "there is no such method"}); }

 private:
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerGenericBidiReactor* GrpcCalls::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  const auto found = handlers_.find(context->method());
  if (found == handlers_.end()) return new Unknown;
  return new Call(*context, found->second, wanted_(*context));
}

}  // namespace slipway::serve
