#include "ceremony/officer_key.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <limits>
#include <utility>

#include "base/error_queue.h"
#include "base/held.h"
#include "base/pem_block.h"
#include "base/reveal.h"

namespace pyx::ceremony {
namespace {

void free_openssl(void* memory) { OPENSSL_free(memory); }
void clear_free_key(EVP_PKEY* key) { EVP_PKEY_free(key); }

using Bio = Held<BIO, BIO_free_all>;
using Sealed = Held<X509_SIG, X509_SIG_free>;
using Opened = Held<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Held<EVP_MD_CTX, EVP_MD_CTX_free>;
using Encryption = Held<X509_ALGOR, X509_ALGOR_free>;
using Pbes2 = Held<PBE2PARAM, PBE2PARAM_free>;
using Pbkdf2 = Held<PBKDF2PARAM, PBKDF2PARAM_free>;
using Scrypt = Held<SCRYPT_PARAMS, SCRYPT_PARAMS_free>;
using KeyHandle = std::shared_ptr<EVP_PKEY>;

constexpr int kSaltBytes = 16;
constexpr std::uint64_t kScryptR = 8;
constexpr std::string_view kEncryptedLabel = "ENCRYPTED PRIVATE KEY";

Error bad_file(std::string_view source_name, std::string what) {
  return error(Code::kBadInput, std::string(source_name) + " " + std::move(what));
}

Result<Bytes> only_encrypted_block(ByteView pem, std::string_view source_name) {
  if (pem.empty()) return bad_file(source_name, "is empty");
  if (pem.size() > std::numeric_limits<int>::max()) return bad_file(source_name, "is too large");
  auto block = first_pem_block(pem, kEncryptedLabel);
  if (!block) return bad_file(source_name, "holds no key in PEM form");
  if (block->label.ends_with("PRIVATE KEY") && block->label != kEncryptedLabel) {
    return bad_file(source_name,
                    "holds a private key that is not encrypted as PKCS#8: whoever read the file "
                    "has it; make another with pyx officer new");
  }
  if (block->label != kEncryptedLabel) {
    return bad_file(source_name, "holds \"" + block->label + "\", not an encrypted private key");
  }
  if (!block->is_alone) return bad_file(source_name, "holds more than one PEM block");
  return std::move(block->der);
}

bool strong_prf(const X509_ALGOR* prf) {
  if (prf == nullptr) return false;  // absent means HMAC-SHA1
  const int nid = OBJ_obj2nid(prf->algorithm);
  return nid == NID_hmacWithSHA256 || nid == NID_hmacWithSHA384 || nid == NID_hmacWithSHA512;
}

bool strong_pbkdf2(const X509_ALGOR& function) {
  const Pbkdf2 parameters(static_cast<PBKDF2PARAM*>(
      ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), function.parameter)));
  if (parameters == nullptr || !strong_prf(parameters->prf)) return false;
  const long iterations = ASN1_INTEGER_get(parameters->iter);
  return iterations >= kPbkdf2Iterations && iterations <= kMostPbkdf2Iterations;
}

bool strong_scrypt(const X509_ALGOR& function) {
  const Scrypt parameters(static_cast<SCRYPT_PARAMS*>(
      ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), function.parameter)));
  if (parameters == nullptr) return false;
  // OpenSSL itself bounds the memory that a file can make it take, and not the time.
  const long rounds = ASN1_INTEGER_get(parameters->parallelizationParameter);
  return ASN1_INTEGER_get(parameters->costParameter) >= kLeastScryptN &&
         ASN1_INTEGER_get(parameters->blockSize) >= 8 && rounds >= 1 && rounds <= kMostScryptP;
}

bool strong_encryption(const X509_SIG& sealed) {
  const X509_ALGOR* scheme = nullptr;
  X509_SIG_get0(&sealed, &scheme, nullptr);
  if (scheme == nullptr || OBJ_obj2nid(scheme->algorithm) != NID_pbes2) return false;
  const Pbes2 parameters(static_cast<PBE2PARAM*>(
      ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), scheme->parameter)));
  if (parameters == nullptr) return false;
  if (OBJ_obj2nid(parameters->encryption->algorithm) != NID_aes_256_cbc) return false;
  switch (OBJ_obj2nid(parameters->keyfunc->algorithm)) {
    case NID_id_pbkdf2:
      return strong_pbkdf2(*parameters->keyfunc);
    case NID_id_scrypt:
      return strong_scrypt(*parameters->keyfunc);
    default:
      return false;
  }
}

Result<Sealed> read_sealed(ByteView pem, std::string_view source_name) {
  PYX_ASSIGN(const Bytes der, only_encrypted_block(pem, source_name));
  const unsigned char* at = der.data();
  Sealed sealed(d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (sealed == nullptr || at != der.data() + der.size()) {
    return bad_file(source_name, "is damaged: its PKCS#8 structure does not parse");
  }
  if (!strong_encryption(*sealed)) {
    return bad_file(
        source_name,
        "is encrypted too weakly: Pyx takes AES-256-CBC under PBKDF2-HMAC-SHA256 with " +
            std::to_string(kPbkdf2Iterations) + " or more iterations, or scrypt");
  }
  return sealed;
}

Result<Bytes> spki_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return error(Code::kBug, "cannot encode a public key");
  const Held<void, free_openssl> owner(der);
  return Bytes(der, der + size);
}

