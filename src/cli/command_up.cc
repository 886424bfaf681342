// slipway up: everything in slipway.yaml. slipway serve MODEL…: models, without a configuration.
#include <algorithm>
#include <csignal>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/env.h"
#include "cli/command.h"
#include "model/asked.h"
#include "service/application.h"
#include "service/model_file.h"

namespace slipway::cli {
namespace {

service::Application* g_running = nullptr;  // for the signal handler

// A failure names the place of what failed first: of a model, where it is configured, or its path.
bool is_of_model(const base::Status& status, const service::Config& config) {
  return std::ranges::any_of(config.models, [&status](const service::ModelConfig& model) {
    const std::string& place = model.place.empty() ? model.from : model.place;
    return status.place() == place || status.place().starts_with(place + ": ");
  });
}

std::string reached_at(const char* scheme, const std::string& address, std::uint16_t port) {
  const bool any = address == "0.0.0.0" || address == "::";
  return fmt::format("{}://{}:{}", scheme,
                     any                                      ? "localhost"
                     : address.find(':') == std::string::npos ? address
                                                              : "[" + address + "]",
                     port);
}

int run_until_stopped(const service::Config& config, const std::string& home) {
  service::Application application(config, home);
  const base::Status started = application.start();
  if (!started.ok())
    return fail(started, is_of_model(started, config)                             ? kModelBad
                         : std::string_view(started.reason()) == "UNKNOWN_OUTPUT" ? kUsage
                                                                                  : kEndsBad);
  if (config.serve) {
    const char* scheme = config.serve->tls ? "https" : "http";
    std::string where = reached_at(scheme, config.serve->address, application.http_port());
    if (application.grpc_port() != 0)
      where += " and " + reached_at("grpc", config.serve->grpc_address, application.grpc_port());
    if (application.admin_port() != 0)
      where += ", administered at " +
               reached_at(scheme, config.serve->admin_address, application.admin_port());
    fmt::print(stderr, "slipway: serving on {}; stop with Ctrl-C\n", where);
  }
  for (const auto& pipeline : application.pipelines())
    fmt::print(stderr, "slipway: pipeline {}: {}\n", pipeline.name, pipeline.guarantee);
  g_running = &application;
  std::signal(SIGINT, [](int) { g_running->request_stop(); });
  std::signal(SIGTERM, [](int) { g_running->request_stop(); });
  const base::Status ended = application.run();
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  return ended.ok() ? kDone : fail(ended, kEndsBad);
}

int up(const ConfigOptions& options) {
  auto config = service::load_config(options.config);
  if (!config.ok()) return fail(config.status(), kUsage);
  return run_until_stopped(*config, options.resolved_home());
}

struct ServeOptions {
  std::vector<std::string> paths;  // each perhaps NAME=PATH
  std::string name, http, grpc;
  std::string certificate, key, client_ca, keys;
  bool brought = false;  // models come by requests
  ModelOptions model;
  ConfigOptions config;
};

constexpr char kSageMakerModel[] = "/opt/ml/model", kSageMakerModels[] = "/opt/ml/models";

std::string variable(const char* name) { return base::posix_env().variable(name).value_or(""); }

// What a person left out, a platform that starts containers says: Vertex AI by AIP_STORAGE_URI and
// AIP_HTTP_PORT, SageMaker by a folder, SAGEMAKER_MULTI_MODEL and SAGEMAKER_BIND_TO_PORT. Both reach it from
// outside.
void ask_platform(ServeOptions& options) {
  std::string port;
  for (const char* name : {"AIP_HTTP_PORT", "SAGEMAKER_BIND_TO_PORT"})
    if (port.empty()) port = variable(name);
  if (options.paths.empty())
    if (const std::string path = variable("AIP_STORAGE_URI"); !path.empty()) options.paths = {path};
  options.brought = options.paths.empty() && variable("SAGEMAKER_MULTI_MODEL") == "true";
  const bool sagemaker =
      options.paths.empty() && !options.brought && std::filesystem::exists(kSageMakerModel);
  if (sagemaker) options.paths = {kSageMakerModel};
  if ((options.brought || sagemaker) && port.empty()) port = "8080";
  if (options.http.empty()) options.http = port.empty() ? "127.0.0.1:8080" : "0.0.0.0:" + port;
}

// NAME=PATH, or a path whose stem is the name.
std::pair<std::string, std::string> name_and_path(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign != std::string::npos && sign > 0 && text.find_first_of("/.:") > sign)
    return {text.substr(0, sign), text.substr(sign + 1)};
  return {service::model_name(text), text};
}

base::Status add_models(const ServeOptions& options, service::Config& config) {
  SLIPWAY_ASSIGN(const model::Asked asked, options.model.asked());
  if (options.paths.empty() && !options.brought)
    return base::invalid_argument("NO_MODEL", "there is no model to serve")
        .remedy("slipway serve MODEL");
  if (!options.name.empty() && options.paths.size() > 1)
    return base::invalid_argument("BAD_OPTION", "--name is for one model")
        .remedy("name each: slipway serve NAME=PATH NAME=PATH");
  for (const std::string& text : options.paths) {
    const auto [name, path] = name_and_path(text);
    const std::string& called = options.name.empty() ? name : options.name;
    if (config.model(called) != nullptr)
      return base::invalid_argument("MODEL_TWICE",
                                    fmt::format("two models would be called \"{}\"", called))
          .remedy("name them: slipway serve NAME=PATH NAME=PATH");
    config.models.push_back({.name = called,
                             .from = path,
                             .format = options.model.format,
                             .place = {},
                             .asked = asked});
  }
  if (options.brought) config.serve->models_folder = kSageMakerModels;
  return {};
}

base::Status add_security(const ServeOptions& options, service::ServeConfig& serve) {
  if (options.certificate.empty() != options.key.empty() ||
      (options.certificate.empty() && !options.client_ca.empty()))
    return base::invalid_argument("BAD_OPTION", "TLS needs --tls-certificate and --tls-key");
  if (!options.certificate.empty())
    serve.tls = {.certificate = options.certificate,
                 .key = options.key,
                 .client_ca = options.client_ca,
                 .place = "--tls-certificate"};
  if (!options.keys.empty())
    serve.auth = {.keys = options.keys, .jwt = {}, .metrics_open = false, .place = "--keys"};
  return {};
}

// The slipway.yaml that would say the same: for those who ask the server what it runs with.
base::Value written(const ServeOptions& options, const service::Config& config) {
  using base::Value;
  const auto text = [](Value::Map& map, const char* key, const std::string& value) {
    if (!value.empty()) map.emplace_back(key, Value(value));
  };
  Value::Map models, serve, tls, auth, all;
  for (const service::ModelConfig& one : config.models) {
    Value::Map model;
    text(model, "from", one.from), text(model, "format", options.model.format);
    text(model, "iterations", options.model.iterations);
    Value::List columns;
    for (const std::string& column : options.model.columns) columns.emplace_back(column);
    if (!columns.empty()) model.emplace_back("columns", Value(std::move(columns)));
    models.emplace_back(one.name, Value(std::move(model)));
  }
  if (!models.empty()) all.emplace_back("models", Value(std::move(models)));
  text(serve, "http", options.http), text(serve, "grpc", options.grpc);
  if (options.brought) text(serve, "models_folder", kSageMakerModels);
  text(tls, "certificate", options.certificate), text(tls, "key", options.key);
  text(tls, "client_ca", options.client_ca), text(auth, "keys", options.keys);
  if (!tls.empty()) serve.emplace_back("tls", Value(std::move(tls)));
  if (!auth.empty()) serve.emplace_back("auth", Value(std::move(auth)));
  all.emplace_back("serve", Value(std::move(serve)));
  return Value(std::move(all));
}

int serve(ServeOptions options) {
  ask_platform(options);
  service::Config config;
  auto defaults = service::read_config("serve: {}", "serve");
  if (!defaults.ok()) return fail(defaults.status(), kUnexpected);
  config.serve = defaults->serve;
  if (const auto status = add_models(options, config); !status.ok()) return fail(status, kUsage);
  if (const auto status = add_security(options, *config.serve); !status.ok())
    return fail(status, kUsage);
  config.written = written(options, config);
  if (const auto status =
          service::parse_address(options.http, config.serve->address, config.serve->port);
      !status.ok())
    return fail(status.at("--http"), kUsage);
  if (!options.grpc.empty())
    if (const auto status = service::parse_address(options.grpc, config.serve->grpc_address,
                                                   config.serve->grpc_port);
        !status.ok())
      return fail(status.at("--grpc"), kUsage);
  return run_until_stopped(config, "");
}

}  // namespace

