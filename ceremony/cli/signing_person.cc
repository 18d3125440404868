#include "ceremony/cli/signing_person.h"

#include <utility>

#include "base/file.h"
#include "base/random.h"
#include "ceremony/officer_key.h"
#include "custody/acts/act.h"

namespace pyx::ceremony {

FlagSpec passphrase_source_flag() {
  return {"--passphrase-source", "SOURCE",
          "the key file's passphrase: file:PATH, fd:N or prompt: (the default)"};
}

std::vector<FlagSpec> signer_flags() {
  return {
      {"--key", "FILE", "the signing person's key, as pyx officer new made it", Need::kRequired},
      passphrase_source_flag(),
      {"--person", "ID", "who signs; found by the key if left out"}};
}

Result<SignerPlace> signer_place(const Arguments& given) {
  SignerPlace place;
  place.key_file = given.path("--key");
  PYX_ASSIGN(place.passphrase, given.secret_source("--passphrase-source"));
  if (given.has("--person")) place.person = given.text("--person");
  return place;
}

Result<void> check_signer(const SignerPlace& place) {
  PYX_ASSIGN(const Bytes pem, read_file(place.key_file));
  return check_encrypted_pem(pem, place.key_file.string());
}

Result<std::unique_ptr<Signer>> open_signer(const SignerPlace& place) {
  const std::string name = place.key_file.string();
  PYX_ASSIGN(const Bytes pem, read_file(place.key_file));
  PYX_TRY(check_encrypted_pem(pem, name));
  PYX_ASSIGN(const SecretBytes passphrase, read_secret(place.passphrase, "passphrase of " + name));
  PYX_ASSIGN(OfficerKey key, OfficerKey::from_pem(pem, passphrase, name));
  return std::unique_ptr<Signer>(std::make_unique<OfficerKey>(std::move(key)));
}

Result<PolicyInForce> policy_in_force(custody::VaultAccess& vault, const custody::VaultInfo& info) {
  PYX_ASSIGN(Bytes bytes, vault.policy_bytes());
  if (sha256(bytes) != info.policy) {
    return refused("FAIL-CLOSED", "the vault handed out a policy that is not the one it names");
  }
  PYX_ASSIGN(policies::Policy policy,
             policies::parse_policy(as_text(bytes), "the policy in force"));
  return PolicyInForce{std::move(bytes), std::move(policy)};
}

Result<const policies::Person*> person_of(const policies::Policy& policy, const PublicKey& key,
                                          const std::optional<std::string>& named) {
  const policies::Person* const owner = policy.person_with_key(key.id());
  if (owner == nullptr) {
    return refused("ACT-QUORUM", "the key " + to_hex(key.id()) + " is nobody's in the policy");
  }
  if (named && *named != owner->id) {
    return refused("ACT-QUORUM", "the key is " + owner->id + "'s, not " + *named + "'s");
  }
  return owner;
}

Bytes fresh_nonce() {
  Bytes nonce(custody::kNonceBytes);
  fill_random(nonce);
  return nonce;
}

}  // namespace pyx::ceremony