// PBES2 with AES-256-CBC, HMAC-SHA256 where there is one, and a random salt.
Sealed sealed_under(PKCS8_PRIV_KEY_INFO* key, const SecretBytes& passphrase,
                    OfficerKey::Stretching stretching) {
  const ByteView secret = passphrase.reveal(reveal());
  const char* const text = reinterpret_cast<const char*>(secret.data());
  const int size = static_cast<int>(secret.size());
  if (stretching == OfficerKey::Stretching::kPbkdf2) {
    // -1: PBES2 with the cipher and its default PRF.
    return Sealed(PKCS8_encrypt(-1, EVP_aes_256_cbc(), text, size, nullptr, kSaltBytes,
                                kPbkdf2Iterations, key));
  }
  Encryption how(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, kSaltBytes, nullptr,
                                       kLeastScryptN, kScryptR, 1));
  if (how == nullptr) return nullptr;
  Sealed sealed(PKCS8_set0_pbe(text, size, key, how.get()));
  if (sealed != nullptr) static_cast<void>(how.release());  // it is in there now
  return sealed;
}

const EVP_MD* digest_for(KeyType type) {
  return type == KeyType::kEd25519 ? nullptr : EVP_sha256();
}

}  // namespace

Result<OfficerKey> OfficerKey::around(KeyHandle key) {
  PYX_ASSIGN(const Bytes spki, spki_of(key.get()));
  PYX_ASSIGN(PublicKey public_key, PublicKey::from_spki(spki));
  if (public_key.type() != KeyType::kEd25519 && public_key.type() != KeyType::kP256) {
    return error(Code::kBadInput, "an officer's key is ed25519 or p-256, not " +
                                      std::string(to_text(public_key.type())));
  }
  return OfficerKey(std::move(key), std::move(public_key));
}

Result<OfficerKey> OfficerKey::make(KeyType type) {
  const ErrorQueue queue;
  if (type != KeyType::kEd25519 && type != KeyType::kP256) {
    return error(Code::kBadInput, "an officer's key is ed25519 or p-256");
  }
  const bool edwards = type == KeyType::kEd25519;
  const KeyContext context(EVP_PKEY_CTX_new_id(edwards ? EVP_PKEY_ED25519 : EVP_PKEY_EC, nullptr));
  EVP_PKEY* made = nullptr;
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
      (!edwards &&
       EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1) != 1) ||
      EVP_PKEY_keygen(context.get(), &made) != 1) {
    return error(Code::kBug, "OpenSSL cannot make a key");
  }
  return around(KeyHandle(made, clear_free_key));
}

Result<void> check_encrypted_pem(ByteView pem, std::string_view source_name) {
  const ErrorQueue queue;
  PYX_TRY(read_sealed(pem, source_name));
  return {};
}

Result<OfficerKey> OfficerKey::from_pem(ByteView pem, const SecretBytes& passphrase,
                                        std::string_view source_name) {
  const ErrorQueue queue;
  PYX_ASSIGN(const Sealed sealed, read_sealed(pem, source_name));
  const ByteView secret = passphrase.reveal(reveal());
  const Opened opened(PKCS8_decrypt(sealed.get(), reinterpret_cast<const char*>(secret.data()),
                                    static_cast<int>(secret.size())));
  if (opened == nullptr) {
    return error(Code::kAskPerson, "the passphrase does not open " + std::string(source_name) +
                                       ", or the file is damaged");
  }
  KeyHandle key(EVP_PKCS82PKEY(opened.get()), clear_free_key);
  if (key == nullptr) return bad_file(source_name, "holds no key that OpenSSL knows");
  auto held = around(std::move(key));
  if (!held) return bad_file(source_name, "is no officer's key: " + held.error().message);
  return held;
}

Result<Bytes> OfficerKey::encrypted_pem(const SecretBytes& passphrase,
                                        Stretching stretching) const {
  const ErrorQueue queue;
  if (passphrase.empty()) return error(Code::kBadInput, "a passphrase cannot be empty");
  const Opened opened(EVP_PKEY2PKCS8(key_.get()));
  if (opened == nullptr) return error(Code::kBug, "cannot encode an officer's key");
  const Sealed sealed = sealed_under(opened.get(), passphrase, stretching);
  const Bio bio(BIO_new(BIO_s_mem()));
  if (sealed == nullptr || bio == nullptr || PEM_write_bio_PKCS8(bio.get(), sealed.get()) != 1) {
    return error(Code::kBug, "cannot encrypt an officer's key");
  }
  if (!strong_encryption(*sealed)) return error(Code::kBug, "OpenSSL chose a weak encryption");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return to_bytes(std::string_view(text, static_cast<std::size_t>(size)));
}

Result<custody::Envelope> OfficerKey::sign_statement(ByteView statement) const {
  const ErrorQueue queue;
  const Bytes message = custody::dsse_pae(custody::kStatementPayloadType, statement);
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, digest_for(public_key_.type()), nullptr,
                         key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) != 1) {
    return error(Code::kBug, "OpenSSL cannot sign with an officer's key");
  }
  Bytes signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1) {
    return error(Code::kBug, "OpenSSL cannot sign with an officer's key");
  }
  signature.resize(size);
  custody::Envelope envelope{std::string(custody::kStatementPayloadType),
                             Bytes(statement.begin(), statement.end()),
                             {{public_key_.id(), std::move(signature)}}};
  // A fault while signing can give the key away: nothing leaves that does not verify.
  if (!custody::signed_by(envelope, public_key_)) {
    return error(Code::kBug, "a signature that was just made does not verify");
  }
  return envelope;
}

}  // namespace pyx::ceremony
