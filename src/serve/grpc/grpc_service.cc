#include "serve/grpc/grpc_service.h"

#include <mutex>
#include <set>

#include <fmt/format.h>
#include <open_inference.grpc.pb.h>

#include "base/version.h"
#include "codec/tensors.h"
#include "serve/grpc/grpc_exchange.h"
#include "serve/grpc/grpc_inference.h"
#include "serve/grpc/request_address.h"
#include "serve/open_inference_model.h"
#include "serve/ticker.h"

namespace slipway::serve {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

inference::DataType config_type(codec::DataType type) {
  const std::string name = fmt::format(
      "TYPE_{}", type == codec::DataType::kBytes ? "STRING" : codec::datatype_name(type));
  inference::DataType found = inference::TYPE_INVALID;
  inference::DataType_Parse(name, &found);
  return found;
}

void fill(inference::StatisticDuration& to, const Spent& from) {
  to.set_count(from.count.load()), to.set_ns(from.nanoseconds.load());
}

void fill(inference::ModelStatistics& to, const ServedModel& model) {
  const ModelStatistics& from = *model.statistics;
  to.set_name(model.name), to.set_version(model.number);
  to.set_last_inference(static_cast<std::uint64_t>(from.last_ms.load()));
  to.set_inference_count(from.rows.load()), to.set_execution_count(from.success.count.load());
  inference::InferStatistics& phases = *to.mutable_inference_stats();
  fill(*phases.mutable_success(), from.success), fill(*phases.mutable_fail(), from.fail);
  fill(*phases.mutable_queue(), from.queue);
  fill(*phases.mutable_compute_input(), from.read);
  fill(*phases.mutable_compute_infer(), from.score);
  fill(*phases.mutable_compute_output(), from.written);
  inference::InferBatchStatistics& batch = *to.add_batch_stats();
  batch.set_batch_size(1);
  *batch.mutable_compute_input() = phases.compute_input();
  *batch.mutable_compute_infer() = phases.compute_infer();
  *batch.mutable_compute_output() = phases.compute_output();
  phases.mutable_cache_hit(), phases.mutable_cache_miss();
}

void fill(inference::ModelMetadataResponse::TensorMetadata& to, const data::Field& field) {
  to.set_name(field.name);
  to.set_datatype(std::string(codec::datatype_name(codec::datatype_of(field.type.kind))));
  for (const std::int64_t dim : tensor_shape(field)) to.add_shape(dim);
}

template <class Tensor>
void fill_config(Tensor& to, const data::Field& field) {
  to.set_name(field.name);
  to.set_data_type(config_type(codec::datatype_of(field.type.kind)));
  for (const std::int64_t dim : tensor_shape(field)) to.add_dims(dim);
}

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

// Messages of inference stay bytes until their model's Envelope reads them. What is not listed here is
// UNIMPLEMENTED.
using Rpc = inference::GRPCInferenceService;
using Asked = Rpc::WithCallbackMethod_RepositoryModelLoad<
    Rpc::WithCallbackMethod_RepositoryModelUnload<Rpc::WithCallbackMethod_RepositoryIndex<
        Rpc::WithCallbackMethod_ModelStatistics<Rpc::WithCallbackMethod_ModelConfig<
            Rpc::WithCallbackMethod_ModelMetadata<Rpc::WithCallbackMethod_ServerMetadata<
                Rpc::WithCallbackMethod_ModelReady<Rpc::WithCallbackMethod_ServerReady<
                    Rpc::WithCallbackMethod_ServerLive<Rpc::Service>>>>>>>>>>;
using Methods =
    Rpc::WithRawCallbackMethod_ModelInfer<Rpc::WithRawCallbackMethod_ModelStreamInfer<Asked>>;

class InferenceService final : public Methods, public GrpcService {
 public:
  InferenceService(const ServeContext& context, const ListenOptions& options)
      : context_(context), models_(*context.models), options_(options) {}

