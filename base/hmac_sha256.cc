#include "base/hmac_sha256.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <string>
#include <utility>

#include "base/error_queue.h"
#include "base/reveal.h"

namespace pyx {
namespace {

using Mac = Held<EVP_MAC, EVP_MAC_free>;
using MacContext = Held<EVP_MAC_CTX, EVP_MAC_CTX_free>;

Error openssl_failed(const char* what) {
  return error(Code::kBug, std::string("OpenSSL cannot ") + what + " an HMAC-SHA256");
}

// Looked up once, and only copied after that; nothing if OpenSSL has it not.
MacContext without_key() {
  static const MacContext kHmac = [] {
    const Mac hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    MacContext context(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    if (context && EVP_MAC_CTX_set_params(context.get(), parameters) != 1) context.reset();
    return context;
  }();
  return MacContext(kHmac ? EVP_MAC_CTX_dup(kHmac.get()) : nullptr);
}

}  // namespace

Result<HmacSha256> HmacSha256::under(ByteView key) {
  const ErrorQueue queue;
  MacContext context = without_key();
  // OpenSSL takes NULL for "the key of before"; a key of no bytes is one of zeroes.
  static constexpr std::uint8_t kZero = 0;
  const std::uint8_t* const bytes = key.empty() ? &kZero : key.data();
  if (!context || EVP_MAC_init(context.get(), bytes, key.size(), nullptr) != 1)
    return openssl_failed("begin");
  return HmacSha256(std::move(context));
}

Result<void> HmacSha256::code(std::initializer_list<ByteView> parts, std::span<std::uint8_t> to) {
  const ErrorQueue queue;
  if (to.size() != kHmacBytes || EVP_MAC_init(context_.get(), nullptr, 0, nullptr) != 1)
    return openssl_failed("begin");
  for (const ByteView part : parts) {
    if (EVP_MAC_update(context_.get(), part.data(), part.size()) != 1)
      return openssl_failed("go on with");
  }
  std::size_t written = 0;
  if (EVP_MAC_final(context_.get(), to.data(), &written, to.size()) != 1 || written != to.size())
    return openssl_failed("end");
  return {};
}

Result<SecretBytes> hmac_sha256(ByteView key, std::initializer_list<ByteView> parts) {
  PYX_ASSIGN(HmacSha256 hmac, HmacSha256::under(key));
  PYX_ASSIGN(SecretBytes code, SecretBytes::zeroed(kHmacBytes));
  PYX_TRY(hmac.code(parts, code.reveal_mutable(reveal())));
  return code;
}

}  // namespace pyx
