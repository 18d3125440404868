#include "custody/acts/token_move.h"

#include <algorithm>

#include "base/crash_point.h"
#include "custody/acts/binding_statement.h"
#include "custody/keys/canary.h"

namespace pyx::custody {
namespace {

Result<void> check_identity(const pkcs11::Token& token, const TokenReplace& replace) {
  if (pkcs11::same_token(token.identity(), replace.token)) return {};
  return refused("TOKEN-BOUND", "the token has serial " + token.identity().serial +
                                    "; the act goes on on serial " + replace.token.serial);
}

Result<void> check_marker(pkcs11::Token& token, const Sha256& ours) {
  PYX_ASSIGN(const auto marker, token.read_marker());
  if (!marker || std::ranges::equal(*marker, ours)) return {};
  return error(Code::kConflict, "the token is marked for another vault");
}

Result<BoundKey> make_key(pkcs11::Token& token, const Uuid& id, KeyType type, std::string label) {
  PYX_ASSIGN(pkcs11::KeyFacts facts, token.generate({id, type, Purpose::kSign, std::move(label)}));
  if (!facts.public_key) return error(Code::kToken, "the token gave no public key");
  return BoundKey{id, std::move(*facts.public_key)};
}

// What the key's profile, and the policy of a restore onto this token, need not have enforced.
std::vector<TokenRule> exceptions_on(const pkcs11::TokenIdentity& token, const Books& books,
                                     const KeyRecord& key) {
  std::vector<TokenRule> exceptions = key.exceptions;
  const auto* const terms =
      policies::terms_for(books.policy.second_tokens, token.serial, token.model, token.manufacturer,
                          policies::ActType::kBackupRestore);
  if (terms != nullptr)
    exceptions.insert(exceptions.end(), terms->exceptions.begin(), terms->exceptions.end());
  return exceptions;
}

// Whether the key that the log says was restored onto this token is there, and as it should be.
Result<bool> is_there(pkcs11::Token& token, const Books& books, const KeyRecord& key) {
  const pkcs11::KeySpec spec{key.id,
                             key.type,
                             key.purpose,
                             key.name,
                             exceptions_on(token.identity(), books, key),
                             pkcs11::Wrapping::kUnderTrusted,
                             pkcs11::Origin::kBroughtIn};
  const auto facts = token.inspect(spec);
  if (facts)
    return !key.public_key ||
           (facts->public_key && facts->public_key->id() == key.public_key->id());
  if (facts.error().code == Code::kToken || facts.error().code == Code::kRetry)
    return facts.error();
  return false;
}

Result<std::vector<Uuid>> keys_along(pkcs11::Token& token, const Books& books) {
  std::vector<Uuid> along;
  for (const KeyRecord& key : books.keys) {
    const bool restored = key.copy_on(token.identity().serial) != nullptr;
    if (!restored || key.state == KeyState::kDestroyed || along.size() == kMostKeysAlong) continue;
    PYX_ASSIGN(const bool there, is_there(token, books, key));
    if (there) along.push_back(key.id);
  }
  return along;
}

Result<Bytes> signed_by_log_key(pkcs11::Token& token, const BindingStatement& statement) {
  Envelope envelope{std::string(kStatementPayloadType), encode_binding(statement), {}};
  const Bytes message = dsse_pae(envelope.payload_type, envelope.payload);
  const std::vector<pkcs11::SignJob> jobs = {{statement.log_key.id, Scheme::kEd25519, message}};
  PYX_ASSIGN(std::vector<Bytes> signatures, token.sign(jobs));
  if (signatures.size() != 1)
    return error(Code::kBug, "the token answered another number of signatures");
  envelope.signatures.push_back({statement.log_key.key.id(), std::move(signatures.front())});
  if (!signed_by(envelope, statement.log_key.key))
    return error(Code::kToken, "the new log key does not sign what its public half verifies");
  return to_bytes(to_text(envelope));
}

}  // namespace

Sha256 marker_of(const ActRecord& act) { return sha256(act.proposal.payload); }

Result<void> check_new_token(pkcs11::Token& token, const ActRecord& act) {
  PYX_TRY(check_identity(token, std::get<TokenReplace>(act.act.parameters)));
  PYX_ASSIGN(const auto marker, token.read_marker());
  if (marker) return error(Code::kConflict, "the token is marked for a vault already");
  return check_token_ready(token, act.act);
}

Result<Performed> perform_move(pkcs11::Token& token, const Books& books, const ActRecord& act,
                               Attempt attempt, Time now) {
  const auto& replace = std::get<TokenReplace>(act.act.parameters);
  PYX_TRY(check_identity(token, replace));
  PYX_TRY(check_marker(token, marker_of(act)));
  if (attempt == Attempt::kAfterCrash) PYX_TRY(sweep(token, act.act));
  PYX_ASSIGN(pkcs11::ProbeReport probed, token.probe(pkcs11::ProbeScope::kRules));
  PYX_ASSIGN(BoundKey log_key, make_key(token, replace.log_key, KeyType::kEd25519, "pyx log"));
  PYX_ASSIGN(BoundKey canary, make_key(token, replace.canary_key, KeyType::kP256, "pyx canary"));
  crash_point(CrashPoint::kMoveKeysMade);
  PYX_TRY(sign_canary(token, {canary.id, canary.key}, books.vault, now));
  PYX_ASSIGN(std::vector<Uuid> along, keys_along(token, books));
  const BindingStatement statement{
      books.vault,
      act.act.id,
      {token.identity(), std::move(probed.firmware_version), std::move(probed.rules)},
      std::move(log_key),
      std::move(canary),
      std::move(along),
      now};
  PYX_ASSIGN(Bytes bytes, signed_by_log_key(token, statement));
  PYX_TRY(token.write_marker(marker_of(act)));
  crash_point(CrashPoint::kMoveMarked);
  Performed done;
  done.leaf.act = act.act.id;
  done.leaf.token_binding = sha256(bytes);
  done.blobs.push_back(std::move(bytes));
  return done;
}

Result<void> sweep_move(pkcs11::Token& token, const ActRecord& act) {
  PYX_TRY(check_identity(token, std::get<TokenReplace>(act.act.parameters)));
  PYX_TRY(sweep(token, act.act));
  return token.destroy_marker(marker_of(act));
}

}  // namespace pyx::custody
