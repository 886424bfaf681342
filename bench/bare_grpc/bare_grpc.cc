// A server on the same library as our gRPC port (gRPC C++) that answers any unary call with a constant: by one thread
// and one completion queue, the fastest that the library has, or by its callbacks, as our port does.
//
//   bare_grpc PORT ANSWER_BYTES [callback]
#include <cstdlib>
#include <memory>
#include <string>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

namespace {

// asked for ─▶ reading ─▶ writing ─▶ gone
class Call {
 public:
  Call(grpc::AsyncGenericService& service, grpc::ServerCompletionQueue& queue,
       const grpc::ByteBuffer& answer)
      : service_(service), queue_(queue), answer_(answer), stream_(&context_) {
    service.RequestCall(&context_, &stream_, &queue, &queue, this);
  }
  void proceed(bool ok) {
    if (!ok || state_ == kWriting) {
      delete this;
      return;
    }
    if (state_ == kAskedFor) {
      new Call(service_, queue_, answer_);
      state_ = kReading;
      stream_.Read(&request_, this);
      return;
    }
    state_ = kWriting;
    stream_.WriteAndFinish(answer_, {}, grpc::Status::OK, this);
  }

 private:
  enum State { kAskedFor, kReading, kWriting };

  grpc::AsyncGenericService& service_;
  grpc::ServerCompletionQueue& queue_;
  const grpc::ByteBuffer& answer_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
  grpc::ByteBuffer request_;
  State state_ = kAskedFor;
};

class Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Reactor(const grpc::ByteBuffer& answer) : answer_(answer) { StartRead(&request_); }
  void OnReadDone(bool) override {
    StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  const grpc::ByteBuffer& answer_;
  grpc::ByteBuffer request_;
};

class Callbacks final : public grpc::CallbackGenericService {
 public:
  explicit Callbacks(const grpc::ByteBuffer& answer) : answer_(answer) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor(answer_);
  }

 private:
  const grpc::ByteBuffer& answer_;
};

int serve_by_callbacks(grpc::ServerBuilder& builder, const grpc::ByteBuffer& answer) {
  Callbacks service(answer);
  builder.RegisterCallbackGenericService(&service);
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  server->Wait();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], grpc::InsecureServerCredentials());
  const grpc::Slice bytes(std::string(static_cast<std::size_t>(std::atoi(argv[2])), 'x'));
  const grpc::ByteBuffer answer(&bytes, 1);
  if (argc == 4 && std::string(argv[3]) == "callback") return serve_by_callbacks(builder, answer);
  grpc::AsyncGenericService service;
  builder.RegisterAsyncGenericService(&service);
  const auto queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  new Call(service, *queue, answer);
  void* call = nullptr;
  bool ok = false;
  while (queue->Next(&call, &ok)) static_cast<Call*>(call)->proceed(ok);
}
