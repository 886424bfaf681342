#include "serve/grpc/grpc_models.h"

#include <string>
#include <utility>

#include <fmt/format.h>
#include <open_inference.pb.h>

#include "base/version.h"
#include "codec/tensors.h"
#include "serve/grpc/grpc_exchange.h"
#include "serve/open_inference_model.h"

namespace slipway::serve {
namespace {

using base::Status;
using grpc::CallbackServerContext;

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

// The handler of a method that answers at once.
template <class Request, class Answer>
GrpcCalls::Handler handler(Answer answer) {
  return [answer](CallbackServerContext& context, grpc::ByteBuffer message,
                  const GrpcCalls::Finish& finish) {
    Request request;
    if (!parse_message(message, request))
      return finish(to_grpc(bad_request("the message is none of its method")), {});
    answer(context, request, finish);
  };
}

class Models {
 public:
  explicit Models(const ServeContext& context) : context_(context), models_(*context.models) {}

  Status server_live(const CallbackServerContext&, const inference::ServerLiveRequest&,
                     inference::ServerLiveResponse& response) const {
    response.set_live(true);
    return {};
  }

  Status server_ready(const CallbackServerContext&, const inference::ServerReadyRequest&,
                      inference::ServerReadyResponse& response) const {
    response.set_ready(context_.ready());
    return {};
  }

  Status model_ready(const CallbackServerContext& context,
                     const inference::ModelReadyRequest& request,
                     inference::ModelReadyResponse& response) const {
    SLIPWAY_TRY(find_seen(context, request.name(), request.version()).status());
    response.set_ready(context_.ready());
    return {};
  }

  Status server_metadata(const CallbackServerContext& context,
                         const inference::ServerMetadataRequest&,
                         inference::ServerMetadataResponse& response) const {
    SLIPWAY_TRY(caller_of(context_, context)->known());
    response.set_name("slipway");
    response.set_version(std::string(base::kVersion));
    for (const std::string_view extension : server_extensions())
      response.add_extensions(std::string(extension));
    return {};
  }

  Status model_metadata(const CallbackServerContext& context,
                        const inference::ModelMetadataRequest& request,
                        inference::ModelMetadataResponse& response) const {
    SLIPWAY_ASSIGN(const ServedPtr model, find_seen(context, request.name(), request.version()));
    response.set_name(model->name);
    for (const std::string& number : numbers_of(models_, request.name()))
      response.add_versions(number);
    response.set_platform(platform_of(*model));
    for (const data::Field& field : input_fields(*model)) fill(*response.add_inputs(), field);
    for (const data::Field& field : model->all.schema->fields())
      fill(*response.add_outputs(), field);
    return {};
  }

  Status model_config(const CallbackServerContext& context,
                      const inference::ModelConfigRequest& request,
                      inference::ModelConfigResponse& response) const {
    SLIPWAY_ASSIGN(const ServedPtr model, find_seen(context, request.name(), request.version()));
    inference::ModelConfig& config = *response.mutable_config();
    config.set_name(model->name);
    config.set_platform(platform_of(*model));
    config.set_backend("slipway");
    for (const data::Field& field : input_fields(*model)) fill_config(*config.add_input(), field);
    for (const data::Field& field : model->all.schema->fields())
      fill_config(*config.add_output(), field);
    return {};
  }

  Status model_statistics(const CallbackServerContext& context,
                          const inference::ModelStatisticsRequest& request,
                          inference::ModelStatisticsResponse& response) const {
    if (!request.name().empty()) {
      SLIPWAY_ASSIGN(const ServedPtr model, find_seen(context, request.name(), request.version()));
      fill(*response.add_model_stats(), *model);
      return {};
    }
    const CallerPtr caller = caller_of(context_, context);
    SLIPWAY_TRY(caller->known());
    for (const auto list = models_.all(); const ServedPtr& each : *list)
      if (caller->sees(each->name).ok()) fill(*response.add_model_stats(), *each);
    return {};
  }

  Status repository_index(const CallbackServerContext& context,
                          const inference::RepositoryIndexRequest&,
                          inference::RepositoryIndexResponse& response) const {
    const CallerPtr caller = caller_of(context_, context);
    SLIPWAY_TRY(caller->known());
    for (const ModelState& each : model_states(context_, *caller)) {
      auto& model = *response.add_models();
      model.set_name(each.name), model.set_version(each.number);
      model.set_state(each.ready ? "READY" : "UNAVAILABLE");
      model.set_reason(printable(each.reason));
    }
    return {};
  }

  // Loads or unloads; answers once it is done.
  void change(const CallbackServerContext& context, bool load, const std::string& name,
              const GrpcCalls::Finish& finish) const {
    if (context_.side == Side::kPublic)
      return finish({grpc::StatusCode::UNIMPLEMENTED,
                     "models are loaded and unloaded at the port for administration"},
                    {});
    change_model(context_, *caller_of(context_, context), load, name,
                 [finish](const Status& status) { finish(to_grpc(status), {}); });
  }

 private:
  base::Result<ServedPtr> find_seen(const CallbackServerContext& context, const std::string& name,
                                    const std::string& version) const {
    SLIPWAY_TRY(caller_of(context_, context)->sees(name));
    return find_model(models_, name, version);
  }

  const ServeContext context_;
  const ServedModels& models_;
};

// Adds methods of one service.
class Adder {
 public:
  Adder(std::shared_ptr<const Models> models, GrpcCalls& calls)
      : models_(std::move(models)), calls_(calls) {}

  template <class Request, class Response>
  void add(const char* name, Status (Models::*answer)(const CallbackServerContext&, const Request&,
                                                      Response&) const) {
    put(name, handler<Request>([models = models_, answer](const CallbackServerContext& context,
                                                          const Request& request,
                                                          const GrpcCalls::Finish& finish) {
          Response response;
          const Status status = (*models.*answer)(context, request, response);
          finish(to_grpc(status),
                 status.ok() ? to_buffer(response.SerializeAsString()) : grpc::ByteBuffer());
        }));
  }

  template <class Request>
  void add_change(const char* name, bool load) {
    put(name, handler<Request>([models = models_, load](const CallbackServerContext& context,
                                                        const Request& request,
                                                        const GrpcCalls::Finish& finish) {
          if (load && !request.parameters().empty())
            return finish(
                {grpc::StatusCode::UNIMPLEMENTED, "a model is loaded as it is configured"}, {});
          models->change(context, load, request.model_name(), finish);
        }));
  }

 private:
  void put(const char* name, GrpcCalls::Handler handler) {
    calls_.add(std::string(kInferenceService) + name, std::move(handler));
  }

  std::shared_ptr<const Models> models_;
  GrpcCalls& calls_;
};

}  // namespace

void add_models(const ServeContext& context, GrpcCalls& calls) {
  Adder to(std::make_shared<const Models>(context), calls);
  to.add("ServerLive", &Models::server_live);
  to.add("ServerReady", &Models::server_ready);
  to.add("ServerMetadata", &Models::server_metadata);
  to.add("ModelReady", &Models::model_ready);
  to.add("ModelMetadata", &Models::model_metadata);
  to.add("ModelConfig", &Models::model_config);
  to.add("ModelStatistics", &Models::model_statistics);
  to.add("RepositoryIndex", &Models::repository_index);
  to.add_change<inference::RepositoryModelLoadRequest>("RepositoryModelLoad", true);
  to.add_change<inference::RepositoryModelUnloadRequest>("RepositoryModelUnload", false);
}

}  // namespace slipway::serve
