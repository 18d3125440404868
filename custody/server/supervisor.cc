#include "custody/server/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace pyx::server {
namespace {

std::optional<std::string> take(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  std::string text = value;
  unsetenv(name);
  return text;
}

Result<std::int64_t> number(std::string_view name, std::string_view text) {
  std::int64_t value = 0;
  const auto [stopped, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || stopped != text.data() + text.size() || value <= 0) {
    return error(Code::kBadInput, std::string(name) + " is no number above zero");
  }
  return value;
}

Result<int> connect_to(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() < 2 || (name.front() != '/' && name.front() != '@') ||
      name.size() >= sizeof(address.sun_path)) {
    return error(Code::kBadInput, "NOTIFY_SOCKET is no path of a unix socket");
  }
  name.copy(address.sun_path, name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';  // an abstract one, unix(7)
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return error(Code::kBug, "cannot make a socket for NOTIFY_SOCKET");
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), size) != 0) {
    const int failure = errno;
    ::close(descriptor);
    return error(Code::kConflict,
                 "cannot reach NOTIFY_SOCKET " + name + ": " + std::strerror(failure));
  }
  return descriptor;
}

std::string line_of(std::string_view text) {
  std::string line(text.substr(0, 512));
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace

Result<Supervisor> Supervisor::from_environment() {
  const auto socket = take("NOTIFY_SOCKET");
  const auto period = take("WATCHDOG_USEC");
  const auto process = take("WATCHDOG_PID");
  Supervisor supervisor;
  if (!socket) return supervisor;
  PYX_ASSIGN(supervisor.socket_, connect_to(*socket));
  if (!period) return supervisor;
  PYX_ASSIGN(const std::int64_t microseconds, number("WATCHDOG_USEC", *period));
  if (process) {
    PYX_ASSIGN(const std::int64_t watched, number("WATCHDOG_PID", *process));
    if (watched != getpid()) return supervisor;
  }
  const auto half =
      std::chrono::duration_cast<Duration>(std::chrono::microseconds(microseconds)) / 2;
  supervisor.watchdog_ = std::max(half, Duration(1));
  return supervisor;
}

Supervisor::~Supervisor() {
  if (socket_ >= 0) ::close(socket_);
}

void Supervisor::send(const std::string& lines) const {
  if (socket_ < 0) return;
  [[maybe_unused]] const ssize_t sent =
      ::send(socket_, lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Supervisor::ready(std::string_view status) const {
  send("READY=1\nSTATUS=" + line_of(status) + "\n");
}

void Supervisor::reloading() const {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());  // CLOCK_MONOTONIC
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()) + "\nSTATUS=reloading\n");
}

void Supervisor::stopping() const { send("STOPPING=1\nSTATUS=answering what was taken\n"); }

void Supervisor::alive() const { send("WATCHDOG=1\n"); }

}  // namespace pyx::server
