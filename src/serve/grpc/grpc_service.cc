#include "serve/grpc/grpc_service.h"

#include <mutex>
#include <set>

#include <fmt/format.h>
#include <open_inference.grpc.pb.h>

#include "serve/grpc/grpc_calls.h"
#include "serve/grpc/grpc_exchange.h"
#include "serve/grpc/grpc_inference.h"
#include "serve/grpc/grpc_models.h"
#include "serve/grpc/request_address.h"
#include "serve/open_inference_model.h"
#include "serve/ticker.h"

namespace slipway::serve {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

// A ModelStreamInferResponse around the bytes of a ModelInferResponse: its field 2.
std::string in_stream(const std::string& answer) {
  std::string out(1, '\x12');
  for (std::size_t size = answer.size();; size >>= 7) {
    out += static_cast<char>(size < 128 ? size : (size & 127) | 128);
    if (size < 128) break;
  }
  return out + answer;
}

class InferStream;

class InferenceService final : public GrpcService {
 public:
  InferenceService(const ServeContext& context, const ListenOptions& options);

  void add_to(grpc::ServerBuilder& builder) override {
    builder.RegisterService(rpc_.get());
    builder.RegisterCallbackGenericService(&calls_);
  }
  void end_streams() override;

  // A request of ModelInfer, alone or of a stream.
  void infer(CallbackServerContext& context, const ByteBuffer& message, GrpcExchange::Done done) {
    if (options_.access_log != nullptr) done = logged(context, std::move(done));
    GrpcExchange* exchange =
        GrpcExchange::make(context, message, options_, ticker_, std::move(done));
    exchange->set_caller(caller_of(context_, context));
    const Caller& caller = exchange->caller();
    if (!permitted(*exchange, caller.known(), refuse_grpc)) return;
    RequestAddress address;
    if (!address.read(exchange->request().body))
      return refuse(*exchange, bad_request("the request is no ModelInferRequest"), refuse_grpc);
    if (!permitted(*exchange, caller.sees(address.model), refuse_grpc)) return;
    const auto model = find_model(models_, address.model, address.version);
    if (!model.ok()) return refuse(*exchange, model.status(), refuse_grpc);
    start_call(*model, grpc_inference_envelope, *exchange);
  }

  // ... alone.
  template <class Finish>
  void infer_one(CallbackServerContext& context, const ByteBuffer& message, Finish finish) {
    infer(context, message, [&context, finish](const GrpcExchange& exchange) {
      if (*exchange.answer().reason != '\0')
        context.AddTrailingMetadata("slipway-reason", exchange.answer().reason);
      if (exchange.answer().retry_after_s > 0)
        context.AddTrailingMetadata("grpc-retry-pushback-ms",
                                    fmt::format("{}", exchange.answer().retry_after_s * 1000));
      const grpc::Status status = exchange.status();
      finish(status, status.ok() ? to_buffer(exchange.answer().body) : ByteBuffer());
    });
  }

  grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* start_stream(CallbackServerContext& context);

 private:
  friend class InferStream;

  GrpcExchange::Done logged(const CallbackServerContext& context, GrpcExchange::Done done) {
    return [this, &context, begun = std::chrono::steady_clock::now(),
            done = std::move(done)](const GrpcExchange& exchange) {
      options_.access_log->write({.protocol = "grpc",
                                  .peer = context.peer(),
                                  .method = "POST",
                                  .path = GrpcExchange::kMethod,
                                  .trace = exchange.request().traceparent,
                                  .caller = exchange.caller().name(),
                                  .status = static_cast<int>(exchange.answer().code),
                                  .took = std::chrono::steady_clock::now() - begun,
                                  .bytes_in = exchange.request().body.size(),
                                  .bytes_out = exchange.answer().body.size()});
      done(exchange);
    };
  }

  const ServeContext context_;
  const ServedModels& models_;
  const ListenOptions options_;
  std::unique_ptr<grpc::Service> rpc_;
  GrpcCalls calls_;
  Ticker ticker_{models_};
  std::mutex mutex_;
  std::set<InferStream*> streams_;  // guarded by mutex_
  bool ending_ = false;             // guarded by mutex_
};

// One request at a time: read, answered, and the next. Its answers are in order, and a slow reader of
// answers is a slow sender.
class InferStream final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  InferStream(InferenceService& service, CallbackServerContext& context)
      : service_(service), context_(context) {
    if (auto* statistics = service_.options_.statistics) statistics->grpc_streams.fetch_add(1);
    const CallerPtr caller = caller_of(service_.context_, context_);
    const bool known = caller->known().ok();
    {
      const std::lock_guard lock(service_.mutex_);
      service_.streams_.insert(this);
      ended_ = !known;
    }
    known ? next() : Finish(to_grpc(caller->known()));
  }

