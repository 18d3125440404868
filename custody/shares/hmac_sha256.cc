#include "custody/shares/hmac_sha256.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <string>
#include <utility>

namespace pyx::shares {
namespace {

Error openssl_failed(const char* what) {
  ERR_clear_error();
  return error(Code::kBug, std::string("OpenSSL cannot ") + what + " an HMAC-SHA256");
}

}  // namespace

Result<HmacSha256> HmacSha256::under(ByteView key) {
  static const Held<EVP_MAC, EVP_MAC_free> kHmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  Context context(kHmac ? EVP_MAC_CTX_new(kHmac.get()) : nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  // OpenSSL takes NULL for "the key of before"; a key of no bytes is one of zeroes.
  static constexpr std::uint8_t kZero = 0;
  const std::uint8_t* const bytes = key.empty() ? &kZero : key.data();
  if (!context || EVP_MAC_init(context.get(), bytes, key.size(), parameters) != 1)
    return openssl_failed("begin");
  return HmacSha256(std::move(context));
}

Result<void> HmacSha256::code(std::initializer_list<ByteView> parts, std::span<std::uint8_t> to) {
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

}  // namespace pyx::shares
