#include "serve/grpc/grpc_load.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <open_inference.grpc.pb.h>

#include "serve/grpc/grpc_exchange.h"
#include "serve/header_text.h"

namespace slipway::serve {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kInfer = GrpcExchange::kMethod;
constexpr base::Duration kTick = std::chrono::milliseconds(20);  // how often `stop` is looked at
constexpr base::Duration kSoon = std::chrono::milliseconds(2);   // gRPC's timers count milliseconds

base::TimePoint now() { return std::chrono::steady_clock::now(); }

std::chrono::system_clock::time_point in(base::Duration duration) {
  return std::chrono::system_clock::now() +
         std::chrono::duration_cast<std::chrono::system_clock::duration>(duration);
}

std::string bytes_of(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

// A call that is made again and again.
struct Caller {
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer answer;
  grpc::Status status;
  Ticket ticket;
};

// One thread and one completion queue.
class Driver {
 public:
  Driver(grpc::GenericStub& stub, std::span<const grpc::ByteBuffer> bodies, const Headers& headers,
         const AnswerCheck& check, Load& load, const std::atomic<bool>& stop)
      : stub_(stub), bodies_(bodies), headers_(headers), check_(check), load_(load), stop_(stop) {
    callers_.resize(static_cast<std::size_t>(load.plan().connections));
    for (Caller& caller : callers_) resting_.push_back(&caller);
  }

  void run() {
    for (;;) {
      if (stop_.load(std::memory_order_relaxed)) load_.stop(now());
      const base::TimePoint due = send();
      if (due == base::kNever && resting_.size() == callers_.size()) break;
      take_answer(due);
    }
    load_.end();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) continue;
  }

 private:
  // Sends what is due; returns when more will be, as far as there is somebody to send it.
  base::TimePoint send() {
    for (;;) {
      const base::TimePoint time = now(), due = load_.due_at(time);
      if (due > time || resting_.empty()) return due;
      Caller& caller = *std::exchange(resting_.back(), nullptr);
      resting_.pop_back();
      begin(caller, load_.take(time));
    }
  }

  void begin(Caller& caller, const Ticket& ticket) {
    caller.ticket = ticket;
    caller.context = std::make_unique<grpc::ClientContext>();
    caller.context->set_deadline(in(load_.plan().timeout));
    for (const auto& [name, value] : headers_) caller.context->AddMetadata(name, value);
    caller.answer.Clear();
    caller.reader =
        stub_.PrepareUnaryCall(caller.context.get(), kInfer, bodies_[ticket.request], &queue_);
    caller.reader->StartCall();
    caller.reader->Finish(&caller.answer, &caller.status, &caller);
  }

  void take_answer(base::TimePoint due) {
    base::Duration patience = kTick;
    if (due != base::kNever && !resting_.empty())
      patience = due - now() < kSoon ? base::Duration() : std::min(due - now() - kSoon, kTick);
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, in(patience)) != grpc::CompletionQueue::GOT_EVENT) return;
    auto* caller = static_cast<Caller*>(tag);
    answered(*caller);
    resting_.push_back(caller);
  }

  void answered(Caller& caller) {
    const bool well = caller.status.ok();
    if (caller.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
      return load_.failed(caller.ticket, now(), LoadFailure::kLate);
    if (well && check_ && !check_(bytes_of(caller.answer)))
      return load_.failed(caller.ticket, now(), LoadFailure::kWrong);
    load_.answered(caller.ticket, now(), caller.status.error_code(), well,
                   bodies_[caller.ticket.request].Length(), caller.answer.Length());
  }

  grpc::GenericStub& stub_;
  const std::span<const grpc::ByteBuffer> bodies_;
  const Headers& headers_;
  const AnswerCheck& check_;
  Load& load_;
  const std::atomic<bool>& stop_;
  grpc::CompletionQueue queue_;
  std::vector<Caller> callers_;
  std::vector<Caller*> resting_;
};

class GrpcTarget final : public Target {
 public:
  GrpcTarget(Url url, Headers headers, base::Duration timeout)
      : url_(std::move(url)), timeout_(timeout) {
    for (auto& [name, value] : headers) {  // metadata's names are lower case
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
      headers_.emplace_back(std::move(name), std::move(value));
    }
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    const auto channel = grpc::CreateCustomChannel(authority(url_.host, url_.port),
                                                   grpc::InsecureChannelCredentials(), arguments);
    generic_ = std::make_unique<grpc::GenericStub>(channel);
    stub_ = inference::GRPCInferenceService::NewStub(channel);
  }

