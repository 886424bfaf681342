#include "serve/http_client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace slipway::serve {

namespace http = boost::beast::http;
using Local = boost::asio::local::stream_protocol;

base::Result<ClientResponse> post_unix(const std::string& socket, const std::string& path,
                                       const std::string& body) {
  boost::system::error_code error;
  const auto failed = [&] {
    return base::unavailable("NO_OWNER",
                             "the process that owns the home does not answer: " + error.message())
        .at(socket);
  };
  if (socket.size() >= 108) {  // an endpoint would throw
    error = boost::system::errc::make_error_code(boost::system::errc::filename_too_long);
    return failed();
  }
  boost::asio::io_context io(1);
  Local::socket stream(io);
  stream.connect(Local::endpoint(socket), error);
  if (error) return failed();
  http::request<http::string_body> request(http::verb::post, path, 11, body);
  request.set(http::field::host, "localhost");
  request.prepare_payload();
  http::write(stream, request, error);
  if (error) return failed();
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(1ull << 30);
  http::read(stream, buffer, parser, error);
  if (error) return failed();
  return ClientResponse{static_cast<int>(parser.get().result_int()), parser.get().body()};
}

}  // namespace slipway::serve
