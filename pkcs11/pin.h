// A user's or SO's PIN: secret bytes of their own type.
#pragma once

#include <utility>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::pkcs11 {

class Pin {
 public:
  explicit Pin(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  // No bytes: C_Login gets NULL, and the token asks on its own keys or for a finger.
  // Source: PKCS#11 v3.1, C_Login, CKF_PROTECTED_AUTHENTICATION_PATH.
  static Pin entered_on_the_token() { return Pin(SecretBytes()); }
  const SecretBytes& bytes() const { return bytes_; }

 private:
  SecretBytes bytes_;
};

// For another login: who is given a PIN keeps it. Errors: kBug if the secure heap is full.
Result<Pin> another(const Pin& pin);

}  // namespace pyx::pkcs11
