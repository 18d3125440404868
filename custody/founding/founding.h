// Founding a vault, in three steps that each can be run again after a crash:
//   draft    checks policy and token, makes the log key and the canary key, writes the statement
//   sign     one person's signature on it; that he holds his key is proven by the way
//   finish   checks that everybody signed, makes the store with the genesis leaf, marks the token
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "custody/evidence/dsse.h"
#include "custody/founding/founding_statement.h"
#include "pkcs11/token.h"

namespace pyx::custody {

// Makes FOLDER/draft with the policy's bytes, the token's URI and the statement, and returns the
// statement's bytes. Run again, it takes up what a crash cut off, or returns what is there.
// Errors: kConflict (a vault, or a draft of another policy, is there; the token is marked for
// another vault), kBadInput (policy), kRefused with TOKEN-BOUND (the draft that is there is on
// another token), kToken.
Result<Bytes> draft_vault(const std::filesystem::path& folder, ByteView policy,
                          std::string_view policy_name, std::string_view token_uri,
                          pkcs11::Token& token, const Clock& clock);

struct Draft {
  Bytes statement;  // what is signed
  Bytes policy;
  std::string token_uri;               // as draft_vault was given it
  std::vector<std::string> signed_by;  // person ids, in the order of the policy
  std::vector<std::string> missing;
};
Result<Draft> read_draft(const std::filesystem::path& folder);  // kNotFound

// Adds one person's envelope. Errors: kBadInput (other bytes than the statement's), kRefused with
// ACT-QUORUM (not signed by a person of the policy), kConflict (signed already).
Result<Draft> add_founding_signature(const std::filesystem::path& folder, const Envelope& envelope);

// Returns the vault id. Errors: kRefused with ACT-QUORUM naming who has not signed, or with
// TOKEN-BOUND; kConflict if another vault is there or the token is marked for one; kStore, kToken.
Result<Sha256> finish_vault(const std::filesystem::path& folder, pkcs11::Token& token,
                            const Clock& clock);

// Destroys the draft's two keys on the token, then the draft. Errors: kConflict once the store is
// there: then finish it; kNotFound; kRefused with TOKEN-BOUND; kToken.
Result<void> abandon_draft(const std::filesystem::path& folder, pkcs11::Token& token);

// The URI that the draft was given, also of one that a crash cut off before its statement: to
// abandon it. Errors: kNotFound.
Result<std::string> token_uri_of_draft(const std::filesystem::path& folder);

// Whether a founding in this folder still has to be finished.
bool has_draft(const std::filesystem::path& folder);

}  // namespace pyx::custody
