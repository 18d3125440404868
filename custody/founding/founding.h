// Founding a vault: draft, signatures by every person of the policy, finish.
//   draft     checks policy and token, makes the log key and the canary key, writes the founding
//   statement sign      one person's signature on that statement; proof that he holds his key falls
//   out of it finish    checks that everybody signed, makes the store with the genesis leaf; the
//   statement's SHA-256 is the vault id
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/public_key.h"
#include "custody/evidence/dsse.h"
#include "pkcs11/token.h"

namespace pyx::custody {

inline constexpr std::string_view kFoundingPredicate = "urn:pyx:founding:v1";

struct Founder {
  std::string person;  // id in the policy
  Sha256 key_id{};
};

struct FoundingStatement {
  Sha256 policy{};
  std::vector<Founder> founders;  // every person of the policy, in its order
  Uuid log_key;
  PublicKey log_public_key;  // Ed25519
  Uuid canary_key;
  PublicKey canary_public_key;  // P-256
  pkcs11::TokenIdentity token;
  Bytes nonce;  // 32 bytes; the value of the marker object on the token
  Time time{};
};
Bytes encode_founding(const FoundingStatement& statement);
Result<FoundingStatement> parse_founding(ByteView bytes);  // kBadInput
Sha256 vault_id(ByteView founding_bytes);

// Makes FOLDER/draft with the policy's bytes, the token's URI and the statement. Run again after a
// crash it takes up where it was. Errors: kConflict (a vault, or a draft of another policy, is
// there; the token is marked for another vault), kBadInput (policy), kToken. Returns the founding
// statement's bytes.
Result<Bytes> draft_vault(const std::filesystem::path& folder, ByteView policy,
                          std::string_view policy_name, std::string_view token_uri,
                          pkcs11::Token& token, const Clock& clock);

struct Draft {
  Bytes statement;  // what is signed
  Bytes policy;
  std::string token_uri;  // as draft_vault was given it
  std::vector<std::string> signed_by;  // person ids
  std::vector<std::string> missing;
};
Result<Draft> read_draft(const std::filesystem::path& folder);  // kNotFound
// Adds one person's envelope. Errors: kBadInput (another payload), kRefused with ACT-QUORUM (not a
// person of the policy), kConflict (signed already).
Result<Draft> add_founding_signature(const std::filesystem::path& folder, const Envelope& envelope);
// Errors: kRefused with ACT-QUORUM naming who has not signed; kConflict if a vault is there.
// Returns the vault id.
Result<Sha256> finish_vault(const std::filesystem::path& folder, pkcs11::Token& token,
                            const Clock& clock);
// Destroys the draft's two keys and marker on the token, and the draft.
Result<void> abandon_draft(const std::filesystem::path& folder, pkcs11::Token& token);

}  // namespace pyx::custody
