// A token matrix as it is kept: what was seen of two tokens, when, and on which firmware. Signed by
// nobody: it can only refuse a plan, and the act that names it is signed.
// Format: docs/formats/backups.md.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pkcs11/matrix_row.h"

namespace pyx::custody {

inline constexpr std::string_view kMatrixType = "urn:pyx:token-matrix:v1";
inline constexpr std::size_t kMatrixMostBytes = std::size_t{256} * 1024;
// How long it counts where the policy does not say.
inline constexpr Duration kMatrixCounts = std::chrono::hours(24 * 90);

struct MatrixSide {
  pkcs11::TokenIdentity token;
  std::string firmware;  // as CK_TOKEN_INFO says: "2.6"
};

struct TokenMatrixFile {
  Time time{};
  std::array<MatrixSide, 2> tokens;
  std::vector<pkcs11::MatrixRow> rows;  // each from one of `tokens` to the other

  // The token that is not `one`; nullptr if `one` is neither of them.
  const MatrixSide* other_than(const pkcs11::TokenIdentity& one) const;
};

// Errors: kBadInput for a row that is not between the two tokens, or more than kMatrixMostBytes.
Result<Bytes> encode_matrix(const TokenMatrixFile& matrix);
Result<TokenMatrixFile> parse_matrix(ByteView bytes);  // strict; kBadInput

}  // namespace pyx::custody
