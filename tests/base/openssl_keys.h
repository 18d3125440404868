// Keys that OpenSSL makes, and their SubjectPublicKeyInfo.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <map>
#include <memory>

#include "base/bytes.h"

namespace pyx::testing {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using OpensslKey = std::unique_ptr<EVP_PKEY, FreeKey>;

// Made once: a large RSA key takes a second.
inline const OpensslKey& an_rsa_key(std::size_t bits) {
  static std::map<std::size_t, OpensslKey> made;
  OpensslKey& key = made[bits];
  if (key == nullptr) key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  return key;
}
inline Bytes spki_of(const OpensslKey& key) {
  std::uint8_t* made = nullptr;
  const int size = i2d_PUBKEY(key.get(), &made);
  Bytes der(made, made + size);
  OPENSSL_free(made);
  return der;
}

}  // namespace pyx::testing