void add_up(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("up", "run everything in slipway.yaml: pipelines and server");
  auto options = std::make_shared<ConfigOptions>();
  add_config_options(*command, *options);
  command->callback([options, &exit] { exit.code = up(*options); });
}

void add_serve(CLI::App& app, Exit& exit) {
  auto* command =
      app.add_subcommand("serve", "serve model files over HTTP, without a configuration");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("MODEL", options->paths,
                      "model files or folders, each perhaps as NAME=PATH; left out: "
                      "$AIP_STORAGE_URI (Vertex AI) or /opt/ml/model (SageMaker)");
  command->add_option("--http", options->http,
                      "address and port; left out: 127.0.0.1:8080, or port $AIP_HTTP_PORT or "
                      "$SAGEMAKER_BIND_TO_PORT of every address");
  command->add_option("--grpc", options->grpc, "address and port for gRPC; left out: none");
  command->add_option("--name", options->name,
                      "its name in the routes; left out: the file's name without extension");
  command->add_option("--tls-certificate", options->certificate,
                      "for TLS: a PEM file; with --tls-key");
  command->add_option("--tls-key", options->key, "its private key, a PEM file");
  command->add_option("--client-ca", options->client_ca,
                      "clients must have a certificate of one of these (mutual TLS)");
  command->add_option("--keys", options->keys,
                      "who may ask: a file of keys, as slipway key new writes it");
  add_model_options(*command, options->model);
  add_iterations_option(*command, options->model);
  command->callback([options, &exit] { exit.code = serve(*options); });
}

}  // namespace slipway::cli