  // With the service's mutex held.
  void end() {
    if (!idle_ || ended_) return;
    ended_ = true;
    Finish({grpc::StatusCode::UNAVAILABLE, "the server is stopping"});
  }

 private:
  // Waits for a request, unless the server stops.
  void next() {
    const std::lock_guard lock(service_.mutex_);
    idle_ = true;
    if (service_.ending_) return end();
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    {
      const std::lock_guard lock(service_.mutex_);
      if (ended_) return;
      idle_ = false;
      if (!ok) ended_ = true;
    }
    if (!ok) return Finish(grpc::Status::OK);
    service_.infer(context_, request_, [this](const GrpcExchange& exchange) {
      const grpc::Status status = exchange.status();
      if (status.ok()) {
        response_ = to_buffer(in_stream(exchange.answer().body));
      } else {
        inference::ModelStreamInferResponse failed;
        failed.set_error_message(status.error_message());
        response_ = to_buffer(failed.SerializeAsString());
      }
      StartWrite(&response_);
    });
  }

  void OnWriteDone(bool ok) override {
    if (ok) return next();
    {
      const std::lock_guard lock(service_.mutex_);
      ended_ = true;
    }
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    {
      const std::lock_guard lock(service_.mutex_);
      service_.streams_.erase(this);
    }
    if (auto* statistics = service_.options_.statistics) statistics->grpc_streams.fetch_sub(1);
    delete this;
  }

  InferenceService& service_;
  CallbackServerContext& context_;
  ByteBuffer request_, response_;
  bool idle_ = false, ended_ = false;  // guarded by the service's mutex
};

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* InferenceService::start_stream(
    CallbackServerContext& context) {
  return new InferStream(*this, context);
}

void InferenceService::end_streams() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  for (InferStream* stream : streams_) stream->end();
}

// All methods but inference are GrpcCalls; so is ModelInfer where callers must be known.
using Rpc = inference::GRPCInferenceService;
using Called = Rpc::WithGenericMethod_RepositoryModelLoad<
    Rpc::WithGenericMethod_RepositoryModelUnload<Rpc::WithGenericMethod_RepositoryIndex<
        Rpc::WithGenericMethod_ModelStatistics<Rpc::WithGenericMethod_ModelConfig<
            Rpc::WithGenericMethod_ModelMetadata<Rpc::WithGenericMethod_ServerMetadata<
                Rpc::WithGenericMethod_ModelReady<Rpc::WithGenericMethod_ServerReady<
                    Rpc::WithGenericMethod_ServerLive<Rpc::Service>>>>>>>>>>;

template <class Base>
class Streaming : public Rpc::WithRawCallbackMethod_ModelStreamInfer<Base> {
 public:
  explicit Streaming(InferenceService& service) : service_(service) {}

 protected:
  InferenceService& service_;

 private:
  grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* ModelStreamInfer(
      CallbackServerContext* context) override {
    return service_.start_stream(*context);
  }
};

using Guarded = Streaming<Rpc::WithGenericMethod_ModelInfer<Called>>;

// A handler that is called with the message is faster than one that asks for it.
class Open final : public Streaming<Rpc::WithRawCallbackMethod_ModelInfer<Called>> {
 public:
  using Streaming::Streaming;

 private:
  ServerUnaryReactor* ModelInfer(CallbackServerContext* context, const ByteBuffer* request,
                                 ByteBuffer* response) override {
    ServerUnaryReactor* reactor = context->DefaultReactor();
    service_.infer_one(*context, *request,
                       [reactor, response](const grpc::Status& status, ByteBuffer answer) {
                         *response = std::move(answer);
                         reactor->Finish(status);
                       });
    return reactor;
  }
};

InferenceService::InferenceService(const ServeContext& context, const ListenOptions& options)
    : context_(context),
      models_(*context.models),
      options_(options),
      calls_([this](const CallbackServerContext& call) {
        return caller_of(context_, call)->known().ok();
      }) {
  add_models(context, calls_);
  if (context.guard == nullptr) {
    rpc_ = std::make_unique<Open>(*this);
    return;
  }
  rpc_ = std::make_unique<Guarded>(*this);
  calls_.add(GrpcExchange::kMethod,
             [this](CallbackServerContext& call, const ByteBuffer& message,
                    GrpcCalls::Finish finish) { infer_one(call, message, std::move(finish)); });
}

}  // namespace

GrpcService::~GrpcService() = default;

std::unique_ptr<GrpcService> make_grpc_service(const ServeContext& context,
                                               const ListenOptions& options) {
  return std::make_unique<InferenceService>(context, options);
}

}  // namespace slipway::serve
