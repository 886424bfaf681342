// A server on the same library as our gRPC port (gRPC C++) that answers any unary call with a constant: one thread
// and one completion queue, the fastest that the library has.
//
//   bare_grpc PORT ANSWER_BYTES
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

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  grpc::AsyncGenericService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], grpc::InsecureServerCredentials());
  builder.RegisterAsyncGenericService(&service);
  const auto queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  const grpc::Slice bytes(std::string(static_cast<std::size_t>(std::atoi(argv[2])), 'x'));
  const grpc::ByteBuffer answer(&bytes, 1);
  new Call(service, *queue, answer);
  void* call = nullptr;
  bool ok = false;
  while (queue->Next(&call, &ok)) static_cast<Call*>(call)->proceed(ok);
}
