#include "service/application.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <sys/stat.h>

#include "connect/connect.h"
#include "serve/http_server.h"
#include "serve/listener.h"
#include "serve/protocol.h"
#include "service/admin.h"
#include "service/live_models.h"
#include "service/local_home.h"
#include "service/model_file.h"
#include "service/observers.h"
#include "service/pipeline.h"
#include "service/security.h"

namespace slipway::service {

using base::Status;

namespace {

constexpr base::Duration kPatience = std::chrono::seconds(5);  // with a command that has the home

}  // namespace

struct Application::State {
  State(Config config_, std::string home)
      : config(std::move(config_)), home_folder(std::move(home)) {}

  bool is_piped(const std::string& model) const {
    return std::ranges::find(config.pipelines, model, &PipelineConfig::model) !=
           config.pipelines.end();
  }

  // Where memory is limited those of the server alone are loaded one after the other (start_models()).
  Status load_models() {
    const bool later = config.serve && config.serve->memory_max > 0;
    for (const ModelConfig& model : config.models) {
      if (later && !is_piped(model.name)) continue;
      auto loaded = load_model(connect::resolve_path(config.folder, model.from), model.format,
                               model.name, model.asked);
      if (!loaded.ok())
        return model.place.empty() ? loaded.status() : loaded.status().at(model.place);
      models.emplace(model.name, *std::move(loaded));
    }
    return {};
  }

  // Of whoever keeps state: pipelines, and a payload log in a queue.
  Status claim_home() {
    const bool queue =
        config.serve && config.serve->payload_log && !config.serve->payload_log->queue.empty();
    if (config.pipelines.empty() && !queue) return {};
    auto opened = LocalHome::open(home_folder, kPatience);
    if (!opened.ok())
      return std::string_view(opened.status().reason()) == "LOCKED"
                 ? opened.status().remedy(
                       "another slipway runs with this home: stop it, or name another with --home")
                 : opened.status();
    home = *std::move(opened);
    admin_handler = make_admin_handler(*home);
    admin = std::make_unique<serve::HttpServer>(*admin_handler);
    const std::string socket = admin_socket(home_folder);
    SLIPWAY_TRY(admin->start({.unix_socket = socket, .threads = 1, .body_bytes_max = 1u << 30}));
    ::chmod(socket.c_str(), 0600);
    return {};
  }

  Status start_pipelines() {
    for (const PipelineConfig& pipeline : config.pipelines) {
      auto& started = pipelines.emplace_back(
          std::make_unique<Pipeline>(pipeline, models.at(pipeline.model), config.folder, *home));
      if (const Status status = started->start(); !status.ok()) return status.at(pipeline.place);
    }
    return {};
  }

  Status start_grpc(const serve::ServeContext& context) {
    if (config.serve->grpc_address.empty()) return {};
    SLIPWAY_ASSIGN(const serve::ListenerKind* kind, serve::listeners().find("grpc"));
    grpc = kind->make(context);
    return grpc->start({.address = config.serve->grpc_address,
                        .port = config.serve->grpc_port,
                        .threads = static_cast<int>(config.serve->threads),
                        .body_bytes_max = static_cast<std::uint64_t>(config.serve->body_bytes_max),
                        .request_time_max = config.serve->request_time_max,
                        .stop_time_max = config.serve->stop_time_max,
                        .access_log = access_log.get(),
                        .tracer = observers->tracer(),
                        .statistics = observers->statistics(),
                        .certificates = security->certificates(),
                        .terse_errors = terse_errors()});
  }

  std::string models_folder() const {
    const std::string& folder = config.serve->models_folder;
    return folder.empty() ? folder : connect::resolve_path(config.folder, folder);
  }

  bool terse_errors() const {
    const std::string& errors = config.serve->errors;
    return errors.empty() ? !on_loopback(*config.serve) : errors == "short";
  }

  Status start_http(std::unique_ptr<serve::Handler>& served_by,
                    std::unique_ptr<serve::HttpServer>& http, const serve::ServeContext& context,
                    const std::string& address, std::uint16_t port, std::int64_t threads) {
    served_by = serve::make_handler(context);
    http = std::make_unique<serve::HttpServer>(*served_by);
    return http->start(
        {.address = address,
         .port = port,
         .threads = static_cast<int>(threads),
         .body_bytes_max = static_cast<std::uint64_t>(config.serve->body_bytes_max),
         .connections_max = static_cast<std::uint32_t>(config.serve->connections_max),
         .streams_max = static_cast<std::uint32_t>(config.serve->streams_max),
         .wait_max = config.serve->wait_max,
         .request_time_max = config.serve->request_time_max,
         .idle_time_max = config.serve->idle_time_max,
         .stop_time_max = config.serve->stop_time_max,
         .access_log = access_log.get(),
         .tracer = observers->tracer(),
         .statistics = observers->statistics(),
         .certificates = security->certificates(),
         .terse_errors = terse_errors()});
  }

