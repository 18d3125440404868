#include "ceremony/room_page/page_clients.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace pyx::ceremony::room_page {
namespace {

constexpr int kSweepMs = 250;
constexpr std::size_t kPieceBytes = 4096;

// The next one may do better: that one has gone, or there are too many descriptors just now.
bool passes(int failure) {
  constexpr std::array kPassing = {EAGAIN, EINTR,   ECONNABORTED, EPROTO, EMFILE,
                                   ENFILE, ENOBUFS, ENOMEM,       EPERM};
  return std::ranges::find(kPassing, failure) != kPassing.end();
}

}  // namespace

std::string PageClients::serve(const Answer& answer) {
  for (;;) {
    std::vector<pollfd> wanted = {{wake_, POLLIN, 0}, {listening_, POLLIN, 0}};
    for (const Client& one : clients_) {
      const bool sends = !one.out.empty() && !one.answered;
      wanted.push_back({one.socket.get(), static_cast<short>(sends ? POLLOUT : POLLIN), 0});
    }
    const int ready = ::poll(wanted.data(), wanted.size(), clients_.empty() ? -1 : kSweepMs);
    if (ready < 0 && errno != EINTR) return std::generic_category().message(errno);
    if (ready < 0) continue;
    if (wanted[0].revents != 0) return {};
    const auto now = std::chrono::steady_clock::now();
    auto seen = wanted.begin() + 2;
    for (auto one = clients_.begin(); one != clients_.end();) {
      const short events = (seen++)->revents;
      const bool stays = now < one->ends && (events == 0 || serve(*one, events, answer));
      one = stays ? std::next(one) : clients_.erase(one);
    }
    if (wanted[1].revents != 0 && !accept()) return std::generic_category().message(errno);
  }
}

bool PageClients::accept() {
  Descriptor socket(::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket.open()) {
    if (!passes(errno)) return false;
    // Whoever waits there still would wake us at once.
    ::poll(nullptr, 0, kSweepMs);
    return true;
  }
  if (clients_.size() >= most_) clients_.pop_front();
  clients_.push_back({std::move(socket), std::chrono::steady_clock::now() + whole_, {}, {}});
  return true;
}

bool PageClients::serve(Client& client, short ready, const Answer& answer) {
  if (client.out.empty() || client.answered) return receive(client, answer);
  return (ready & POLLOUT) != 0 && send(client);
}

bool PageClients::receive(Client& client, const Answer& answer) {
  std::array<char, kPieceBytes> piece{};
  const ssize_t got = ::recv(client.socket.get(), piece.data(), piece.size(), 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  if (client.answered) return true;  // thrown away: a reset would take the answer with it
  client.in.append(piece.data(), static_cast<std::size_t>(got));
  auto whole = answer(client.in);
  if (!whole) return true;
  client.out = std::move(*whole);
  client.in.clear();
  return send(client);
}

bool PageClients::send(Client& client) {
  const std::string_view rest = std::string_view(client.out).substr(client.sent);
  const ssize_t put = ::send(client.socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
  if (put < 0) return errno == EAGAIN || errno == EINTR;
  client.sent += static_cast<std::size_t>(put);
  if (client.sent < client.out.size()) return true;
  client.answered = true;
  ::shutdown(client.socket.get(), SHUT_WR);
  return true;
}

}  // namespace pyx::ceremony::room_page
