#include "base/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/hex.h"

namespace pyx {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetched once for the process and with one context for each thread: SHA256() of OpenSSL 3 fetches
// and allocates at each call, which costs three times the hashing of a short message. Without a
// digest nothing can be promised, so a failure ends the process.
template <std::size_t kSize>
void digest_of(const EVP_MD* algorithm, std::initializer_list<ByteView> parts,
               std::array<std::uint8_t, kSize>& digest) {
  static thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> kContext(EVP_MD_CTX_new());
  unsigned size = 0;
  bool done = EVP_DigestInit_ex2(kContext.get(), algorithm, nullptr) == 1;
  for (const ByteView part : parts) {
    done = done && EVP_DigestUpdate(kContext.get(), part.data(), part.size()) == 1;
  }
  done = done && EVP_DigestFinal_ex(kContext.get(), digest.data(), &size) == 1 && size == kSize;
  if (!done) std::abort();
}

}  // namespace

Sha256 sha256_of(std::initializer_list<ByteView> parts) {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Sha256 digest{};
  digest_of(kAlgorithm, parts, digest);
  return digest;
}

Sha256 sha256(ByteView bytes) { return sha256_of({bytes}); }

Sha256 sha256(std::string_view text) { return sha256(as_bytes(text)); }

Result<Sha256> sha256_from_hex(std::string_view text) {
  if (text.size() != 2 * kSha256Bytes ||
      std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'F'; })) {
    return error(Code::kBadInput, "a SHA-256 digest is 64 lower-case hex digits");
  }
  PYX_ASSIGN(const Bytes bytes, from_hex(text));
  Sha256 digest{};
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

std::string to_hex(const Sha256& digest) { return to_hex(ByteView(digest)); }

std::array<std::uint8_t, 48> sha384(ByteView bytes) {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA384", nullptr);
  std::array<std::uint8_t, 48> digest{};
  digest_of(kAlgorithm, {bytes}, digest);
  return digest;
}

}  // namespace pyx
