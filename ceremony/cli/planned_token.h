// The token to which a proof or a restore is to bring keys, looked at while that is planned.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"
#include "ceremony/cli/output.h"
#include "ceremony/cli/proposal_flags.h"

namespace pyx::ceremony {

// The bytes of a token matrix. Errors: those of read_file; kBadInput, naming the file.
Result<Bytes> read_matrix(const std::filesystem::path& file);

// Where --second-token was given: says what is there, without its PIN. Errors: those of
// pkcs11::look_for_token; kConflict for another serial number than --token-serial; kRefused with
// BACKUP-PLANNED if --matrix is not of that token, or of another firmware.
Result<void> check_second_token(const ProposalAsk& ask, Output& output);

}  // namespace pyx::ceremony
