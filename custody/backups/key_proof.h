// One question to a key that shows whether it is the key of the record: asked of the key that was
// wrapped, or of what came back on another token (KEY-PROVEN).
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "base/sha256.h"
#include "custody/backups/token_proof.h"
#include "custody/keys/key_record.h"
#include "pkcs11/token.h"

namespace pyx::custody {

class KeyProof {
 public:
  // Of a secret key `check_value` is what it answered before it was wrapped (backup_file.h).
  // Errors: kBadInput (without what it is compared with); kBug.
  static Result<KeyProof> of(const Sha256& vault, const KeyRecord& key, const Uuid& act,
                             const std::optional<Sha256>& check_value);

  // What the token is asked: the input of its one scheme, or a peer's point.
  ByteView input() const { return input_; }
  // Whether the answer is that of the key; then what is recorded of it. Errors: kRefused with
  // KEY-PROVEN.
  Result<ProvenKey> check(ByteView answer) const;

 private:
  KeyProof(const KeyRecord& key, std::optional<Sha256> check_value)
      : key_(key), check_value_(check_value) {}
  Result<Bytes> signature_of(ByteView answer) const;

  KeyRecord key_;
  std::optional<Sha256> check_value_;
  Bytes message_;
  Bytes input_;
  SecretBytes agreement_;  // of a key for envelopes: what the answer must be
};

// What a secret key makes of check_message() on its own token: its HMAC or, of a key for
// encryption, the digest of pkcs11/key_check.h. Errors: the token's.
Result<Sha256> check_value_of(pkcs11::Token& token, const Sha256& vault, const KeyRecord& key);

}  // namespace pyx::custody
