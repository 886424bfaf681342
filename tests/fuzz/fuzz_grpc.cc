// rooms: serve flow score codec data base testing
// inside: serve_grpc
// Any bytes as a ModelInferRequest: where protobuf reads one, the model it is for is found too, and is the one that it
// names; each is answered once, by a message that can be read or by a refusal that is a text and no internal error.
#include <cstdlib>
#include <string>

#include <open_inference.pb.h>

#include "codec/text_value.h"
#include "serve/grpc/grpc_inference.h"
#include "serve/grpc/request_address.h"
#include "toy_server.h"

namespace slipway::fuzz {
namespace {

class BytesExchange final : public serve::Exchange {
 public:
  explicit BytesExchange(std::string_view body) { request_.method = "POST", request_.body = body; }
  const serve::Request& request() const override { return request_; }
  serve::Response& response() override { return response_; }
  void finish() override { ++finished; }
  int finished = 0;

 private:
  serve::Request request_;
  serve::Response response_;
};

void check(bool good) {
  if (!good) std::abort();
}

}  // namespace
}  // namespace slipway::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace slipway;
  using fuzz::check;
  static fuzz::ToyServer server;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  inference::ModelInferRequest request;
  serve::RequestAddress address;
  const bool found = address.read(bytes);
  if (request.ParseFromArray(data, static_cast<int>(size)))
    check(found && address.model == request.model_name() &&
          address.version == request.model_version());
  fuzz::BytesExchange exchange(bytes);
  serve::start_call(server.models.find("toy"), serve::grpc_inference_envelope, exchange);
  check(exchange.finished == 1);
  const serve::Response& answer = exchange.response();
  if (answer.code != base::Code::kOk) {
    check(answer.code != base::Code::kInternal && *answer.reason != '\0' &&
          codec::valid_utf8(answer.body));
    return 0;
  }
  inference::ModelInferResponse response;
  check(response.ParseFromString(answer.body) && response.outputs_size() > 0);
  check(response.raw_output_contents_size() ==
        (request.raw_input_contents_size() > 0 ? response.outputs_size() : 0));
  return 0;
}
