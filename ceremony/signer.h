// Whoever can put one person's signature on a statement: a key file or a token today, a passkey
// later.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/result.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony {

class Signer {
 public:
  virtual ~Signer() = default;

  virtual const PublicKey& public_key() const = 0;  // Ed25519 or P-256
  // A DSSE envelope with exactly one signature over exactly these bytes; verified before it is
  // returned. Errors: kAskPerson, kToken or kBug, by the kind of signer.
  virtual Result<custody::Envelope> sign_statement(ByteView statement) const = 0;
  // Of the token that holds the key; nothing for a file.
  virtual std::optional<std::string> token_serial() const { return std::nullopt; }
};

}  // namespace pyx::ceremony
