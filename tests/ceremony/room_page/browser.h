// A browser on this machine, as rude as a test wants. Every wait ends after 10 s.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace pyx::ceremony::room_page::testing {

class Browser {
 public:
  explicit Browser(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      std::abort();
  }
  Browser(Browser&& from) noexcept : socket_(std::exchange(from.socket_, -1)) {}
  Browser& operator=(Browser&&) = delete;
  ~Browser() {
    if (socket_ >= 0) ::close(socket_);
  }

  bool send(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  // All until the other side ends.
  std::string receive() {
    std::string all;
    std::array<char, 4096> piece{};
    for (;;) {
      const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
      if (got <= 0) return all;
      all.append(piece.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  int socket_;
};

inline std::string request(std::string_view first_line, std::uint16_t port) {
  return std::string(first_line) + "\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n\r\n";
}

inline std::string fetched(std::string_view path, std::uint16_t port) {
  Browser browser(port);
  browser.send(request("GET " + std::string(path) + " HTTP/1.1", port));
  return browser.receive();
}

}  // namespace pyx::ceremony::room_page::testing