  // What GET of these paths of the Open Inference Protocol says over HTTP, the method of that meaning says here.
  base::Result<LoadAnswer> ask(const LoadRequest& request) override {
    constexpr std::string_view kModels = "/v2/models/", kStatistics = "/stats";
    if (request.path == kInfer) return infer(request.body);
    if (request.path == "/v2/repository/index") {
      inference::RepositoryIndexRequest of;
      inference::RepositoryIndexResponse answer;
      return told([&](auto* context) { return stub_->RepositoryIndex(context, of, &answer); },
                  answer);
    }
    std::string model = request.path;
    if (!model.starts_with(kModels))
      return LoadAnswer{grpc::StatusCode::UNIMPLEMENTED, false, "gRPC has no " + request.path};
    model.erase(0, kModels.size());
    if (model.ends_with(kStatistics)) {
      inference::ModelStatisticsRequest of;
      inference::ModelStatisticsResponse answer;
      of.set_name(model.substr(0, model.size() - kStatistics.size()));
      return told([&](auto* context) { return stub_->ModelStatistics(context, of, &answer); },
                  answer);
    }
    inference::ModelMetadataRequest of;
    inference::ModelMetadataResponse answer;
    of.set_name(model);
    return told([&](auto* context) { return stub_->ModelMetadata(context, of, &answer); }, answer);
  }

  base::Status prepare(std::span<const LoadRequest> requests) override {
    bodies_.clear();
    for (const LoadRequest& request : requests) bodies_.push_back(to_buffer(request.body));
    return {};
  }

  base::Status drive(const AnswerCheck& check, Load& load, const std::atomic<bool>& stop) override {
    Driver(*generic_, bodies_, headers_, check, load, stop).run();
    return {};
  }

  std::string code_text(int code) const override {
    return std::string(base::code_name(static_cast<base::Code>(code)));
  }

 private:
  base::Result<LoadAnswer> outcome(const grpc::Status& status, std::string body) const {
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
        status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
      return base::unavailable("NO_SERVER", "no answer: " + status.error_message())
          .at(fmt::format("grpc://{}:{}", url_.host, url_.port))
          .remedy("is the server running?");
    return LoadAnswer{status.error_code(), status.ok(),
                      status.ok() ? std::move(body) : status.error_message()};
  }

  void prepare(grpc::ClientContext& context) const {
    context.set_deadline(in(timeout_));
    for (const auto& [name, value] : headers_) context.AddMetadata(name, value);
  }

  template <class Call, class Answer>
  base::Result<LoadAnswer> told(Call call, const Answer& answer) const {
    grpc::ClientContext context;
    prepare(context);
    const grpc::Status status = call(&context);
    std::string body;
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    if (status.ok() && !google::protobuf::util::MessageToJsonString(answer, &body, options).ok())
      return LoadAnswer{grpc::StatusCode::INTERNAL, false, "an answer that is no JSON"};
    return outcome(status, std::move(body));
  }

  base::Result<LoadAnswer> infer(const std::string& body) const {
    grpc::ClientContext context;
    prepare(context);
    grpc::CompletionQueue queue;
    grpc::ByteBuffer answer;
    grpc::Status status;
    const auto reader = generic_->PrepareUnaryCall(&context, kInfer, to_buffer(body), &queue);
    reader->StartCall();
    reader->Finish(&answer, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return outcome(status, bytes_of(answer));
  }

  const Url url_;
  const base::Duration timeout_;
  Headers headers_;
  std::unique_ptr<grpc::GenericStub> generic_;
  std::unique_ptr<inference::GRPCInferenceService::Stub> stub_;
  std::vector<grpc::ByteBuffer> bodies_;
};

class GrpcLoad final : public LoadProtocol {
 public:
  std::string inputs_path(const std::string& model) const override { return "/v2/models/" + model; }

  LoadRequest request(const ModelInputs& inputs, const data::ChunkView& rows) const override {
    inference::ModelInferRequest request;
    request.set_model_name(inputs.model);
    for (LoadTensor& tensor : tensors_of(inputs, rows)) {
      auto& input = *request.add_inputs();
      input.set_name(tensor.name), input.set_datatype(std::string(tensor.datatype));
      for (const std::int64_t dimension : tensor.shape) input.add_shape(dimension);
      request.add_raw_input_contents(std::move(tensor.raw));
    }
    return {.path = kInfer, .body = request.SerializeAsString()};
  }

  LoadRequest request_of(std::string body) const override {
    return {.path = kInfer, .body = std::move(body)};
  }

  std::int64_t rows_in(std::string_view body) const override {
    inference::ModelInferResponse response;
    if (!response.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
        response.outputs_size() == 0 || response.outputs(0).shape_size() == 0)
      return -1;
    return response.outputs(0).shape(0);
  }

  std::unique_ptr<Target> target(Url url, Headers headers, base::Duration timeout) const override {
    return std::make_unique<GrpcTarget>(std::move(url), std::move(headers), timeout);
  }
};

}  // namespace

const LoadProtocol& grpc_load() {
  static const auto* load = new GrpcLoad;
  return *load;
}

}  // namespace slipway::serve
