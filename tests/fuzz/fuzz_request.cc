// rooms: serve flow score codec data base testing
// Any request to any protocol: a line "METHOD /path", lines of headers, an empty line, the body. Each is answered once, with
// a text that is UTF-8 and no internal error, and packed bodies stay within their bound.
#include <cstdlib>
#include <map>

#include "codec/text_value.h"
#include "serve/content_encoding.h"
#include "serve/protocol.h"
#include "toy_server.h"

namespace slipway::fuzz {
namespace {

constexpr std::uint64_t kBodyMax = 1 << 20;

class FuzzExchange final : public serve::Exchange {
 public:
  explicit FuzzExchange(std::string_view text) {
    const auto line = [&text] {
      const std::size_t end = text.find('\n');
      const std::string_view one = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      return one;
    };
    const std::string_view first = line();
    const std::size_t space = first.find(' ');
    request_.method = first.substr(0, space);
    if (space != std::string_view::npos) request_.path = first.substr(space + 1);
    for (std::string_view header = line(); !header.empty(); header = line()) {
      const std::size_t colon = header.find(": ");
      if (colon != std::string_view::npos)
        headers_[std::string(header.substr(0, colon))] = header.substr(colon + 2);
    }
    request_.body = text;
    request_.content_type = header("Content-Type");
  }

  // As the HTTP server does.
  bool unpack() {
    const std::string_view encoding = header("Content-Encoding");
    if (encoding.empty()) return true;
    if (!serve::decode_content(encoding, request_.body, kBodyMax, unpacked_).ok()) return false;
    if (unpacked_.size() > kBodyMax) std::abort();
    request_.body = unpacked_;
    return true;
  }

  const serve::Request& request() const override { return request_; }
  std::string_view header(std::string_view name) const override {
    const auto found = headers_.find(name);
    return found == headers_.end() ? std::string_view() : found->second;
  }
  serve::Response& response() override { return response_; }
  void finish() override { ++finished; }
  int finished = 0;

 private:
  std::map<std::string, std::string_view, std::less<>> headers_;
  serve::Request request_;
  std::string unpacked_;
  serve::Response response_;
};

}  // namespace
}  // namespace slipway::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace slipway;
  static fuzz::ToyServer server;
  static const auto handler = serve::make_handler(
      {.models = &server.models, .clock = &server.clock, .ready = [] { return true; }});
  fuzz::FuzzExchange exchange({reinterpret_cast<const char*>(data), size});
  if (!exchange.unpack()) return 0;
  handler->handle(exchange);
  if (exchange.finished != 1) std::abort();
  const serve::Response& answer = exchange.response();
  if (answer.status == 500) std::abort();
  if (answer.content_type.starts_with("application/json") && !codec::valid_utf8(answer.body))
    std::abort();
  return 0;
}
