// One end of a pair of sockets between two processes of Pyx: messages, each a kind, a length and
// its bytes. A secret is read straight into locked memory.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::ceremony {

inline constexpr std::size_t kMostMessageBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kMostSecretBytes = 4096;

// On the wire: kind, 1 byte; length, 4 bytes, big-endian; the bytes.
class MessageSocket {
 public:
  // `patience`: how long one message may take to come; 0: for ever.
  MessageSocket(Descriptor socket, std::chrono::milliseconds patience)
      : socket_(std::move(socket)), patience_(patience) {}

  struct Message {
    std::uint8_t kind = 0;
    Bytes bytes;
  };
  // Errors: kRetry if the other side is gone or silent; kBug for a message that is too long.
  Result<void> send(std::uint8_t kind, ByteView bytes);
  Result<void> send(std::uint8_t kind, const SecretBytes& secret);
  Result<Message> receive();
  // Errors: also kBadInput for another kind.
  Result<SecretBytes> receive_secret(std::uint8_t kind);

 private:
  Result<void> put(ByteView bytes);
  Result<void> get(std::span<std::uint8_t> into);
  Result<std::pair<std::uint8_t, std::size_t>> get_head();

  Descriptor socket_;
  std::chrono::milliseconds patience_;
};

}  // namespace pyx::ceremony
