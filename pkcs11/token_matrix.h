// Which keys two tokens can hand each other, found out with keys that are thrown away: a backup is
// planned by what was seen to work, and a pair of mechanisms that says CKR_OK proves nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/key_type.h"
#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

enum class MatrixOutcome {
  kWorks,         // it signed there, and the signature verified with the public key from here
  kWrongKey,      // CKR_OK, and another key
  kNotMade,       // the first token makes no such key, or none that can be wrapped
  kNotWrapped,    // it does not wrap it by this mechanism
  kNotUnwrapped,  // the second does not unwrap it by that one
  kDoesNotSign,   // it came, and does not sign
};
std::string_view to_text(MatrixOutcome outcome);  // "works" "wrong key" "not made" …

struct MatrixRow {
  KeyType type = KeyType::kP256;
  TokenIdentity from;
  TokenIdentity to;
  std::string wrapped_by;    // "CKM_AES_KEY_WRAP_PAD"; empty if it did not come so far
  std::string unwrapped_by;  // the same
  bool rfc5649 = false;      // whether the bytes are docs/formats/wrapped-key.md
  MatrixOutcome outcome = MatrixOutcome::kNotMade;
  std::string why;  // what was answered, unless it works
};

struct MatrixToken {
  TokenUri uri;
  Pin pin;
};

// Each type that signs, in both directions, by each pair of mechanisms of which the first wraps.
// All keys are session objects of this process, under a wrap key that is drawn for it.
// Errors: those of find_token and Login::first_session (kConflict also if both are the same token);
// those of put_wrap_key's calls, for a token that takes no wrap key at all.
Result<std::vector<MatrixRow>> token_matrix(MatrixToken a, MatrixToken b);

// Whether a backup of such a key in our format was seen to come back. No row means no.
bool can_restore(std::span<const MatrixRow> rows, KeyType type, const TokenIdentity& from,
                 const TokenIdentity& to);

}  // namespace pyx::pkcs11
