#include "base/labeled_hkdf.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <initializer_list>

#include "base/held.h"
#include "base/reveal.h"
#include "base/sha256.h"

namespace pyx::hpke {
namespace {

constexpr std::array<std::uint8_t, 7> kVersion = {'H', 'P', 'K', 'E', '-', 'v', '1'};

using Mac = Held<EVP_MAC, EVP_MAC_free>;
using MacContext = Held<EVP_MAC_CTX, EVP_MAC_CTX_free>;

Error openssl_failed(const char* what) {
  ERR_clear_error();
  return error(Code::kBug, std::string("OpenSSL cannot ") + what);
}

// Looked up once, and only copied after that; nothing if OpenSSL has it not.
MacContext new_hmac_sha256() {
  static const MacContext kHmac = [] {
    const Mac hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    MacContext context(EVP_MAC_CTX_new(hmac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    if (context && EVP_MAC_CTX_set_params(context.get(), parameters) != 1) context.reset();
    return context;
  }();
  return MacContext(kHmac ? EVP_MAC_CTX_dup(kHmac.get()) : nullptr);
}

Result<SecretBytes> hmac_sha256(ByteView key, std::initializer_list<ByteView> parts) {
  const MacContext context = new_hmac_sha256();
  // A key of no bytes is one of zeroes; OpenSSL takes NULL for "no key given".
  static constexpr std::uint8_t kZero = 0;
  const std::uint8_t* const key_bytes = key.empty() ? &kZero : key.data();
  if (!context || EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) != 1)
    return openssl_failed("begin an HMAC");
  for (const ByteView part : parts) {
    if (EVP_MAC_update(context.get(), part.data(), part.size()) != 1)
      return openssl_failed("go on with an HMAC");
  }
  PYX_ASSIGN(SecretBytes code, SecretBytes::zeroed(kSha256Bytes));
  const auto to = code.reveal_mutable(reveal());
  std::size_t written = 0;
  if (EVP_MAC_final(context.get(), to.data(), &written, to.size()) != 1 || written != to.size())
    return openssl_failed("end an HMAC");
  return code;
}

}  // namespace

Result<SecretBytes> labeled_extract(ByteView suite, ByteView salt, std::string_view label,
                                    ByteView input) {
  return hmac_sha256(salt, {kVersion, suite, as_bytes(label), input});
}

Result<SecretBytes> labeled_expand(ByteView suite, const SecretBytes& key, std::string_view label,
                                   ByteView info, std::uint8_t size_bytes) {
  if (size_bytes > kSha256Bytes) return error(Code::kBug, "more than one block of HKDF-Expand");
  const std::array<std::uint8_t, 2> size = {0, size_bytes};
  static constexpr std::array<std::uint8_t, 1> kFirstBlock = {1};
  PYX_ASSIGN(SecretBytes block,
             hmac_sha256(key.reveal(reveal()),
                         {size, kVersion, suite, as_bytes(label), info, kFirstBlock}));
  block.shrink(size_bytes);
  return block;
}

}  // namespace pyx::hpke
