// HMAC-SHA256 (FIPS 198-1) by OpenSSL, for keys on the host.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <initializer_list>
#include <span>

#include "base/bytes.h"
#include "base/held.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx {

inline constexpr std::size_t kHmacBytes = 32;

// Under one key, as often as wanted. Threads: one at a time.
class HmacSha256 {
 public:
  // Keys may be empty. Errors: kBug if OpenSSL cannot.
  static Result<HmacSha256> under(ByteView key);
  // Of the parts one after another. `to` has kHmacBytes and may be one of them. Errors: kBug.
  Result<void> code(std::initializer_list<ByteView> parts, std::span<std::uint8_t> to);

 private:
  using Context = Held<EVP_MAC_CTX, EVP_MAC_CTX_free>;
  explicit HmacSha256(Context context) : context_(std::move(context)) {}
  Context context_;
};

// Once: a code that is a secret itself. Errors: kBug, also if the secure heap is full.
Result<SecretBytes> hmac_sha256(ByteView key, std::initializer_list<ByteView> parts);

}  // namespace pyx
