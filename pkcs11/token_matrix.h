// Which keys two tokens can hand each other, found out with keys that are thrown away: a backup is
// planned by what was seen to work, and a pair of mechanisms that says CKR_OK proves nothing.
#pragma once

#include <vector>

#include "base/result.h"
#include "pkcs11/matrix_row.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

struct MatrixToken {
  TokenUri uri;
  Pin pin;
};

// Each type of key, in both directions, by each pair of mechanisms of which the first wraps.
// All keys are session objects of this process, under a wrap key that is drawn for it.
// Errors: those of find_token and Login::first_session (kConflict also if both are the same token);
// those of put_wrap_key's calls, for a token that takes no wrap key at all.
Result<std::vector<MatrixRow>> token_matrix(MatrixToken a, MatrixToken b);

}  // namespace pyx::pkcs11
