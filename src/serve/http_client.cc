#include "serve/http_client.h"

#include <charconv>
#include <chrono>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "base/version.h"
#include "serve/header_text.h"

namespace slipway::serve {

namespace asio = boost::asio;
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

namespace {

using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::uint64_t kAnswerBytesMax = 1u << 20;

http::request<http::string_body> json_request(const std::string& host, const std::string& port,
                                              const std::string& path, const std::string& body) {
  http::request<http::string_body> request(http::verb::post, path, 11, body);
  request.set(http::field::host, authority(host, port));
  request.set(http::field::user_agent, std::string("slipway/") + base::kVersion);
  request.set(http::field::content_type, "application/json");
  request.prepare_payload();
  return request;
}

}  // namespace

struct HttpClient::Connection {
  asio::io_context io{1};
  Tcp::resolver resolver{io};
  Tcp::socket socket{io};
  boost::beast::flat_buffer buffer;
  bool answered = false;  // at least once

  // Waits for what `start` began, which tells its outcome to the function that it is given.
  template <class Start>
  Error wait(const std::function<bool()>& gives_up, Start start) {
    constexpr auto kLook = std::chrono::milliseconds(20);
    Error outcome = asio::error::operation_aborted;
    if (gives_up()) return outcome;
    io.restart();
    start([&outcome](Error error, auto&&...) { outcome = error; });
    while (!io.stopped()) {
      io.run_for(kLook);
      if (io.stopped() || !gives_up()) continue;
      Error ignored;
      resolver.cancel();
      socket.close(ignored);
      io.run();  // what was begun ends now
    }
    return outcome;
  }
};

HttpClient::HttpClient(std::string host, std::string port)
    : host_(std::move(host)), port_(std::move(port)) {}
HttpClient::~HttpClient() = default;

base::Result<ClientResponse> HttpClient::post(const std::string& path, const std::string& body,
                                              const std::function<bool()>& gives_up) {
  const bool kept = connection_ != nullptr && connection_->answered;
  auto answer = exchange(path, body, gives_up);
  if (answer.ok()) return answer;
  connection_.reset();
  if (kept && !gives_up()) answer = exchange(path, body, gives_up);
  if (!answer.ok()) connection_.reset();
  return answer;
}

base::Result<ClientResponse> HttpClient::exchange(const std::string& path, const std::string& body,
                                                  const std::function<bool()>& gives_up) {
  const auto failed = [this](const Error& error) {
    return base::unavailable("NO_SERVER", "no answer: " + error.message())
        .at(fmt::format("{}:{}", host_, port_));
  };
  if (connection_ == nullptr) {
    connection_ = std::make_unique<Connection>();
    Connection& made = *connection_;
    Tcp::resolver::results_type found;
    Error error = made.wait(gives_up, [&](auto done) {
      made.resolver.async_resolve(host_, port_, [&found, done](Error told, auto results) {
        found = results;
        done(told);
      });
    });
    if (!error)
      error =
          made.wait(gives_up, [&](auto done) { asio::async_connect(made.socket, found, done); });
    if (error) return failed(error);
    made.socket.set_option(Tcp::no_delay(true), error);
  }
  Connection& open = *connection_;
  const auto request = json_request(host_, port_, path, body);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kAnswerBytesMax);
  Error error =
      open.wait(gives_up, [&](auto done) { http::async_write(open.socket, request, done); });
  if (!error)
    error = open.wait(gives_up,
                      [&](auto done) { http::async_read(open.socket, open.buffer, parser, done); });
  if (error) return failed(error);
  open.answered = true;
  const auto& message = parser.get();
  ClientResponse response{static_cast<int>(message.result_int()), message.body()};
  const auto after = message[http::field::retry_after];
  std::from_chars(after.data(), after.data() + after.size(), response.retry_after_s);
  if (!message.keep_alive()) connection_.reset();
  return response;
}

}  // namespace slipway::serve
