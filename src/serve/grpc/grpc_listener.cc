#include "serve/grpc/grpc_listener.h"

#include <mutex>

#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include "serve/grpc/grpc_load.h"
#include "serve/grpc/grpc_service.h"
#include "serve/grpc/grpc_tls.h"
#include "serve/header_text.h"

namespace slipway::serve {
namespace {

constexpr int kStreamsMax = 1000;  // calls at a time on one connection
constexpr int kMetadataMax = 16 << 10;

class GrpcListener final : public Listener {
 public:
  explicit GrpcListener(const ServeContext& context) : context_(context) {}
  ~GrpcListener() override { stop(); }

  base::Status start(const ListenOptions& options) override {
    options_ = options;
    static std::once_flag once;
    std::call_once(once, [] {
      // Debian builds Abseil such that each lock of gRPC's is looked at for deadlocks: 5 % of a request.
      absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
      gpr_set_log_function([](gpr_log_func_args*) {});  // what matters is told by a Status
      grpc::EnableDefaultHealthCheckService(true);
      grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    });
    service_ = make_grpc_service(context_, options);
    credentials_ = options.certificates == nullptr ? grpc::InsecureServerCredentials()
                                                   : grpc_tls_credentials(*options.certificates);
    const std::string name = authority(options.address, std::to_string(options.port));
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(name, credentials_, &port);
    service_->add_to(builder);
    const auto bytes_max =
        static_cast<int>(std::min<std::uint64_t>(options.body_bytes_max, 1u << 30));
    builder.SetMaxReceiveMessageSize(bytes_max);
    builder.SetMaxSendMessageSize(-1);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a port that is taken is an error
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsMax);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataMax);
    grpc::ResourceQuota quota("slipway");
    if (options.threads > 0) quota.SetMaxThreads(options.threads + kThreadsBeside);
    builder.SetResourceQuota(quota);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      server_.reset();
      return base::unavailable("CANNOT_LISTEN", fmt::format("can't listen on {}", name))
          .remedy("is the port taken, or not allowed?");
    }
    port_ = static_cast<std::uint16_t>(port);
    server_->GetHealthCheckService()->SetServingStatus("inference.GRPCInferenceService", true);
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void stop() override {
    if (server_ == nullptr) return;
    server_->GetHealthCheckService()->SetServingStatus(false);
    service_->end_streams();
    server_->Shutdown(
        std::chrono::system_clock::now() +
        std::chrono::duration_cast<std::chrono::microseconds>(options_.stop_time_max));
    server_->Wait();
    server_.reset();
  }

 private:
  static constexpr int kThreadsBeside = 2;  // that gRPC itself needs

  const ServeContext context_;
  ListenOptions options_;
  std::unique_ptr<GrpcService> service_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;  // longer than what they open
  std::unique_ptr<grpc::Server> server_;
  std::uint16_t port_ = 0;
};

class GrpcKind final : public ListenerKind {
 public:
  const char* about() const override {
    return "gRPC: Open Inference Protocol v2, health, reflection";
  }
  std::unique_ptr<Listener> make(const ServeContext& context) const override {
    return make_grpc_listener(context);
  }
  const LoadProtocol& load() const override { return grpc_load(); }
};

base::Status register_grpc(base::Kinds<ListenerKind>& kinds) {
  return kinds.add("grpc", std::make_unique<GrpcKind>());
}

}  // namespace

std::unique_ptr<Listener> make_grpc_listener(const ServeContext& context) {
  return std::make_unique<GrpcListener>(context);
}

}  // namespace slipway::serve

SLIPWAY_MODULE(slipway::serve::ListenerKind, slipway::serve::register_grpc)
