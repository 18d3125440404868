#include "ceremony/cli/planned_token.h"

#include <algorithm>

#include "base/file.h"
#include "custody/backups/token_matrix_file.h"
#include "pkcs11/open_token.h"

namespace pyx::ceremony {
namespace {

Result<void> check_matrix_is_of(const std::filesystem::path& file, const pkcs11::SeenToken& seen) {
  PYX_ASSIGN(const Bytes bytes, read_matrix(file));
  PYX_ASSIGN(const custody::TokenMatrixFile matrix, custody::parse_matrix(bytes));
  const auto side = std::ranges::find_if(matrix.tokens, [&](const custody::MatrixSide& one) {
    return pkcs11::same_token(one.token, seen.identity);
  });
  if (side == matrix.tokens.end()) {
    return refused("BACKUP-PLANNED",
                   file.string() + " is not of the token with serial " + seen.identity.serial);
  }
  if (side->firmware == seen.firmware_version) return {};
  return refused("BACKUP-PLANNED", file.string() + " was made on firmware " + side->firmware +
                                       "; the token has " + seen.firmware_version);
}

}  // namespace

Result<Bytes> read_matrix(const std::filesystem::path& file) {
  PYX_ASSIGN(Bytes bytes, read_file(file, custody::kMatrixMostBytes));
  if (const auto matrix = custody::parse_matrix(bytes); !matrix)
    return error(Code::kBadInput, file.string() + ": " + matrix.error().message);
  return bytes;
}

Result<void> check_second_token(const ProposalAsk& ask, Output& output) {
  if (!ask.second_token) return {};
  PYX_ASSIGN(const pkcs11::SeenToken seen, pkcs11::look_for_token(*ask.second_token));
  const pkcs11::TokenIdentity& token = seen.identity;
  output.say("the second token is there: " + token.label + ", " + token.model + " by " +
             token.manufacturer + ", serial " + token.serial + ", firmware " +
             seen.firmware_version);
  if (!ask.token_serial.empty() && ask.token_serial != token.serial) {
    return error(Code::kConflict, "the token behind --second-token has serial " + token.serial +
                                      ", and --token-serial says " + ask.token_serial);
  }
  if (ask.matrix_file.empty()) return {};
  return check_matrix_is_of(ask.matrix_file, seen);
}

}  // namespace pyx::ceremony
