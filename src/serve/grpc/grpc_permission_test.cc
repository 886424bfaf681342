// Who may do what over gRPC: every method, with every model and every credential.
#include <grpcpp/generic/generic_stub.h>

#include "serve/credentials_test.h"
#include "serve/grpc/grpc_exchange.h"
#include "serve/grpc/grpc_service_test.h"

namespace slipway::serve {
namespace {

enum class Needs : std::uint8_t { kNothing, kName, kSight, kPredict, kAdmin };

using Stub = inference::GRPCInferenceService::Stub;
using Call = std::function<grpc::Status(Stub&, grpc::ClientContext&, const std::string& model)>;

struct Method {
  const char* name;
  Needs needs;
  Call call;
};

template <class Request, class Response>
Call call_of(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             void (*name_it)(Request&, const std::string&)) {
  return [method, name_it](Stub& stub, grpc::ClientContext& context, const std::string& model) {
    Request request;
    Response response;
    name_it(request, model);
    return (stub.*method)(&context, request, &response);
  };
}

template <class Request>
void unnamed(Request&, const std::string&) {}
template <class Request>
void by_name(Request& request, const std::string& model) {
  request.set_name(model);
}
template <class Request>
void by_model_name(Request& request, const std::string& model) {
  request.set_model_name(model);
}

class ToyControl final : public ModelControl {
 public:
  void load(const std::string&, Done done) override { ++changes, done({}); }
  void unload(const std::string&, Done done) override { ++changes, done({}); }
  void bring(const std::string&, const std::string&, Done) override {}
  void drop(const std::string&, Done) override {}
  bool takes_models() const override { return false; }
  std::vector<ModelState> states() const override { return {}; }
  int changes = 0;
};

class GrpcPermission : public GrpcTest {
 protected:
  void SetUp() override {
    GrpcTest::SetUp();
    for (const char* name : {"churn", "fraud-eu"}) models_.put(toy_model(name, path_, *scorer_));
    use(Side::kBoth);
  }
  void use(Side side) {
    server_->Shutdown();
    ServeContext context = context_;
    context.guard = &credentials_.guard(), context.control = &control_, context.side = side;
    service_ = make_grpc_service(context, {});
    grpc::ServerBuilder builder;
    service_->add_to(builder);
    server_ = builder.BuildAndStart();
    stub_ = inference::GRPCInferenceService::NewStub(server_->InProcessChannel({}));
  }
  static grpc::Status infer_as(Stub& stub, grpc::ClientContext& context, const std::string& model) {
    inference::ModelInferRequest request = typed_request();
    inference::ModelInferResponse response;
    request.set_model_name(model);
    return stub.ModelInfer(&context, request, &response);
  }
  // A stream of one request; what is wrong with it is in its answer.
  static grpc::Status stream_as(Stub& stub, grpc::ClientContext& context,
                                const std::string& model) {
    inference::ModelInferRequest request = typed_request();
    inference::ModelStreamInferResponse response;
    request.set_model_name(model);
    const auto stream = stub.ModelStreamInfer(&context);
    stream->Write(request);
    stream->WritesDone();
    const bool answered = stream->Read(&response);
    const grpc::Status status = stream->Finish();
    if (!status.ok() || !answered || response.error_message().empty()) return status;
    const bool denied = response.error_message().starts_with("there is no permission");
    return {denied ? grpc::StatusCode::PERMISSION_DENIED : grpc::StatusCode::NOT_FOUND,
            response.error_message()};
  }
  static std::vector<Method> methods() {
    using namespace inference;
    return {
        {"ServerLive", Needs::kNothing, call_of(&Stub::ServerLive, unnamed<ServerLiveRequest>)},
        {"ServerReady", Needs::kNothing, call_of(&Stub::ServerReady, unnamed<ServerReadyRequest>)},
        {"ServerMetadata", Needs::kName,
         call_of(&Stub::ServerMetadata, unnamed<ServerMetadataRequest>)},
        {"ModelReady", Needs::kSight, call_of(&Stub::ModelReady, by_name<ModelReadyRequest>)},
        {"ModelMetadata", Needs::kSight,
         call_of(&Stub::ModelMetadata, by_name<ModelMetadataRequest>)},
        {"ModelConfig", Needs::kSight, call_of(&Stub::ModelConfig, by_name<ModelConfigRequest>)},
        {"ModelStatistics", Needs::kSight,
         call_of(&Stub::ModelStatistics, by_name<ModelStatisticsRequest>)},
        {"ModelStatistics of all", Needs::kName,
         call_of(&Stub::ModelStatistics, unnamed<ModelStatisticsRequest>)},
        {"RepositoryIndex", Needs::kName,
         call_of(&Stub::RepositoryIndex, unnamed<RepositoryIndexRequest>)},
        {"RepositoryModelLoad", Needs::kAdmin,
         call_of(&Stub::RepositoryModelLoad, by_model_name<RepositoryModelLoadRequest>)},
        {"RepositoryModelUnload", Needs::kAdmin,
         call_of(&Stub::RepositoryModelUnload, by_model_name<RepositoryModelUnloadRequest>)},
        {"ModelInfer", Needs::kPredict, infer_as},
        {"ModelStreamInfer", Needs::kPredict, stream_as},
    };
  }
  static grpc::StatusCode wanted(const Credential& credential, Needs needs,
                                 const std::string& model) {
    using enum grpc::StatusCode;
    if (needs == Needs::kNothing) return OK;
    if (!credential.known) return UNAUTHENTICATED;
    const bool there = model != "none";
    if (needs == Needs::kName) return OK;
    if (needs == Needs::kAdmin) return credential.allows("admin:", model) ? OK : PERMISSION_DENIED;
    if (!credential.sees(model)) return PERMISSION_DENIED;
    if (!there) return NOT_FOUND;
    return needs == Needs::kSight || credential.allows("predict:", model) ? OK : PERMISSION_DENIED;
  }
  static void sign(grpc::ClientContext& context, const Credential& credential) {
    if (!credential.authorization.empty())
      context.AddMetadata("authorization", credential.authorization);
    if (!credential.api_key.empty()) context.AddMetadata("x-api-key", credential.api_key);
  }

