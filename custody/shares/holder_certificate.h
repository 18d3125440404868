// The X.509 certificate of a holder, to whose key his share is sealed. Nobody's signature on it is
// looked at: at the table the holder compares the fingerprint with what his own token shows.
// Source: RFC 5280.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/sha256.h"

struct x509_st;       // X509
struct X509_name_st;  // X509_NAME

namespace pyx::shares {

inline constexpr std::size_t kCertificateMostBytes = 65536;

class HolderCertificate {
 public:
  // One certificate in DER or PEM, and nothing else. Its key is RSA of 2048, 3072 or 4096 bits,
  // P-256 or P-384; `now` is within its validity; its key usage, if it has one, is keyEncipherment
  // (RSA) or keyAgreement (curves): a token keeps a key to that.
  // Errors: kBadInput, naming what is wrong.
  static Result<HolderCertificate> read(ByteView bytes, Time now);

  const PublicKey& public_key() const { return public_key_; }
  const Sha256& fingerprint() const { return fingerprint_; }  // SHA-256 of the DER
  std::string subject() const;
  x509_st* get() const { return certificate_.get(); }

 private:
  using Handle = std::shared_ptr<x509_st>;
  HolderCertificate(Handle certificate, PublicKey public_key, const Sha256& fingerprint)
      : certificate_(std::move(certificate)),
        public_key_(std::move(public_key)),
        fingerprint_(fingerprint) {}

  Handle certificate_;
  PublicKey public_key_;
  Sha256 fingerprint_;
};

// "CN=bob,O=Example", printable ASCII (RFC 2253), cut at some 200 characters.
std::string name_text(const X509_name_st* name);

}  // namespace pyx::shares