  grpc::Service& service() override { return *this; }
  void end_streams() override;

  // A request of ModelInfer, alone or of a stream.
  void infer(CallbackServerContext& context, const ByteBuffer& message, GrpcExchange::Done done) {
    if (options_.access_log != nullptr) done = logged(context, std::move(done));
    GrpcExchange* exchange =
        GrpcExchange::make(context, message, options_, ticker_, std::move(done));
    exchange->set_caller(caller_of(context));
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

  ServerUnaryReactor* ModelInfer(CallbackServerContext* context, const ByteBuffer* request,
                                 ByteBuffer* response) override {
    ServerUnaryReactor* reactor = context->DefaultReactor();
    infer(*context, *request, [context, reactor, response](const GrpcExchange& exchange) {
      if (*exchange.answer().reason != '\0')
        context->AddTrailingMetadata("slipway-reason", exchange.answer().reason);
      if (exchange.answer().retry_after_s > 0)
        context->AddTrailingMetadata("grpc-retry-pushback-ms",
                                     fmt::format("{}", exchange.answer().retry_after_s * 1000));
      const grpc::Status status = exchange.status();
      if (status.ok()) *response = to_buffer(exchange.answer().body);
      reactor->Finish(status);
    });
    return reactor;
  }

  grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* ModelStreamInfer(
      CallbackServerContext* context) override;

  ServerUnaryReactor* ServerLive(CallbackServerContext* context,
                                 const inference::ServerLiveRequest*,
                                 inference::ServerLiveResponse* response) override {
    response->set_live(true);
    return answered(context);
  }

  ServerUnaryReactor* ServerReady(CallbackServerContext* context,
                                  const inference::ServerReadyRequest*,
                                  inference::ServerReadyResponse* response) override {
    response->set_ready(context_.ready());
    return answered(context);
  }

  ServerUnaryReactor* ModelReady(CallbackServerContext* context,
                                 const inference::ModelReadyRequest* request,
                                 inference::ModelReadyResponse* response) override {
    const auto model = find_seen(*context, request->name(), request->version());
    response->set_ready(model.ok() && context_.ready());
    return answered(context, model.status());
  }

  ServerUnaryReactor* ServerMetadata(CallbackServerContext* context,
                                     const inference::ServerMetadataRequest*,
                                     inference::ServerMetadataResponse* response) override {
    if (const auto caller = caller_of(*context); !caller->known().ok())
      return answered(context, caller->known());
    response->set_name("slipway");
    response->set_version(std::string(base::kVersion));
    for (const std::string_view extension : server_extensions())
      response->add_extensions(std::string(extension));
    return answered(context);
  }

  ServerUnaryReactor* ModelMetadata(CallbackServerContext* context,
                                    const inference::ModelMetadataRequest* request,
                                    inference::ModelMetadataResponse* response) override {
    const auto model = find_seen(*context, request->name(), request->version());
    if (!model.ok()) return answered(context, model.status());
    response->set_name((*model)->name);
    for (const std::string& number : numbers_of(models_, request->name()))
      response->add_versions(number);
    response->set_platform(platform_of(**model));
    for (const data::Field& field : input_fields(**model)) fill(*response->add_inputs(), field);
    for (const data::Field& field : (*model)->all.schema->fields())
      fill(*response->add_outputs(), field);
    return answered(context);
  }

  ServerUnaryReactor* ModelConfig(CallbackServerContext* context,
                                  const inference::ModelConfigRequest* request,
                                  inference::ModelConfigResponse* response) override {
    const auto model = find_seen(*context, request->name(), request->version());
    if (!model.ok()) return answered(context, model.status());
    inference::ModelConfig& config = *response->mutable_config();
    config.set_name((*model)->name);
    config.set_platform(platform_of(**model));
    config.set_backend("slipway");
    for (const data::Field& field : input_fields(**model)) fill_config(*config.add_input(), field);
    for (const data::Field& field : (*model)->all.schema->fields())
      fill_config(*config.add_output(), field);
    return answered(context);
  }

  ServerUnaryReactor* ModelStatistics(CallbackServerContext* context,
                                      const inference::ModelStatisticsRequest* request,
                                      inference::ModelStatisticsResponse* response) override {
    if (request->name().empty()) {
      const auto caller = caller_of(*context);
      for (const auto list = models_.all(); const ServedPtr& each : *list)
        if (caller->sees(each->name).ok()) fill(*response->add_model_stats(), *each);
      return answered(context, caller->known());
    }
    const auto model = find_seen(*context, request->name(), request->version());
    if (model.ok()) fill(*response->add_model_stats(), **model);
    return answered(context, model.status());
  }

  ServerUnaryReactor* RepositoryIndex(CallbackServerContext* context,
                                      const inference::RepositoryIndexRequest*,
                                      inference::RepositoryIndexResponse* response) override {
    const auto caller = caller_of(*context);
    for (const ModelState& each : model_states(context_, *caller)) {
      auto& model = *response->add_models();
      model.set_name(each.name), model.set_version(each.number);
      model.set_state(each.ready ? "READY" : "UNAVAILABLE");
      model.set_reason(printable(each.reason));
    }
    return answered(context, caller->known());
  }

  ServerUnaryReactor* RepositoryModelLoad(CallbackServerContext* context,
                                          const inference::RepositoryModelLoadRequest* request,
                                          inference::RepositoryModelLoadResponse*) override {
    ServerUnaryReactor* reactor = context->DefaultReactor();
    if (!request->parameters().empty())
      reactor->Finish({grpc::StatusCode::UNIMPLEMENTED, "a model is loaded as it is configured"});
    else
      change(*context, reactor, true, request->model_name());
    return reactor;
  }

  ServerUnaryReactor* RepositoryModelUnload(CallbackServerContext* context,
                                            const inference::RepositoryModelUnloadRequest* request,
                                            inference::RepositoryModelUnloadResponse*) override {
    ServerUnaryReactor* reactor = context->DefaultReactor();
    change(*context, reactor, false, request->model_name());
    return reactor;
  }

 private:
  friend class InferStream;

  static ServerUnaryReactor* answered(CallbackServerContext* context,
                                      const base::Status& status = {}) {
    ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(to_grpc(status));
    return reactor;
  }

  CallerPtr caller_of(const CallbackServerContext& context) const {
    if (context_.guard == nullptr) return {CallerPtr(), &Caller::anyone()};
    return context_.guard->identify(metadata_of(context, "authorization"),
                                    metadata_of(context, "x-api-key"));
  }

  base::Result<ServedPtr> find_seen(const CallbackServerContext& context, const std::string& name,
                                    const std::string& version) const {
    SLIPWAY_TRY(caller_of(context)->sees(name));
    return find_model(models_, name, version);
  }

  void change(const CallbackServerContext& context, ServerUnaryReactor* reactor, bool load,
              const std::string& name) {
    if (context_.side == Side::kPublic)
      return reactor->Finish({grpc::StatusCode::UNIMPLEMENTED,
                              "models are loaded and unloaded at the port for administration"});
    change_model(context_, *caller_of(context), load, name,
                 [reactor](const base::Status& status) { reactor->Finish(to_grpc(status)); });
  }

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
    const CallerPtr caller = service_.caller_of(context_);
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

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* InferenceService::ModelStreamInfer(
    CallbackServerContext* context) {
  return new InferStream(*this, *context);
}

void InferenceService::end_streams() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  for (InferStream* stream : streams_) stream->end();
}

}  // namespace

GrpcService::~GrpcService() = default;

std::unique_ptr<GrpcService> make_grpc_service(const ServeContext& context,
                                               const ListenOptions& options) {
  return std::make_unique<InferenceService>(context, options);
}

}  // namespace slipway::serve
