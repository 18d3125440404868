// Of an officer's key: a certificate that nobody but itself vouches for.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>

#include "base/error_queue.h"
#include "base/held.h"
#include "ceremony/officer_key.h"

namespace pyx::ceremony {
namespace {

using MemoryBio = Held<BIO, BIO_free_all>;
using Certificate = Held<X509, X509_free>;
using Serial = Held<BIGNUM, BN_free>;

constexpr int kSerialBits = 128;
constexpr int kVersion3 = 2;  // X.509 counts from 0

std::time_t seconds_of(Time time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

bool put_serial(X509* certificate) {
  const Serial number(BN_new());
  return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool put_name(X509* certificate, std::string_view name) {
  X509_NAME* const subject = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(name.data()),
                                    static_cast<int>(name.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool put_validity(X509* certificate, Time from, Time until) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds_of(from)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds_of(until)) != nullptr;
}

}  // namespace

Result<Bytes> OfficerKey::self_signed(std::string_view name, Time from, Time until) const {
  const ErrorQueue queue;
  const bool signs_by_itself = public_key_.type() == KeyType::kEd25519;
  const Certificate certificate(X509_new());
  const MemoryBio bio(BIO_new(BIO_s_mem()));
  const bool made =
      certificate && bio && X509_set_version(certificate.get(), kVersion3) == 1 &&
      put_serial(certificate.get()) && put_name(certificate.get(), name) &&
      put_validity(certificate.get(), from, until) &&
      X509_set_pubkey(certificate.get(), key_.get()) == 1 &&
      X509_sign(certificate.get(), key_.get(), signs_by_itself ? nullptr : EVP_sha256()) > 0 &&
      PEM_write_bio_X509(bio.get(), certificate.get()) == 1;
  if (!made) return error(Code::kBug, "no certificate could be made of the key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return to_bytes(std::string_view(data, static_cast<std::size_t>(size)));
}

}  // namespace pyx::ceremony
