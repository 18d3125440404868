#include "ceremony/message_socket.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/reveal.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kHeadBytes = 5;

Error gone() { return error(Code::kRetry, "the other process is gone"); }

}  // namespace

Result<void> MessageSocket::put(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return gone();
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<void> MessageSocket::get(std::span<std::uint8_t> into) {
  using std::chrono::milliseconds;
  const auto end = std::chrono::steady_clock::now() + patience_;
  while (!into.empty()) {
    int wait_ms = -1;
    if (patience_.count() > 0) {
      const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
      wait_ms = static_cast<int>(std::max<milliseconds::rep>(left.count(), 0));
    }
    pollfd ready{socket_.get(), POLLIN, 0};
    const int polled = ::poll(&ready, 1, wait_ms);
    if (polled < 0 && errno == EINTR) continue;
    if (polled == 0) {
      return error(Code::kRetry, "the other process did not answer within " +
                                     std::to_string(patience_.count() / 1000) + " seconds");
    }
    const ssize_t got = ::recv(socket_.get(), into.data(), into.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return gone();
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<void> MessageSocket::send(std::uint8_t kind, ByteView bytes) {
  if (bytes.size() > kMostMessageBytes) return error(Code::kBug, "a message is too long");
  std::array<std::uint8_t, kHeadBytes> head{kind};
  for (std::size_t i = 0; i < 4; ++i)
    head[1 + i] = static_cast<std::uint8_t>(bytes.size() >> (8 * (3 - i)));
  PYX_TRY(put(head));
  return put(bytes);
}

Result<void> MessageSocket::send(std::uint8_t kind, const SecretBytes& secret) {
  return send(kind, secret.reveal(reveal()));
}

Result<std::pair<std::uint8_t, std::size_t>> MessageSocket::get_head() {
  std::array<std::uint8_t, kHeadBytes> head{};
  PYX_TRY(get(head));
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size = size << 8U | head[1 + i];
  if (size > kMostMessageBytes) return error(Code::kBug, "a message is too long");
  return std::pair(head[0], size);
}

Result<MessageSocket::Message> MessageSocket::receive() {
  PYX_ASSIGN(const auto head, get_head());
  Message message{head.first, Bytes(head.second)};
  PYX_TRY(get(message.bytes));
  return message;
}

Result<SecretBytes> MessageSocket::receive_secret(std::uint8_t kind) {
  PYX_ASSIGN(const auto head, get_head());
  if (head.first != kind || head.second == 0 || head.second > kMostSecretBytes)
    return error(Code::kBadInput, "another message was expected");
  PYX_ASSIGN(SecretBytes secret, SecretBytes::zeroed(head.second));
  PYX_TRY(get(secret.reveal_mutable(reveal())));
  return secret;
}

}  // namespace pyx::ceremony
