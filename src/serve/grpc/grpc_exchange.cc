#include "serve/grpc/grpc_exchange.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include <grpcpp/support/proto_buffer_reader.h>

namespace slipway::serve {

GrpcExchange* GrpcExchange::make(const grpc::CallbackServerContext& context,
                                 const grpc::ByteBuffer& message, const ListenOptions& options,
                                 Ticker& ticker, Done done) {
  return new GrpcExchange(context, message, options, ticker, std::move(done));
}

GrpcExchange::GrpcExchange(const grpc::CallbackServerContext& context,
                           const grpc::ByteBuffer& message, const ListenOptions& options,
                           Ticker& ticker, Done done)
    : context_(context),
      ticker_(ticker),
      tracer_(options.tracer),
      statistics_(options.statistics),
      done_(std::move(done)) {
  request_.method = "POST";
  request_.body = bytes_of(message);
  request_.content_type = "application/grpc";
  request_.traceparent = header("traceparent");
  request_.terse = options.terse_errors;
  const auto left = context.deadline() - std::chrono::system_clock::now();  // "never" is in 2262
  request_.deadline =
      std::chrono::steady_clock::now() +
      std::clamp<base::Duration>(left, base::Duration::zero(), options.request_time_max);
  if (statistics_ != nullptr) statistics_->grpc_calls.fetch_add(1);
  if (tracer_ != nullptr)
    set_span(tracer_->begin(request_.traceparent, header("tracestate"),
                            std::chrono::steady_clock::now()));
}

std::string_view GrpcExchange::bytes_of(const grpc::ByteBuffer& message) {
  const auto view = [](const grpc::Slice& slice) {
    return std::string_view(reinterpret_cast<const char*>(slice.begin()), slice.size());
  };
  if (message.TrySingleSlice(&slice_).ok()) return view(slice_);
  std::vector<grpc::Slice> slices;
  if (!message.Dump(&slices).ok()) return {};
  for (const grpc::Slice& each : slices) joined_ += view(each);
  return joined_;
}

std::string_view GrpcExchange::header(std::string_view name) const {
  return metadata_of(context_, name);
}

std::string_view GrpcExchange::client() const {
  if (peer_.empty()) peer_ = context_.peer();
  return address_of(peer_);
}

void GrpcExchange::finish() {
  const std::unique_ptr<GrpcExchange> self(this);
  if (statistics_ != nullptr) {
    statistics_->grpc_calls.fetch_sub(1);
    if (*response_.reason != '\0') statistics_->refused(response_.reason);
  }
  if (span() != nullptr) end_span();
  done_(*this);
}

void GrpcExchange::end_span() {
  auto span = take_span();
  span->ended = std::chrono::steady_clock::now();
  span->scheme = "grpc", span->path = kMethod, span->client = client();
  span->status = static_cast<int>(response_.code);
  if (*response_.reason != '\0') span->reason = response_.reason;
  tracer_->end(std::move(span));
}

grpc::Status GrpcExchange::status() const {
  if (response_.code == base::Code::kOk) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(response_.code), response_.body};
}

std::string_view address_of(std::string_view peer) {
  if (!peer.starts_with("ipv") || peer.find(':') == peer.npos) return {};
  const std::size_t begin = peer.find(':') + 1, end = peer.rfind(':');
  return end > begin ? peer.substr(begin, end - begin) : std::string_view();
}

std::string_view metadata_of(const grpc::CallbackServerContext& context, std::string_view name) {
  const auto found = context.client_metadata().find({name.data(), name.size()});
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

CallerPtr caller_of(const ServeContext& serve, const grpc::CallbackServerContext& context) {
  if (serve.guard == nullptr) return {CallerPtr(), &Caller::anyone()};
  return serve.guard->identify(metadata_of(context, "authorization"),
                               metadata_of(context, "x-api-key"));
}

grpc::Status to_grpc(const base::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), printable(error_text(status))};
}

grpc::ByteBuffer to_buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

bool parse_message(grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message) {
  grpc::ProtoBufferReader reader(&bytes);
  return message.ParseFromZeroCopyStream(&reader);
}

void refuse_grpc(const base::Status& status, Response& response) {
  respond_error(status, response);
  response.body = printable(error_text(status));
}

}  // namespace slipway::serve
