#include "custody/shares/content_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <string>
#include <variant>

#include "base/error_queue.h"
#include "base/held.h"
#include "base/hex.h"
#include "base/reveal.h"

namespace pyx::shares {
namespace {

using Kdf = Held<EVP_KDF, EVP_KDF_free>;
using KdfContext = Held<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using Cipher = Held<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = Held<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t kP256PointBytes = 65;

Error wrong_key(const EnvelopeParts& parts) {
  return error(Code::kBadInput,
               "this key does not open the envelope: it is sealed to the one of "
               "the certificate " +
                   parts.recipient + ", or it is damaged");
}

// ECC-CMS-SharedInfo: the algorithm that the key is for, and its length in bits.
Bytes shared_info() {
  Bytes info = {0x30, 0x15};
  append(info, from_hex(kAes256Wrap).value());
  append(info, Bytes{0xa2, 0x06, 0x04, 0x04, 0x00, 0x00, 0x01, 0x00});
  return info;
}

Result<SecretBytes> wrapping_key(const SecretBytes& agreed) {
  PYX_ASSIGN(SecretBytes key, SecretBytes::zeroed(kContentKeyBytes));
  const auto to = key.reveal_mutable(reveal());
  const ByteView secret = agreed.reveal(reveal());
  Bytes info = shared_info();
  std::string digest = "SHA256";
  const std::array parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
                                        const_cast<std::uint8_t*>(secret.data()), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  const Kdf kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_X963KDF, nullptr));
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context || EVP_KDF_derive(context.get(), to.data(), to.size(), parameters.data()) != 1)
    return error(Code::kBug, "OpenSSL cannot derive a key by X9.63");
  return key;
}

// Nothing to see in what a wrong key gives: the wrapping says that it is wrong.
Result<SecretBytes> unwrapped(const SecretBytes& with, const AgreedKey& key,
                              const EnvelopeParts& parts) {
  PYX_ASSIGN(SecretBytes plain, SecretBytes::zeroed(key.wrapped.size()));
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr));
  const CipherContext context(EVP_CIPHER_CTX_new());
  if (!cipher || !context) return error(Code::kBug, "OpenSSL cannot unwrap a key");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  int size = 0;
  if (EVP_DecryptInit_ex2(context.get(), cipher.get(), with.reveal(reveal()).data(), nullptr,
                          nullptr) != 1 ||
      EVP_DecryptUpdate(context.get(), plain.reveal_mutable(reveal()).data(), &size,
                        key.wrapped.data(), static_cast<int>(key.wrapped.size())) != 1 ||
      size != static_cast<int>(kContentKeyBytes)) {
    return wrong_key(parts);
  }
  plain.shrink(kContentKeyBytes);
  return plain;
}

Error another_kind(std::string_view sealed_to, const EnvelopeKey& key) {
  return error(Code::kBadInput, "the envelope is sealed to " + std::string(sealed_to) +
                                    ", and the key is " +
                                    std::string(to_text(key.public_key().type())));
}

Result<SecretBytes> key_by(const AgreedKey& agreed, const EnvelopeParts& parts, EnvelopeKey& key) {
  const KeyType wanted = agreed.point.size() == kP256PointBytes ? KeyType::kP256 : KeyType::kP384;
  if (key.public_key().type() != wanted) return another_kind(to_text(wanted), key);
  PYX_ASSIGN(const SecretBytes shared, key.agree(agreed.point));
  PYX_ASSIGN(const SecretBytes with, wrapping_key(shared));
  return unwrapped(with, agreed, parts);
}

Result<SecretBytes> key_by(const TransportedKey& transported, const EnvelopeParts& parts,
                           EnvelopeKey& key) {
  const std::size_t modulus_bytes = key.public_key().rsa_modulus_bytes();
  if (modulus_bytes != transported.encrypted.size()) {
    return another_kind("RSA of " + std::to_string(8 * transported.encrypted.size()) + " bits",
                        key);
  }
  auto plain = key.decrypt(transported.encrypted);
  if (!plain && plain.error().code != Code::kBadInput) return plain;
  if (!plain || plain->size_bytes() != kContentKeyBytes) return wrong_key(parts);
  return plain;
}

}  // namespace

Result<SecretBytes> content_key(const EnvelopeParts& parts, EnvelopeKey& key) {
  const ErrorQueue queue;
  return std::visit([&](const auto& one) { return key_by(one, parts, key); }, parts.key);
}

}  // namespace pyx::shares
