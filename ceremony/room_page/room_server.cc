#include "ceremony/room_page/room_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/descriptor.h"
#include "ceremony/room_page/page_answer.h"
#include "ceremony/room_page/page_clients.h"
#include "ceremony/running/moment_words.h"

namespace pyx::ceremony::room_page {
namespace {

using running::Moment;

constexpr int kWaiting = 16;  // connections that are not accepted yet

std::string reason() { return std::generic_category().message(errno); }

// No signal is this thread's: handlers of a terminal run where they draw.
class SignalsElsewhere {
 public:
  SignalsElsewhere() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsElsewhere(const SignalsElsewhere&) = delete;
  SignalsElsewhere& operator=(const SignalsElsewhere&) = delete;
  ~SignalsElsewhere() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

Result<Descriptor> listen_on(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* const at = reinterpret_cast<const sockaddr*>(&address);
  if (socket.open() &&
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      ::bind(socket.get(), at, sizeof address) == 0 && ::listen(socket.get(), kWaiting) == 0)
    return socket;
  if (errno == EADDRINUSE)
    return error(Code::kConflict, "the page on the wall: port " + std::to_string(port) +
                                      " of 127.0.0.1 is taken; name another, or none");
  return error(Code::kStore, "the page on the wall: port " + std::to_string(port) +
                                 " of 127.0.0.1 cannot be listened on: " + reason());
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

struct RoomServer::Inside {
  Inside(Descriptor listening, Descriptor waking, const Clock& with, RoomLimits bounds)
      : socket(std::move(listening)),
        wake(std::move(waking)),
        clock(with),
        limits(bounds),
        port(port_of(socket)) {}

  // As of now.
  Moment current() const {
    const std::scoped_lock lock(mutex);
    return running::later(moment, clock.passed() - shown_at);
  }
  void set(const Moment& to) {
    const std::scoped_lock lock(mutex);
    moment = to;
    shown_at = clock.passed();
  }
  void serve() {
    std::string why;
    try {
      PageClients clients(socket.get(), wake.get(), limits.connections, limits.whole);
      why = clients.serve([this](std::string_view bytes) {
        return answer_to(bytes, port, [this] { return current(); });
      });
    } catch (const std::exception& thrown) {  // no memory: the ceremony goes on
      why = thrown.what();
    }
    const std::scoped_lock lock(mutex);
    failed = std::move(why);
  }

  const Descriptor socket;
  const Descriptor wake;
  const Clock& clock;
  const RoomLimits limits;
  const std::uint16_t port;
  mutable std::mutex mutex;
  Moment moment;
  Duration shown_at{};
  std::string failed;  // why it ended by itself; empty: it did not, or it was told
  std::thread thread;
};

Result<std::unique_ptr<RoomServer>> RoomServer::start(std::uint16_t port, const Clock& clock,
                                                      const Moment& first, RoomLimits limits) {
  PYX_ASSIGN(Descriptor socket, listen_on(port));
  Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.open()) return error(Code::kStore, "the page on the wall: " + reason());
  auto inside = std::make_unique<Inside>(std::move(socket), std::move(wake), clock, limits);
  inside->set(first);
  const SignalsElsewhere signals;
  inside->thread = std::thread([&mine = *inside] { mine.serve(); });
  return std::unique_ptr<RoomServer>(new RoomServer(std::move(inside)));
}

RoomServer::RoomServer(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

RoomServer::~RoomServer() {
  ::eventfd_write(inside_->wake.get(), 1);
  inside_->thread.join();
}

std::uint16_t RoomServer::port() const { return inside_->port; }

std::string RoomServer::address() const {
  return "http://127.0.0.1:" + std::to_string(inside_->port) + "/";
}

void RoomServer::show(const Moment& moment) { inside_->set(moment); }

std::optional<std::string> RoomServer::failure() {
  const std::scoped_lock lock(inside_->mutex);
  if (inside_->failed.empty()) return std::nullopt;
  return std::exchange(inside_->failed, {});
}

}  // namespace pyx::ceremony::room_page
