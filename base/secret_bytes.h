// Secret bytes: on OpenSSL's secure heap (locked, fenced), wiped at the end; moved, never copied,
// never printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {

// Proof that the file at hand was reviewed for revealing secrets: made only by reveal() of
// base/reveal.h.
class RevealToken {
 private:
  RevealToken() = default;
  friend RevealToken reveal();
};

class SecretBytes {
 public:
  SecretBytes() = default;  // empty
  // Errors: kBug if harden_process() (base/process.h) has not set the secure heap up or it is full.
  static Result<SecretBytes> random(std::size_t size_bytes);
  static Result<SecretBytes> zeroed(std::size_t size_bytes);
  // Copies `from` into the secure heap and wipes `from`.
  static Result<SecretBytes> take(std::span<std::uint8_t> from);

  SecretBytes(SecretBytes&& from) noexcept
      : bytes_(std::exchange(from.bytes_, {})),
        allocated_bytes_(std::exchange(from.allocated_bytes_, 0)) {}
  SecretBytes& operator=(SecretBytes&& from) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  std::size_t size_bytes() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  ByteView reveal(RevealToken) const { return bytes_; }
  std::span<std::uint8_t> reveal_mutable(RevealToken) { return bytes_; }
  // Keeps the first `size_bytes` bytes and wipes the rest. Precondition: not longer than now.
  void shrink(std::size_t size_bytes);
  friend bool equal_ct(const SecretBytes& a, const SecretBytes& b);  // there is no ==

 private:
  std::span<std::uint8_t> bytes_;    // what is in use
  std::size_t allocated_bytes_ = 0;  // what was asked for, at least bytes_.size()
};
bool equal_ct(const SecretBytes& a, const SecretBytes& b);

}  // namespace pyx
