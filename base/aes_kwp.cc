#include "base/aes_kwp.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/held.h"
#include "base/reveal.h"

namespace pyx {
namespace {

constexpr std::size_t kBlockBytes = 8;
constexpr std::size_t kLeastWrappedBytes = 2 * kBlockBytes;

using CipherContext = Held<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
enum class Direction { kUnwrap = 0, kWrap = 1 };

CipherContext begin(const SecretBytes& wrap_key, Direction direction) {
  CipherContext context(EVP_CIPHER_CTX_new());
  if (!context) return nullptr;
  // Without the flag OpenSSL refuses wrapping modes, whose output is longer than their input.
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  if (EVP_CipherInit_ex2(context.get(), EVP_aes_256_wrap_pad(), wrap_key.reveal(reveal()).data(),
                         nullptr, static_cast<int>(direction), nullptr) != 1) {
    return nullptr;
  }
  return context;
}

Error openssl_failed() {
  ERR_clear_error();
  return error(Code::kBug, "OpenSSL cannot wrap by RFC 5649");
}

}  // namespace

Result<void> check_wrap_key_size(const SecretBytes& wrap_key) {
  if (wrap_key.size_bytes() == kWrapKeyBytes) return {};
  return error(Code::kBadInput, "a wrap key has " + std::to_string(kWrapKeyBytes) +
                                    " bytes, this one has " +
                                    std::to_string(wrap_key.size_bytes()));
}

std::size_t aes_kwp_size(std::size_t content_bytes) {
  return (content_bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes + kBlockBytes;
}

Result<Bytes> aes_kwp_wrap(const SecretBytes& wrap_key, const SecretBytes& content) {
  PYX_TRY(check_wrap_key_size(wrap_key));
  const ByteView from = content.reveal(reveal());
  if (from.empty() || from.size() > kMostWrappedContentBytes) {
    return error(Code::kBadInput, "a key of " + std::to_string(from.size()) + " bytes is no key");
  }
  const CipherContext context = begin(wrap_key, Direction::kWrap);
  if (!context) return openssl_failed();
  Bytes wrapped(aes_kwp_size(from.size()));
  int written = 0;
  if (EVP_CipherUpdate(context.get(), wrapped.data(), &written, from.data(),
                       static_cast<int>(from.size())) != 1 ||
      static_cast<std::size_t>(written) != wrapped.size()) {
    return openssl_failed();
  }
  return wrapped;
}

Result<SecretBytes> aes_kwp_unwrap(const SecretBytes& wrap_key, ByteView wrapped) {
  PYX_TRY(check_wrap_key_size(wrap_key));
  const auto unusable = [] {
    return error(Code::kBadInput,
                 "the wrapped key does not open: it was changed, or belongs to another wrap key");
  };
  if (wrapped.size() < kLeastWrappedBytes || wrapped.size() > kMostWrappedBytes ||
      wrapped.size() % kBlockBytes != 0) {
    return unusable();
  }
  const CipherContext context = begin(wrap_key, Direction::kUnwrap);
  if (!context) return openssl_failed();
  PYX_ASSIGN(SecretBytes content, SecretBytes::zeroed(wrapped.size()));
  int written = 0;
  if (EVP_CipherUpdate(context.get(), content.reveal_mutable(reveal()).data(), &written,
                       wrapped.data(), static_cast<int>(wrapped.size())) != 1) {
    ERR_clear_error();
    return unusable();
  }
  content.shrink(static_cast<std::size_t>(written));
  return content;
}

}  // namespace pyx
