#include "serve/http_server.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <unistd.h>

#include "base/log.h"
#include "serve/http_connection.h"
#include "serve/http_stream.h"
#include "serve/tls_socket.h"

namespace slipway::serve {

using namespace http1;

struct HttpServer::State {
  explicit State(Handler& handler_) : handler(handler_) {}

  void accept() {
    acceptor.async_accept([this](Error error, Stream::socket socket) {
      if (!acceptor.is_open()) return;
      if (error) {  // out of file descriptors, or the caller is gone already: breathe, go on
        pause.expires_after(
            std::chrono::milliseconds(error == boost::system::errc::connection_aborted ? 0 : 50));
        return pause.async_wait([this](Error cancelled) {
          if (!cancelled) accept();
        });
      }
      take(std::move(socket));
      accept();
    });
  }

  void take(Stream::socket accepted) {
    if (open.fetch_add(1) >= options.connections_max) {
      open.fetch_sub(1);
      if (options.statistics != nullptr) options.statistics->refused("TOO_MANY_CONNECTIONS");
      static constexpr std::string_view kBusy =
          "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: "
          "close\r\n\r\n";
      Error ignored;
      if (options.certificates == nullptr)  // else it would be no TLS
        accepted.write_some(asio::buffer(kBusy.data(), kBusy.size()), ignored);
      return;
    }
    Loop& loop = *loops[next++ % loops.size()];
    const auto handle = accepted.release();
    asio::post(loop.io, [this, &loop, handle] {
      Stream::socket plain(loop.io, protocol, handle);
      std::unique_ptr<TlsSession> session;
      if (options.certificates != nullptr)
        session = options.certificates->held()->context->session();
      const bool broken = options.certificates != nullptr && session == nullptr;
      auto connection =
          std::make_shared<Connection>(loop, TlsSocket(std::move(plain), std::move(session)), open);
      if (loop.stopping || broken) return;
      loop.connections.insert(connection);
      connection->start();
    });
  }

  base::Status listen() {
    Error error;
    const auto cannot = [&](const std::string& why) {
      return base::unavailable("CANNOT_LISTEN",
                               fmt::format("can't listen on {}: {}", options.name(), why));
    };
    Stream::endpoint endpoint;
    if (!options.unix_socket.empty()) {
      if (options.unix_socket.size() >= 108)
        return cannot("the path of a Unix socket has at most 107 bytes");
      ::unlink(
          options.unix_socket
              .c_str());  // of a process that died; a living one is excluded by the caller's lock
      endpoint = asio::local::stream_protocol::endpoint(options.unix_socket);
    } else {
      const auto address = asio::ip::make_address(
          options.address == "localhost" ? "127.0.0.1" : options.address, error);
      if (error) return cannot("not an IP address");
      endpoint = Tcp::endpoint(address, options.port);
    }
    protocol = endpoint.protocol();
    acceptor.open(protocol, error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(4096, error);
    if (error)
      return cannot(error.message()).remedy("choose another port, or stop what listens there");
    if (options.unix_socket.empty()) port = ntohs(bound_port());
    return {};
  }

  // In network order: the port lies at the same place in IPv4 and IPv6 addresses.
  std::uint16_t bound_port() const {
    const auto endpoint = acceptor.local_endpoint();
    std::uint16_t network_order = 0;
    std::memcpy(&network_order,
                reinterpret_cast<const char*>(endpoint.data()) + offsetof(sockaddr_in, sin_port),
                sizeof network_order);
    return network_order;
  }

  Handler& handler;
  HttpOptions options;
  asio::io_context accept_io{1};
  asio::basic_socket_acceptor<Stream> acceptor{accept_io};
  asio::steady_timer pause{accept_io};
  Stream protocol{Tcp::v4()};
  std::thread accept_thread;
  std::unique_ptr<StreamThreads> streams;
  std::vector<std::unique_ptr<Loop>> loops;
  std::size_t next = 0;
  std::atomic<std::uint32_t> open{0};
  std::uint16_t port = 0;
  bool running = false;
};

HttpServer::HttpServer(Handler& handler) : state_(std::make_unique<State>(handler)) {}
HttpServer::~HttpServer() { stop(); }
std::uint16_t HttpServer::port() const { return state_->port; }

base::Status HttpServer::start(const HttpOptions& options) {
  State& s = *state_;
  s.options = options;
  SLIPWAY_TRY(s.listen());
  const int threads = options.threads > 0
                          ? options.threads
                          : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  s.streams = std::make_unique<StreamThreads>(options.streams_max);
  for (int i = 0; i < threads; ++i) {
    Loop& loop = *s.loops.emplace_back(std::make_unique<Loop>(s.handler, s.options, *s.streams));
    loop.thread = std::thread([&loop] {
      const auto guard = asio::make_work_guard(loop.io);
      loop.io.run();
    });
  }
  s.accept();
  s.accept_thread = std::thread([&s] { s.accept_io.run(); });
  s.running = true;
  return {};
}

void HttpServer::stop() {
  State& s = *state_;
  if (!s.running) return;
  s.running = false;
  asio::post(s.accept_io, [&s] {
    Error ignored;
    s.acceptor.close(ignored);
    s.pause.cancel();
  });
  s.accept_thread.join();
  for (auto& loop : s.loops)
    asio::post(loop->io, [&loop = *loop] {
      loop.stopping = true;
      const auto all = loop.connections;  // stop_when_idle() changes the set
      for (const auto& connection : all) connection->stop_when_idle();
    });
  const auto until = std::chrono::steady_clock::now() + s.options.stop_time_max;
  while (s.open.load() > 0 && std::chrono::steady_clock::now() < until)
    base::system_clock().sleep(std::chrono::milliseconds(5));
  if (s.open.load() > 0)
    base::log(base::LogLevel::kWarning, "serve", "connections closed while being answered",
              {{"connections", fmt::format("{}", s.open.load())}});
  for (auto& loop : s.loops) {
    asio::post(loop->io, [&loop = *loop] {
      const auto all = loop.connections;
      for (const auto& connection : all) connection->close();
    });
  }
  while (s.open.load() > 0)
    base::system_clock().sleep(std::chrono::milliseconds(1));  // handlers still finish
  for (auto& loop : s.loops) {
    asio::post(loop->io, [&loop = *loop] { loop.ticker.cancel(), loop.io.stop(); });
    loop->thread.join();
  }
  s.streams.reset();
  s.loops.clear();
}

}  // namespace slipway::serve
