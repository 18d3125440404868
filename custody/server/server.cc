#include "custody/server/server.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <utility>

#include "custody/server/connection.h"

namespace pyx::server {

namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

}  // namespace

void Completions::push(std::weak_ptr<Connection> connection, std::uint64_t slot,
                       Response response) {
  const std::lock_guard lock(mutex_);
  if (io_ == nullptr) return;
  waiting_.push_back({std::move(connection), slot, std::move(response)});
  if (waiting_.size() == 1) {
    boost::asio::post(*io_, [self = shared_from_this()] { self->drain(); });
  }
}

void Completions::drain() {
  std::vector<One> ready;
  {
    const std::lock_guard lock(mutex_);
    ready.swap(waiting_);
  }
  for (One& one : ready) {
    if (const auto connection = one.connection.lock()) {
      connection->complete(one.slot, std::move(one.response));
    }
  }
}

void Completions::close() {
  const std::lock_guard lock(mutex_);
  io_ = nullptr;
  waiting_.clear();
}

struct Server::Inside {
  Inside(const ServerLimits& bounds, SslCtx context, Service& service, EventLog& event_log)
      : limits(bounds),
        acceptor(io),
        pause(io),
        sweeper(io),
        heart(io),
        log(event_log),
        shared{io,
               std::make_unique<boost::asio::ssl::context>(context.release()),
               limits,
               service,
               event_log,
               std::make_shared<Completions>(io),
               [this] { end_if_drained(); }} {}

  Result<void> listen(const Endpoint& endpoint);
  void accept();
  void accepted(const ErrorCode& ec, tcp::socket socket);
  void sweep();
  void beat();
  void begin_stop();
  void end_if_drained();

  const ServerLimits limits;
  boost::asio::io_context io{1};
  tcp::acceptor acceptor;
  boost::asio::steady_timer pause;
  boost::asio::steady_timer sweeper;
  boost::asio::steady_timer heart;
  Duration beat_period{};
  std::function<void()> on_beat;  // empty: nobody listens for it
  EventLog& log;
  Shared shared;
  std::uint16_t port = 0;
  bool stopping = false;
  SteadyTime stop_deadline{};
  std::thread thread;
};

Result<void> Server::Inside::listen(const Endpoint& endpoint) {
  ErrorCode ec;
  const auto address = boost::asio::ip::make_address(endpoint.address, ec);
  if (ec) return error(Code::kBadInput, endpoint.address + " is no address");
  const tcp::endpoint at(address, endpoint.port);
  acceptor.open(at.protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind(at, ec);
  if (!ec) acceptor.listen(tcp::acceptor::max_listen_connections, ec);
  if (ec) {
    return error(Code::kConflict, "cannot listen on " + to_text(endpoint) + ": " + ec.message());
  }
  port = acceptor.local_endpoint(ec).port();
  return {};
}

void Server::Inside::accept() {
  acceptor.async_accept(
      [this](const ErrorCode& ec, tcp::socket socket) { accepted(ec, std::move(socket)); });
}

void Server::Inside::accepted(const ErrorCode& ec, tcp::socket socket) {
  if (stopping) return;
  if (ec) {
    // Out of descriptors, most likely: trying again at once would only spin.
    log.write(Level::kError, "accept-failed", {{"reason", ec.message()}});
    pause.expires_after(std::chrono::milliseconds(100));
    pause.async_wait([this](const ErrorCode& cancelled) {
      if (!cancelled && !stopping) accept();
    });
    return;
  }
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  make_connection(std::move(socket), shared)->start();
  accept();
}

// One timer for all deadlines: setting a deadline is an assignment on the way of each request.
void Server::Inside::sweep() {
  const Duration shortest =
      std::min({limits.handshake, limits.header, limits.body, limits.idle, limits.write});
  sweeper.expires_after(std::clamp(shortest / 4, Duration(10), Duration(500)));
  sweeper.async_wait([this](const ErrorCode& cancelled) {
    if (cancelled) return;
    const SteadyTime now = std::chrono::steady_clock::now();
    const auto everyone = shared.connections;
    for (const auto& connection : everyone) {
      if (stopping && now >= stop_deadline) {
        connection->cut("the daemon stops");
      } else {
        connection->sweep(now);
      }
    }
    if (!io.stopped()) sweep();
  });
}

void Server::Inside::beat() {
  if (!on_beat) return;
  on_beat();
  heart.expires_after(beat_period);
  heart.async_wait([this](const ErrorCode& cancelled) {
    if (!cancelled) beat();
  });
}

void Server::Inside::begin_stop() {
  stopping = true;
  stop_deadline = std::chrono::steady_clock::now() + limits.stop;
  ErrorCode ignored;
  acceptor.close(ignored);
  pause.cancel();
  const auto everyone = shared.connections;
  for (const auto& connection : everyone) connection->drain();
  end_if_drained();
}

void Server::Inside::end_if_drained() {
  if (stopping && shared.connections.empty()) io.stop();
}

Server::Server(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Result<std::unique_ptr<Server>> Server::listen(const Endpoint& listen, const ServerLimits& limits,
                                               SslCtx tls, Service& service, EventLog& log) {
  service.metrics().set_expiry(expiry_of(tls));
  auto inside = std::make_unique<Inside>(limits, std::move(tls), service, log);
  PYX_TRY(inside->listen(listen));
  return std::unique_ptr<Server>(new Server(std::move(inside)));
}

void Server::beat_every(Duration period, std::function<void()> beat) {
  inside_->beat_period = period;
  inside_->on_beat = std::move(beat);
}

void Server::serve() {
  inside_->accept();
  inside_->sweep();
  inside_->beat();
  inside_->thread = std::thread([raw = inside_.get()] { raw->io.run(); });
}

Result<std::unique_ptr<Server>> Server::start(const Endpoint& listen, const ServerLimits& limits,
                                              SslCtx tls, Service& service, EventLog& log) {
  PYX_ASSIGN(auto server, Server::listen(listen, limits, std::move(tls), service, log));
  server->serve();
  return server;
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return inside_->port; }

// A connection's SSL holds its own context alive.
void Server::use_tls(SslCtx tls) {
  inside_->shared.service.metrics().set_expiry(expiry_of(tls));
  boost::asio::post(inside_->io,
                    [raw = inside_.get(), context = std::make_unique<boost::asio::ssl::context>(
                                              tls.release())]() mutable {
                      raw->shared.tls = std::move(context);
                    });
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): it loses sight of it inside Asio.
}

void Server::stop() {
  if (!inside_->thread.joinable()) return;
  boost::asio::post(inside_->io, [raw = inside_.get()] { raw->begin_stop(); });
  inside_->thread.join();
  inside_->shared.completions->close();
}

}  // namespace pyx::server
