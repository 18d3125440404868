// Who signs: a key file opened with its passphrase or a key on a token opened with its PIN, and the
// person of the policy whose key it is.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_source.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/output.h"
#include "ceremony/officer_token.h"
#include "ceremony/signer.h"
#include "custody/vault_access.h"
#include "policies/policy.h"

namespace pyx::ceremony {

struct SignerPlace {
  std::filesystem::path key_file;
  SecretSource passphrase;
  std::optional<std::string> person;   // as typed; checked against the key
  std::optional<TokenKeyPlace> token;  // the key is there, and not in `key_file`
};

// --key, --passphrase-source, --person
std::vector<FlagSpec> signer_flags();
FlagSpec passphrase_source_flag();
Result<SignerPlace> signer_place(const Arguments& given);
// Another signer, whose key is behind `key_flag` and its secret behind `passphrase_flag`.
Result<SignerPlace> signer_behind(const Arguments& given, std::string_view key_flag,
                                  std::string_view passphrase_flag);

// What a token has its holder told, by `output`. The output outlives what is returned.
TokenTalk talk_at(Output& output);
// Before anything else is done: whether the file can hold a signer's key, or the token is there.
// Asks for nothing.
Result<void> check_signer(const SignerPlace& place, Output& output);
// Asks for the passphrase or the PIN, once. Errors: those of read_secret, OfficerKey::from_pem and
// OfficerToken::open.
Result<std::unique_ptr<Signer>> open_signer(const SignerPlace& place, Output& output);

struct PolicyInForce {
  Bytes bytes;
  policies::Policy policy;
};
// What the vault hands out, checked against the digest that it names. Errors: kRefused with
// FAIL-CLOSED if they differ.
Result<PolicyInForce> policy_in_force(custody::VaultAccess& vault, const custody::VaultInfo& info);

// The person whose key this is. Errors: kRefused with ACT-QUORUM if the policy knows no such key or
// knows it as another person's than `named`.
Result<const policies::Person*> person_of(const policies::Policy& policy, const PublicKey& key,
                                          const std::optional<std::string>& named);

// The same for an open signer. Errors: also kRefused with ACT-QUORUM if his key is on a token of
// the vault: whoever runs the vault has its PIN, and would be an officer too.
//   vault_tokens  serial numbers
Result<const policies::Person*> signing_person(const policies::Policy& policy, const Signer& signer,
                                               const SignerPlace& place,
                                               const std::vector<std::string>& vault_tokens);

// A fresh nonce for a statement.
Bytes fresh_nonce();

}  // namespace pyx::ceremony
