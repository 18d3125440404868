// Who signs: a key file opened with its passphrase, and the person of the policy whose key it is.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_source.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/signer.h"
#include "custody/vault_access.h"
#include "policies/policy.h"

namespace pyx::ceremony {

struct SignerPlace {
  std::filesystem::path key_file;
  SecretSource passphrase;
  std::optional<std::string> person;  // as typed; checked against the key
};

// --key, --passphrase-source, --person
std::vector<FlagSpec> signer_flags();
FlagSpec passphrase_source_flag();
Result<SignerPlace> signer_place(const Arguments& given);

// Before anything else is done: whether the file can hold a signer's key. Asks for nothing.
Result<void> check_signer(const SignerPlace& place);
// Asks for the passphrase, once. Errors: those of read_secret and OfficerKey::from_pem.
Result<std::unique_ptr<Signer>> open_signer(const SignerPlace& place);

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

// A fresh nonce for a statement.
Bytes fresh_nonce();

}  // namespace pyx::ceremony
