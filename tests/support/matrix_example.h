// A token matrix as pyx token matrix would have written it, without any token.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "custody/backups/token_matrix_file.h"

namespace pyx::testing {

// `works` come back from the first token on the second; the others do not.
inline custody::TokenMatrixFile matrix_of(pkcs11::TokenIdentity first, pkcs11::TokenIdentity second,
                                          Time time, const std::vector<KeyType>& works) {
  custody::TokenMatrixFile matrix;
  matrix.time = time;
  matrix.tokens = {custody::MatrixSide{first, "2.6"}, custody::MatrixSide{second, "2.6"}};
  for (const KeyType type : {KeyType::kRsa2048, KeyType::kP256, KeyType::kP384, KeyType::kEd25519,
                             KeyType::kGenericSecret, KeyType::kAes256}) {
    const bool good = std::ranges::find(works, type) != works.end();
    matrix.rows.push_back(
        {type, first, second, "CKM_AES_KEY_WRAP_PAD", "CKM_AES_KEY_WRAP_PAD", good,
         good ? pkcs11::MatrixOutcome::kWorks : pkcs11::MatrixOutcome::kNotUnwrapped,
         good ? "" : "the token failed (C_UnwrapKey: CKR_MECHANISM_INVALID)"});
  }
  return matrix;
}

}  // namespace pyx::testing
