// GrpcExchange: a gRPC request as the rest of serve/ sees requests: a body of bytes, an answer of bytes.
// A failure is told by Response::code and a text.
#pragma once

#include <functional>
#include <string>

#include <google/protobuf/message_lite.h>
#include <grpcpp/grpcpp.h>

#include "serve/http.h"
#include "serve/listener.h"
#include "serve/protocol.h"

namespace slipway::serve {

inline constexpr const char* kInferenceService = "/inference.GRPCInferenceService/";

class GrpcExchange final : public Exchange {
 public:
  using Done = std::function<void(const GrpcExchange&)>;

  // The call that it is of.
  static constexpr const char* kMethod = "/inference.GRPCInferenceService/ModelInfer";

  // Ends itself after `done`, which finish() calls. REQUIRES: `context` lives until then.
  static GrpcExchange* make(const grpc::CallbackServerContext& context,
                            const grpc::ByteBuffer& message, const ListenOptions& options,
                            Ticker& ticker, Done done);

  const Request& request() const override { return request_; }
  std::string_view header(std::string_view name) const override;
  std::string_view client() const override;
  Response& response() override { return response_; }
  void finish() override;
  Ticker* ticker() const override { return &ticker_; }

  // Of the answer.
  grpc::Status status() const;
  const Response& answer() const { return response_; }

 private:
  GrpcExchange(const grpc::CallbackServerContext& context, const grpc::ByteBuffer& message,
               const ListenOptions& options, Ticker& ticker, Done done);
  std::string_view bytes_of(const grpc::ByteBuffer& message);
  void end_span();

  const grpc::CallbackServerContext& context_;
  Ticker& ticker_;
  Tracer* const tracer_;                // null: none
  ServerStatistics* const statistics_;  // null: nobody counts
  mutable std::string peer_;            // once asked for: "ipv4:127.0.0.1:51234"
  grpc::Slice slice_;                   // a message of one piece, where it lies
  std::string joined_;                  // one of several
  Request request_;
  Response response_;
  const Done done_;
};

// Of gRPC's name of a peer ("ipv4:127.0.0.1:51234") the address; of a Unix socket none.
std::string_view address_of(std::string_view peer);

// A header of the call; empty if there is none. Names are in lower case.
std::string_view metadata_of(const grpc::CallbackServerContext& context, std::string_view name);

// Who calls. Without a guard anyone.
CallerPtr caller_of(const ServeContext& serve, const grpc::CallbackServerContext& context);

grpc::Status to_grpc(const base::Status& status);
grpc::ByteBuffer to_buffer(const std::string& bytes);  // a copy
// False: `bytes`, which are used up, are no such message.
bool parse_message(grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message);

// How this protocol says what is wrong: code and text, as status() gives them.
void refuse_grpc(const base::Status& status, Response& response);

}  // namespace slipway::serve
