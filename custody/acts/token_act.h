// The part of an act that a token does, so that it can be done again after a crash without doing it
// twice (ACT-ONCE).
#pragma once

#include "custody/acts/books.h"
#include "pkcs11/token.h"

namespace pyx::custody {

// Before the intent: that no object on the token has the id of the key to be made. What is there
// then is not ours, and would be swept after a crash. Errors: kConflict, and the token's.
Result<void> check_token_ready(pkcs11::Token& token, const Act& act);

enum class Attempt {
  kFirst,
  kAfterCrash
};  // after a crash what the first attempt left is swept before
struct Performed {
  ExecutedLeaf leaf;
  std::vector<Bytes> blobs;  // that the leaf names
};
// Does the act on the token. Errors: the token's; kRefused with KEY-READBACK.
Result<Performed> perform(pkcs11::Token& token, const Books& books, const Act& act,
                          Attempt attempt);
// Destroys what an act that failed left: only objects with the id in its own intent. Errors: the
// token's.
Result<void> sweep(pkcs11::Token& token, const Act& act);

}  // namespace pyx::custody
