// Backups and what is kept beside them: wrapped keys, proofs that they came back, the matrix of two
// tokens.

#include "custody/backups/backup_file.h"
#include "custody/backups/token_matrix_file.h"
#include "custody/backups/token_proof.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {

Outcome backup_file(ByteView input) {
  const auto first = custody::parse_backup(input);
  if (!first) {
    must_hold(first.error().code == Code::kBadInput, "what is malformed is bad input");
    return Outcome::kRefused;
  }
  for (const custody::BackedUpKey& key : first->keys) {
    must_hold(key.spki.has_value() != key.check_value.has_value(),
              "a key that came back can be compared with what it was, by one thing");
  }
  const auto written = custody::encode_backup(*first);
  if (!written) return Outcome::kRefused;
  const auto again = custody::parse_backup(*written);
  must_hold(again.ok() && *custody::encode_backup(*again) == *written,
            "what is read again is the same");
  return Outcome::kAccepted;
}

Outcome token_proof(ByteView input) {
  const auto first = custody::parse_proof(input);
  if (!first) {
    must_hold(first.error().code == Code::kBadInput, "what is malformed is bad input");
    return Outcome::kRefused;
  }
  const Bytes written = custody::encode_proof(*first);
  const auto again = custody::parse_proof(written);
  must_hold(again.ok() && custody::encode_proof(*again) == written,
            "what is read again is the same");
  return Outcome::kAccepted;
}

// Whose rows a plan is refused by.
Outcome token_matrix(ByteView input) {
  const auto first = custody::parse_matrix(input);
  if (!first) {
    must_hold(first.error().code == Code::kBadInput, "what is malformed is bad input");
    return Outcome::kRefused;
  }
  const auto& [one, two] = first->tokens;
  must_hold(!pkcs11::can_restore(first->rows, KeyType::kP256, one.token, one.token),
            "no key comes back to the token that it came from");
  must_hold(first->other_than(one.token) == &two && first->other_than(two.token) == &one,
            "each of the two is the other one's other");
  const auto written = custody::encode_matrix(*first);
  if (!written) return Outcome::kRefused;
  const auto again = custody::parse_matrix(*written);
  must_hold(again.ok() && *custody::encode_matrix(*again) == *written,
            "what is read again is the same");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz
