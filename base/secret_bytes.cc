#include "base/secret_bytes.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

namespace pyx {
namespace {

Result<std::span<std::uint8_t>> allocate(std::size_t size_bytes) {
  if (CRYPTO_secure_malloc_initialized() != 1) {
    return error(Code::kBug, "the secure heap is not set up: harden_process() was not called");
  }
  if (size_bytes == 0) return std::span<std::uint8_t>{};
  void* memory = OPENSSL_secure_zalloc(size_bytes);
  if (memory == nullptr || CRYPTO_secure_allocated(memory) != 1) {
    OPENSSL_secure_clear_free(memory, size_bytes);
    return error(Code::kBug, "the secure heap is full");
  }
  return std::span<std::uint8_t>{static_cast<std::uint8_t*>(memory), size_bytes};
}

}  // namespace

Result<SecretBytes> SecretBytes::zeroed(std::size_t size_bytes) {
  PYX_ASSIGN(const auto memory, allocate(size_bytes));
  SecretBytes made;
  made.bytes_ = memory;
  made.allocated_bytes_ = memory.size();
  return made;
}

Result<SecretBytes> SecretBytes::random(std::size_t size_bytes) {
  PYX_ASSIGN(auto made, zeroed(size_bytes));
  if (size_bytes > 0 && RAND_priv_bytes(made.bytes_.data(), static_cast<int>(size_bytes)) != 1) {
    return error(Code::kBug, "the random generator failed");
  }
  return made;
}

Result<SecretBytes> SecretBytes::take(std::span<std::uint8_t> from) {
  auto made = zeroed(from.size());
  if (made) std::ranges::copy(from, made->bytes_.begin());
  OPENSSL_cleanse(from.data(), from.size());
  return made;
}

SecretBytes& SecretBytes::operator=(SecretBytes&& from) noexcept {
  // What was held is wiped now, not when `from` ends.
  SecretBytes taken(std::move(from));
  std::swap(bytes_, taken.bytes_);
  std::swap(allocated_bytes_, taken.allocated_bytes_);
  return *this;
}

SecretBytes::~SecretBytes() { OPENSSL_secure_clear_free(bytes_.data(), allocated_bytes_); }

void SecretBytes::shrink(std::size_t size_bytes) {
  OPENSSL_cleanse(bytes_.data() + size_bytes, bytes_.size() - size_bytes);
  bytes_ = bytes_.first(size_bytes);
}

bool equal_ct(const SecretBytes& a, const SecretBytes& b) {
  return a.bytes_.size() == b.bytes_.size() &&
         CRYPTO_memcmp(a.bytes_.data(), b.bytes_.data(), a.bytes_.size()) == 0;
}

}  // namespace pyx
