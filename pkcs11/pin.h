// A user's or SO's PIN: secret bytes of their own type.
#pragma once

#include <utility>

#include "base/secret_bytes.h"

namespace pyx::pkcs11 {

class Pin {
 public:
  explicit Pin(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  const SecretBytes& bytes() const { return bytes_; }

 private:
  SecretBytes bytes_;
};

}  // namespace pyx::pkcs11
