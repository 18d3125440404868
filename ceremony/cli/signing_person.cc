#include "ceremony/cli/signing_person.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "base/random.h"
#include "ceremony/cli/token_place.h"
#include "ceremony/officer_key.h"
#include "custody/acts/act.h"

namespace pyx::ceremony {

FlagSpec passphrase_source_flag() {
  return {"--passphrase-source", "SOURCE",
          "the key file's passphrase or the token's PIN: file:PATH, fd:N or prompt: (the default)"};
}

std::vector<FlagSpec> signer_flags() {
  return {{"--key", "FILE|URI",
           "the signing person's key: a file that pyx officer new made, or a key on a token, "
           "'pkcs11:token=NAME;id=%01?module-path=PATH'",
           Need::kRequired},
          passphrase_source_flag(),
          {"--person", "ID", "who signs; found by the key if left out"}};
}

Result<SignerPlace> signer_behind(const Arguments& given, std::string_view key_flag,
                                  std::string_view passphrase_flag) {
  SignerPlace place;
  PYX_ASSIGN(place.token, token_key_place(given, key_flag, passphrase_flag));
  if (!place.token) {
    place.key_file = given.path(key_flag);
  } else if (pkcs11::key_name(place.token->uri).empty()) {
    return bad_argument(key_flag, "the URI must say which key of the token: id=... or object=...");
  }
  PYX_ASSIGN(place.passphrase, given.secret_source(passphrase_flag));
  return place;
}

Result<SignerPlace> signer_place(const Arguments& given) {
  PYX_ASSIGN(SignerPlace place, signer_behind(given, "--key", "--passphrase-source"));
  if (given.has("--person")) place.person = given.text("--person");
  return place;
}

TokenTalk talk_at(Output& output) {
  return {[&output](std::string_view sentence) { output.say(sentence); }};
}

Result<void> check_signer(const SignerPlace& place, Output& output) {
  if (place.token) return OfficerToken::check(*place.token, talk_at(output));
  PYX_ASSIGN(const Bytes pem, read_file(place.key_file));
  return check_encrypted_pem(pem, place.key_file.string());
}

Result<std::unique_ptr<Signer>> open_signer(const SignerPlace& place, Output& output) {
  if (place.token) {
    PYX_ASSIGN(OfficerToken opened, OfficerToken::open(*place.token, talk_at(output)));
    return std::unique_ptr<Signer>(std::make_unique<OfficerToken>(std::move(opened)));
  }
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

Result<const policies::Person*> signing_person(const policies::Policy& policy, const Signer& signer,
                                               const SignerPlace& place,
                                               const std::vector<std::string>& vault_tokens) {
  const auto serial = signer.token_serial();
  if (serial && std::ranges::find(vault_tokens, *serial) != vault_tokens.end()) {
    return refused("ACT-QUORUM",
                   "the key is on the vault's own token: who runs the vault has its PIN");
  }
  return person_of(policy, signer.public_key(), place.person);
}

Bytes fresh_nonce() {
  Bytes nonce(custody::kNonceBytes);
  fill_random(nonce);
  return nonce;
}

}  // namespace pyx::ceremony
