#include "custody/shares/holder_certificate.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

#include "base/error_queue.h"
#include "base/held.h"
#include "base/pem_block.h"

namespace pyx::shares {
namespace {

constexpr int kRsaLeastBits = 2048;
constexpr std::size_t kNameMostBytes = 200;
constexpr std::uint8_t kDerSequence = 0x30;
constexpr std::string_view kTaken = "a share is sealed to RSA of 2048 bits or more, P-256 or P-384";

void free_openssl(void* memory) { OPENSSL_free(memory); }
using Bio = Held<BIO, BIO_free_all>;
using Certificate = Held<X509, X509_free>;

Error bad(std::string what) { return error(Code::kBadInput, "the certificate " + std::move(what)); }

Result<Bytes> der_of(ByteView bytes) {
  if (bytes.empty()) return bad("is an empty file");
  if (bytes.size() > kCertificateMostBytes) return bad("is too large for a certificate");
  if (bytes.front() == kDerSequence) return Bytes(bytes.begin(), bytes.end());
  auto block = first_pem_block(bytes, PEM_STRING_X509);
  if (!block) return bad("is neither DER nor PEM");
  if (block->label != PEM_STRING_X509)
    return bad("is none: the file holds \"" + block->label.substr(0, kNameMostBytes) + "\"");
  if (!block->is_alone) return bad("is not alone in its file");
  return std::move(block->der);
}

Result<Certificate> parse(ByteView der) {
  const unsigned char* at = der.data();
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate) return bad("does not parse");
  if (at != der.data() + der.size()) return bad("has something behind it");
  return certificate;
}

Result<PublicKey> key_of(const X509* certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate);
  if (key == nullptr) {
    return bad("has a key that cannot be read; " + std::string(kTaken));
  }
  const char* const name = EVP_PKEY_get0_type_name(key);
  const std::string type = name == nullptr ? "unknown" : name;
  if (type == "RSA" && EVP_PKEY_get_bits(key) < kRsaLeastBits) {
    return bad("has an RSA key of " + std::to_string(EVP_PKEY_get_bits(key)) + " bits; " +
               std::to_string(kRsaLeastBits) + " are the least");
  }
  unsigned char* spki = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &spki);
  if (size <= 0) return bad("has a key that cannot be read");
  const Held<void, free_openssl> owner(spki);
  auto read = PublicKey::from_spki({spki, static_cast<std::size_t>(size)});
  if (read && read->type() != KeyType::kEd25519) return read;
  std::array<char, 64> curve{};
  std::string what = type;
  if (type == "EC" && EVP_PKEY_get_group_name(key, curve.data(), curve.size(), nullptr) == 1)
    what += std::string(" on ") + curve.data();
  if (type == "RSA" && !read) what += ": " + read.error().message;
  return bad("has a key of type " + what + "; " + std::string(kTaken));
}

Result<void> check_validity(const X509* certificate, Time now) {
  std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const int begun = X509_cmp_time(X509_get0_notBefore(certificate), &seconds);
  const int ended = X509_cmp_time(X509_get0_notAfter(certificate), &seconds);
  if (begun == 0 || ended == 0) return bad("has no readable validity");
  if (begun > 0) return bad("is not valid yet");
  if (ended < 0) return bad("is not valid any more");
  return {};
}

Result<void> check_usage(X509* certificate, const PublicKey& key) {
  const std::uint32_t usage = X509_get_key_usage(certificate);  // all ones if it has none
  const bool rsa = is_rsa(key.type());
  if ((usage & (rsa ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT)) != 0) return {};
  return bad(std::string("has a key usage without ") + (rsa ? "keyEncipherment" : "keyAgreement") +
             ": what is sealed to it could not be opened");
}

}  // namespace

std::string name_text(const X509_name_st* name) {
  const ErrorQueue queue;
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253) < 0) return "an unknown name";
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  std::string shown(text, static_cast<std::size_t>(size));
  if (shown.size() > kNameMostBytes) shown = shown.substr(0, kNameMostBytes) + "...";
  return shown;
}

Result<HolderCertificate> HolderCertificate::read(ByteView bytes, Time now) {
  const ErrorQueue queue;
  PYX_ASSIGN(const Bytes der, der_of(bytes));
  PYX_ASSIGN(Certificate certificate, parse(der));
  PYX_ASSIGN(PublicKey key, key_of(certificate.get()));
  PYX_TRY(check_validity(certificate.get(), now));
  PYX_TRY(check_usage(certificate.get(), key));
  return HolderCertificate(Handle(certificate.release(), X509_free), std::move(key), sha256(der));
}

std::string HolderCertificate::subject() const {
  return name_text(X509_get_subject_name(certificate_.get()));
}

}  // namespace pyx::shares
