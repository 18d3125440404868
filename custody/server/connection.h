// One client's connection, behind the handshake a sequence of requests. Only server.cc includes
// this.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "custody/server/event_log.h"
#include "custody/server/limits.h"
#include "custody/server/places.h"
#include "custody/server/service.h"

namespace pyx::server {

class Connection;

// Answers on their way from any thread to the network thread; it is woken once for many of them.
class Completions : public std::enable_shared_from_this<Completions> {
 public:
  explicit Completions(boost::asio::io_context& io) : io_(&io) {}
  void push(std::weak_ptr<Connection> connection, std::uint64_t slot, Response response);
  // After this, answers are dropped: the network thread has ended.
  void close();

 private:
  struct One {
    std::weak_ptr<Connection> connection;
    std::uint64_t slot;
    Response response;
  };
  void drain();

  std::mutex mutex_;
  boost::asio::io_context* io_;  // nullptr once closed
  std::vector<One> waiting_;
};

// What the connections of one server share; used on the network thread only.
struct Shared {
  boost::asio::io_context& io;
  std::unique_ptr<boost::asio::ssl::context> tls;  // of the next connection
  const ServerLimits& limits;
  Service& service;
  EventLog& log;
  std::shared_ptr<Completions> completions;
  std::function<void()> on_closed;  // a connection has taken itself out
  std::unordered_set<std::shared_ptr<Connection>> connections{};
  Places places{limits};
};

// The only operations that a server has on a connection.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  // Answers what is under way and closes.
  virtual void drain() = 0;
  // Closes at once if a deadline is past.
  virtual void sweep(SteadyTime now) = 0;
  virtual void cut(std::string_view why) = 0;
  virtual void complete(std::uint64_t slot, Response response) = 0;
};

// `shared` outlives the connection, which puts itself into shared.connections and takes itself out.
std::shared_ptr<Connection> make_connection(boost::asio::ip::tcp::socket socket, Shared& shared);

}  // namespace pyx::server
