#include "custody/shares/envelope_key_file.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <string>
#include <utility>

#include "base/error_queue.h"
#include "base/held.h"
#include "base/pem_block.h"
#include "base/reveal.h"

namespace pyx::shares {
namespace {

void free_openssl(void* memory) { OPENSSL_free(memory); }
using Key = Held<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Sealed = Held<X509_SIG, X509_SIG_free>;
using Opened = Held<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

constexpr std::size_t kP256SharedBytes = 32;
constexpr std::size_t kP384SharedBytes = 48;
constexpr std::uint8_t kUncompressed = 0x04;  // SEC 1, 2.3.3

Error bad_file(std::string_view source_name, std::string what) {
  return error(Code::kBadInput, std::string(source_name) + " " + std::move(what));
}

Result<Sealed> read_sealed(ByteView pem, std::string_view source_name) {
  if (pem.empty()) return bad_file(source_name, "is empty");
  if (pem.size() > kKeyFileMostBytes) return bad_file(source_name, "is too large for a key file");
  const auto block = first_pem_block(pem, PEM_STRING_PKCS8);
  if (!block) return bad_file(source_name, "holds no key in PEM form");
  if (block->label.ends_with("PRIVATE KEY") && block->label != PEM_STRING_PKCS8) {
    return bad_file(source_name,
                    "holds a private key that is not encrypted as PKCS#8; openssl pkcs8 -topk8 "
                    "makes such a file");
  }
  if (block->label != PEM_STRING_PKCS8) {
    return bad_file(source_name, "holds \"" + block->label + "\", not an encrypted private key");
  }
  if (!block->is_alone) return bad_file(source_name, "holds more than one PEM block");
  const unsigned char* at = block->der.data();
  Sealed sealed(d2i_X509_SIG(nullptr, &at, static_cast<long>(block->der.size())));
  if (!sealed || at != block->der.data() + block->der.size())
    return bad_file(source_name, "is damaged: its PKCS#8 structure does not parse");
  return sealed;
}

Result<PublicKey> public_half(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return error(Code::kBadInput, "its public half cannot be encoded");
  const Held<void, free_openssl> owner(der);
  PYX_ASSIGN(PublicKey half, PublicKey::from_spki({der, static_cast<std::size_t>(size)}));
  if (half.type() == KeyType::kEd25519)
    return error(Code::kBadInput, "an ed25519 key signs and opens nothing");
  return half;
}

// A key of the same curve with this point, which OpenSSL has checked; nothing for what is no point.
Key key_of_point(const EVP_PKEY* like, ByteView point) {
  Key other(EVP_PKEY_new());
  if (!other || EVP_PKEY_copy_parameters(other.get(), like) != 1 ||
      EVP_PKEY_set1_encoded_public_key(other.get(), point.data(), point.size()) != 1) {
    return nullptr;
  }
  return other;
}

}  // namespace

Result<EnvelopeKeyFile> EnvelopeKeyFile::from_pem(ByteView pem, const SecretBytes& passphrase,
                                                  std::string_view source_name) {
  const ErrorQueue queue;
  PYX_ASSIGN(const Sealed sealed, read_sealed(pem, source_name));
  const ByteView secret = passphrase.reveal(reveal());
  const Opened opened(PKCS8_decrypt(sealed.get(), reinterpret_cast<const char*>(secret.data()),
                                    static_cast<int>(secret.size())));
  if (!opened) {
    return error(Code::kAskPerson, "the passphrase does not open " + std::string(source_name) +
                                       ", or the file is damaged");
  }
  Handle key(EVP_PKCS82PKEY(opened.get()), EVP_PKEY_free);
  if (!key) return bad_file(source_name, "holds no key that OpenSSL knows");
  auto half = public_half(key.get());
  if (!half) return bad_file(source_name, "opens no envelope: " + half.error().message);
  return EnvelopeKeyFile(std::move(key), std::move(half).value());
}

Result<SecretBytes> EnvelopeKeyFile::agree(ByteView point) {
  const ErrorQueue queue;
  if (is_rsa(public_key_.type())) return error(Code::kBadInput, "an RSA key agrees on no secret");
  const std::size_t wanted =
      public_key_.type() == KeyType::kP256 ? kP256SharedBytes : kP384SharedBytes;
  const bool whole = point.size() == 2 * wanted + 1 && point.front() == kUncompressed;
  const Key other = whole ? key_of_point(key_.get(), point) : nullptr;
  if (!other) {
    return error(Code::kBadInput, "the envelope's ephemeral key is no point of " +
                                      std::string(to_text(public_key_.type())));
  }
  PYX_ASSIGN(SecretBytes shared, SecretBytes::zeroed(wanted));
  std::size_t size = wanted;
  const KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
      EVP_PKEY_derive(context.get(), shared.reveal_mutable(reveal()).data(), &size) != 1 ||
      size != wanted) {
    return error(Code::kBug, "OpenSSL cannot agree on a secret");
  }
  return shared;
}

Result<SecretBytes> EnvelopeKeyFile::decrypt(ByteView encrypted) {
  const ErrorQueue queue;
  const std::size_t modulus_bytes = public_key_.rsa_modulus_bytes();
  if (modulus_bytes == 0) return error(Code::kBadInput, "only an RSA key decrypts");
  PYX_ASSIGN(SecretBytes plain, SecretBytes::zeroed(modulus_bytes));
  std::size_t size = modulus_bytes;
  const KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  if (!context || EVP_PKEY_decrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) != 1) {
    return error(Code::kBug, "OpenSSL cannot decrypt by RSAES-OAEP");
  }
  if (EVP_PKEY_decrypt(context.get(), plain.reveal_mutable(reveal()).data(), &size,
                       encrypted.data(), encrypted.size()) != 1) {
    return error(Code::kBadInput, "this was not encrypted to the RSA key");
  }
  plain.shrink(size);
  return plain;
}

}  // namespace pyx::shares