  // The models that requests may name, and what happens to them.
  Status start_models() {
    live = std::make_unique<LiveModels>(
        served, LiveOptions{.reload = config.serve->reload,
                            .control = config.serve->control,
                            .models_folder = models_folder(),
                            .brought = {.in_flight_max = config.serve->in_flight_max},
                            .client_rate_max = config.serve->client_rate_max,
                            .memory_max = static_cast<std::uint64_t>(config.serve->memory_max),
                            .payload_log = observers->payload_log()});
    const auto& names = config.serve->models;
    for (ModelConfig model : config.models) {
      if (!names.empty() && std::ranges::find(names, model.name) == names.end()) continue;
      if (!model.warm_up.empty())
        model.warm_up = connect::resolve_path(config.folder, model.warm_up);
      const auto loaded = models.find(model.name);
      const Status added = live->add(model, connect::resolve_path(config.folder, model.from),
                                     loaded == models.end() ? nullptr : &loaded->second);
      if (!added.ok()) return model.place.empty() ? added : added.at(model.place);
    }
    live->start();
    // Pipelines keep theirs; of the others the server alone decides how long they stay in memory.
    std::erase_if(models, [this](const auto& model) { return !is_piped(model.first); });
    return {};
  }

  Status start_server() {
    if (!config.serve) return {};
    SLIPWAY_ASSIGN(observers, Observers::open(config, home.get(), [this] { return states(); }));
    SLIPWAY_TRY(start_models());
    SLIPWAY_ASSIGN(security, Security::open(*config.serve, config.folder));
    serve::ServeContext context = {
        .models = &served,
        .clock = &base::system_clock(),
        .ready = [this] { return !stop_requested.load(); },
        .control = live.get(),
        .guard = security->guard(),
        .metrics_open = config.serve->auth && config.serve->auth->metrics_open};
    observers->watch(context);
    if (!config.serve->access_log.empty()) {
      const std::string& file = config.serve->access_log;
      SLIPWAY_ASSIGN(
          access_log,
          serve::AccessLog::open(file == "-" ? file : connect::resolve_path(config.folder, file)));
    }
    if (const std::string& address = config.serve->admin_address; !address.empty()) {
      context.side = serve::Side::kAdmin;
      SLIPWAY_TRY(start_http(back_handler, back, context, address, config.serve->admin_port, 1));
      context.side = serve::Side::kPublic;
    }
    SLIPWAY_TRY(start_grpc(context));
    return start_http(handler, server, context, config.serve->address, config.serve->port,
                      config.serve->threads);
  }

  Status start() {
    SLIPWAY_TRY(load_models());
    SLIPWAY_TRY(claim_home());
    SLIPWAY_TRY(start_pipelines());
    return start_server();
  }

  // Of a start that failed nothing is left, and the home is free.
  void undo() {
    stop();
    server.reset(), back.reset(), grpc.reset(), admin.reset();
    pipelines.clear();
    observers.reset(), home.reset();
  }

  std::vector<PipelineState> states() const {
    std::vector<PipelineState> all;
    for (const auto& pipeline : pipelines) all.push_back(pipeline->state());
    return all;
  }

  bool at_end() const {
    return server == nullptr && std::ranges::all_of(pipelines, [](const auto& pipeline) {
             return pipeline->state().ended;
           });
  }

  void stop() {
    if (live) live->stop();
    if (server) server->stop();
    if (grpc) grpc->stop();
    if (back) back->stop();
    if (observers) observers->stop();
    for (auto& pipeline : pipelines) pipeline->stop();
    if (admin) admin->stop();
  }

  const Config config;
  const std::string home_folder;
  std::map<std::string, LoadedModel> models;
  std::unique_ptr<LocalHome> home;
  std::unique_ptr<Observers> observers;  // longer than whoever is watched
  serve::ServedModels served;
  std::unique_ptr<serve::AccessLog> access_log;
  std::unique_ptr<LiveModels> live;
  std::unique_ptr<Security> security;
  std::unique_ptr<serve::Handler> handler, back_handler, admin_handler;
  // Stopped before what they serve is gone: the public port, that for administration, the home's socket.
  std::unique_ptr<serve::HttpServer> server, back, admin;
  std::unique_ptr<serve::Listener> grpc;
  std::vector<std::unique_ptr<Pipeline>> pipelines;
  std::atomic<bool> stop_requested{false};
};

Application::Application(Config config, std::string home)
    : state_(std::make_unique<State>(std::move(config), std::move(home))) {}
Application::~Application() { state_->stop(); }

Status Application::start() {
  const Status status = state_->start();
  if (!status.ok()) state_->undo();
  return status;
}

Status Application::run() {
  while (!state_->stop_requested && !state_->at_end())
    base::system_clock().sleep(std::chrono::milliseconds(20));
  state_->stop();
  for (const auto& pipeline : state_->pipelines)
    if (PipelineState shown = pipeline->state(); !shown.failure.ok()) return shown.failure;
  return {};
}

void Application::request_stop() { state_->stop_requested = true; }

std::uint16_t Application::http_port() const { return state_->server ? state_->server->port() : 0; }

std::uint16_t Application::admin_port() const { return state_->back ? state_->back->port() : 0; }

std::uint16_t Application::grpc_port() const { return state_->grpc ? state_->grpc->port() : 0; }

std::vector<PipelineState> Application::pipelines() const { return state_->states(); }

}  // namespace slipway::service
