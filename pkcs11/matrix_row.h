// One thing seen of two tokens: whether a key of a type came from the one to the other. Plain
// values, for those who plan a backup and know no module.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/key_type.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

enum class MatrixOutcome {
  kWorks,         // it answered there as it does here
  kWrongKey,      // CKR_OK, and another key
  kNotMade,       // the first token makes no such key, or none that can be wrapped
  kNotWrapped,    // it does not wrap it by this mechanism
  kNotUnwrapped,  // the second does not unwrap it by that one
  kDoesNotSign,   // it came, and does not sign
};
std::string_view to_text(MatrixOutcome outcome);  // "works" "wrong key" "not made" …
std::optional<MatrixOutcome> matrix_outcome_from(std::string_view text);

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

// Whether a backup of such a key in our format was seen to come back. No row means no.
bool can_restore(std::span<const MatrixRow> rows, KeyType type, const TokenIdentity& from,
                 const TokenIdentity& to);

}  // namespace pyx::pkcs11