  Credentials credentials_;
  ToyControl control_;
};

TEST_F(GrpcPermission, CellByCell) {
  int changes = 0;
  for (const Method& method : methods())
    for (const Credential& credential : credentials_.all())
      for (const char* model : {"churn", "fraud-eu", "none"}) {
        grpc::ClientContext context;
        sign(context, credential);
        const grpc::Status status = method.call(*stub_, context, model);
        const grpc::StatusCode code = wanted(credential, method.needs, model);
        EXPECT_EQ(status.error_code(), code) << method.name << " of " << model << ": "
                                             << credential.what << ": " << status.error_message();
        if (method.needs == Needs::kAdmin && code == grpc::StatusCode::OK) ++changes;
        EXPECT_EQ(status.error_message().find('{'), std::string::npos) << status.error_message();
      }
  EXPECT_EQ(control_.changes, changes) << "who was refused changed something";
}

TEST_F(GrpcPermission, ListsHaveWhatTheCallerSees) {
  for (const Credential& credential : credentials_.all()) {
    if (!credential.known) continue;
    for (const char* model : {"churn", "fraud-eu", "toy"}) {
      grpc::ClientContext first, second;
      sign(first, credential), sign(second, credential);
      inference::RepositoryIndexResponse index;
      inference::ModelStatisticsResponse statistics;
      ASSERT_TRUE(stub_->RepositoryIndex(&first, {}, &index).ok());
      ASSERT_TRUE(stub_->ModelStatistics(&second, {}, &statistics).ok());
      int found = 0;
      for (const auto& one : index.models()) found += one.name() == model ? 1 : 0;
      for (const auto& one : statistics.model_stats()) found += one.name() == model ? 1 : 0;
      EXPECT_EQ(found, credential.sees(model) ? 2 : 0) << credential.what << " " << model;
    }
  }
}

TEST_F(GrpcPermission, WhatIsAtThePortForAdministrationIsNotHere) {
  use(Side::kPublic);
  for (const Method& method : methods()) {
    grpc::ClientContext context;
    sign(context, credentials_.all().back());
    EXPECT_EQ(
        method.call(*stub_, context, "churn").error_code(),
        method.needs == Needs::kAdmin ? grpc::StatusCode::UNIMPLEMENTED : grpc::StatusCode::OK)
        << method.name;
  }
}

// It is refused as a call, not message by message.
TEST_F(GrpcPermission, AStrangersStreamEndsAtOnce) {
  grpc::ClientContext context;
  const auto stream = stub_->ModelStreamInfer(&context);
  inference::ModelStreamInferResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

// A stranger is refused before what it sends is in memory: here before it sends anything.
TEST_F(GrpcPermission, AStrangersMessageIsNotRead) {
  for (const char* method : {"ModelInfer", "ModelMetadata", "RepositoryModelLoad"}) {
    grpc::GenericStub stub(server_->InProcessChannel({}));
    grpc::CompletionQueue queue;
    grpc::ClientContext context;
    grpc::Status status;
    void* tag = nullptr;
    bool ok = false;
    const auto call = stub.PrepareCall(&context, std::string(kInferenceService) + method, &queue);
    call->StartCall(nullptr);
    EXPECT_TRUE(queue.Next(&tag, &ok));
    call->Finish(&status, nullptr);
    EXPECT_TRUE(queue.Next(&tag, &ok));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << method;
  }
}

}  // namespace
}  // namespace slipway::serve
