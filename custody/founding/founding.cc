#include "custody/founding/founding.h"

#include <optional>
#include <utility>

#include "base/crash_point.h"
#include "base/file.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"
#include "custody/founding/draft_files.h"
#include "custody/founding/token_enforces.h"
#include "custody/store/sqlite_store.h"
#include "policies/policy.h"

namespace pyx::custody {
namespace {

// A key of the plan, made anew: what a crash may have left of it is swept first. Only the plan's
// own ids are touched.
Result<PublicKey> make_key(pkcs11::Token& token, const Uuid& id, KeyType type, std::string label) {
  PYX_TRY(token.destroy(id));
  PYX_ASSIGN(pkcs11::KeyFacts facts, token.generate({id, type, Purpose::kSign, std::move(label)}));
  if (!facts.public_key) return error(Code::kToken, "the token gave no public key");
  return std::move(*facts.public_key);
}

// Control TOKEN-ENFORCES: a profile that no key could be made under is told while nothing is signed
// yet.
Result<void> check_profiles(const policies::Policy& policy,
                            const std::vector<pkcs11::RuleFinding>& rules) {
  for (const policies::KeyProfile& profile : policy.profiles) {
    PYX_TRY(
        check_token_enforces(rules, profile.exceptions, profile.backup, "profile " + profile.name));
  }
  return {};
}

Result<Bytes> make_statement(const DraftPaths& paths, const DraftPlan& plan,
                             const policies::Policy& policy, pkcs11::Token& token,
                             const Clock& clock) {
  PYX_ASSIGN(pkcs11::ProbeReport probed, token.probe(pkcs11::ProbeScope::kRules));
  PYX_TRY(check_profiles(policy, probed.rules));
  PYX_ASSIGN(PublicKey log_key, make_key(token, plan.log_key, KeyType::kEd25519, "pyx log"));
  PYX_ASSIGN(PublicKey canary_key, make_key(token, plan.canary_key, KeyType::kP256, "pyx canary"));
  crash_point(CrashPoint::kFoundKeysMade);
  std::vector<Founder> founders;
  for (const policies::Person& person : policy.people)
    founders.push_back({person.id, person.key.id()});
  const FoundingStatement statement{policy.digest,
                                    std::move(founders),
                                    plan.log_key,
                                    std::move(log_key),
                                    plan.canary_key,
                                    std::move(canary_key),
                                    token.identity(),
                                    plan.nonce,
                                    clock.now(),
                                    std::move(probed.firmware_version),
                                    std::move(probed.rules)};
  Bytes bytes = encode_founding(statement);
  PYX_TRY(make_folders(paths.signatures));
  PYX_TRY(write_file(paths.statement, bytes, Overwrite::kNo));
  return bytes;
}

Result<policies::Policy> policy_of(const Draft& draft) {
  return policies::parse_policy(as_text(draft.policy), "policy.toml");
}

// All signatures of the draft in one envelope.
Result<Envelope> join_signatures(const DraftPaths& paths, const Draft& draft) {
  Envelope joined{std::string(kStatementPayloadType), draft.statement, {}};
  for (const std::string& person : draft.signed_by) {
    PYX_ASSIGN(const Bytes bytes, read_file(paths.signature_of(person)));
    PYX_ASSIGN(Envelope envelope, parse_envelope(as_text(bytes)));
    for (EnvelopeSignature& signature : envelope.signatures) {
      joined.signatures.push_back(std::move(signature));
    }
  }
  return joined;
}

Result<void> commit_genesis(Store& store, const Envelope& founding, const Draft& draft,
                            const Clock& clock) {
  const Bytes envelope = to_bytes(to_text(founding));
  const Leaf genesis{clock.now(), GenesisLeaf{sha256(envelope), sha256(draft.policy)}};
  PYX_ASSIGN(Bytes bytes, encode_leaf(genesis));
  MerkleEdge edge;
  edge.append(leaf_hash(bytes));
  Commit commit;
  commit.leaves.push_back({LeafClass::kRegister, std::move(bytes)});
  commit.edge = edge.hashes();
  commit.blobs = {{sha256(envelope), envelope}, {sha256(draft.policy), draft.policy}};
  commit.time = genesis.time;
  PYX_TRY(store.set_note("token-uri", draft.token_uri));
  crash_point(CrashPoint::kFoundBeforeCommit);
  return store.commit(commit);
}

Result<void> check_genesis(Store& store, const Envelope& founding) {
  PYX_ASSIGN(const std::vector<Bytes> first, store.leaves(0, 1));
  if (!first.empty()) {
    PYX_ASSIGN(const Leaf leaf, parse_leaf(first.front()));
    const auto* genesis = std::get_if<GenesisLeaf>(&leaf.body);
    if (genesis != nullptr && genesis->envelope == sha256(to_text(founding))) return {};
  }
  return error(Code::kConflict, "the store in the vault's folder is that of another vault");
}

// Makes the store, or takes up the one that a crash left.
Result<void> make_store(const std::filesystem::path& folder, const Envelope& founding,
                        const Draft& draft, const Clock& clock) {
  auto made = create_sqlite_store(folder);
  if (!made && made.error().code == Code::kConflict) made = open_sqlite_store(folder);
  PYX_ASSIGN(const auto store, std::move(made));
  PYX_ASSIGN(const StoreHead head, store->head());
  return head.log_size > 0 ? check_genesis(*store, founding)
                           : commit_genesis(*store, founding, draft, clock);
}

Result<void> check_token_of_draft(const pkcs11::Token& token,
                                  const pkcs11::TokenIdentity& drafted) {
  if (pkcs11::same_token(token.identity(), drafted)) return {};
  return refused("TOKEN-BOUND", "this is another token than the draft's");
}

}  // namespace

bool has_draft(const std::filesystem::path& folder) { return is_there(DraftPaths(folder).folder); }

Result<std::string> token_uri_of_draft(const std::filesystem::path& folder) {
  PYX_ASSIGN(const Bytes uri, read_file(DraftPaths(folder).token_uri));
  return pyx::to_text(uri);
}

Result<Bytes> draft_vault(const std::filesystem::path& folder, ByteView policy_bytes,
                          std::string_view policy_name, std::string_view token_uri,
                          pkcs11::Token& token, const Clock& clock) {
  const DraftPaths paths(folder);
  if (is_there(folder / kStoreFile)) {
    return error(Code::kConflict, "there is a vault in " + folder.string() + " already");
  }
  PYX_ASSIGN(const policies::Policy policy,
             policies::parse_policy(as_text(policy_bytes), policy_name));
  PYX_ASSIGN(const auto marker, token.read_marker());
  if (marker) return error(Code::kConflict, "the token is marked for another vault");
  PYX_TRY(remove_leftovers(folder));
  PYX_TRY(make_folders(paths.folder));
  PYX_TRY(sync_folder(folder));
  const bool taken_up = is_there(paths.policy);
  if (taken_up) {
    PYX_ASSIGN(const Bytes there, read_file(paths.policy));
    if (sha256(there) != policy.digest) {
      return error(Code::kConflict, "there is a draft of another policy in " + folder.string() +
                                        "; abandon it first: pyx vault abandon");
    }
  }
  std::optional<DraftPlan> plan;
  if (is_there(paths.plan)) {
    PYX_ASSIGN(plan, read_plan(paths));
    PYX_TRY(check_token_of_draft(token, plan->token));
  }
  // Before the policy: whatever else a crash leaves, the draft's token is known.
  PYX_TRY(write_file(paths.token_uri, as_bytes(token_uri), Overwrite::kYes));
  if (!taken_up) PYX_TRY(write_file(paths.policy, policy_bytes, Overwrite::kNo));
  if (is_there(paths.statement)) return read_file(paths.statement);
  if (!plan) {
    PYX_ASSIGN(plan, write_plan(paths, token.identity(), clock));
  }
  crash_point(CrashPoint::kFoundPlanWritten);
  return make_statement(paths, *plan, policy, token, clock);
}

Result<Draft> read_draft(const std::filesystem::path& folder) {
  const DraftPaths paths(folder);
  if (!is_there(paths.statement)) {
    return error(Code::kNotFound,
                 has_draft(folder)
                     ? "the draft in " + folder.string() +
                           " was cut off before its statement; repeat pyx vault init --draft, or "
                           "abandon it: pyx vault abandon"
                     : "there is no draft of a vault in " + folder.string());
  }
  Draft draft;
  PYX_ASSIGN(draft.statement, read_file(paths.statement));
  PYX_ASSIGN(draft.policy, read_file(paths.policy));
  PYX_ASSIGN(draft.token_uri, token_uri_of_draft(folder));
  PYX_ASSIGN(const policies::Policy policy, policy_of(draft));
  PYX_ASSIGN(const FoundingStatement statement, parse_founding(draft.statement));
  if (statement.policy != policy.digest) {
    return error(Code::kBadInput, "the draft's policy was changed after the statement was written");
  }
  for (const policies::Person& person : policy.people) {
    auto& list = is_there(paths.signature_of(person.id)) ? draft.signed_by : draft.missing;
    list.push_back(person.id);
  }
  return draft;
}

Result<Draft> add_founding_signature(const std::filesystem::path& folder,
                                     const Envelope& envelope) {
  const DraftPaths paths(folder);
  PYX_ASSIGN(const Draft draft, read_draft(folder));
  PYX_ASSIGN(const policies::Policy policy, policy_of(draft));
  if (envelope.payload != draft.statement) {
    return error(Code::kBadInput, "the signature is over other bytes than the founding statement");
  }
  for (const policies::Person& person : policy.people) {
    if (envelope.signatures.size() != 1 || !signed_by(envelope, person.key)) continue;
    if (is_there(paths.signature_of(person.id))) {
      return error(Code::kConflict, person.id + " has signed already");
    }
    PYX_TRY(write_file(paths.signature_of(person.id), as_bytes(to_text(envelope)), Overwrite::kNo));
    return read_draft(folder);
  }
  return refused("ACT-QUORUM", "the founding statement is signed by nobody of the policy");
}

Result<Sha256> finish_vault(const std::filesystem::path& folder, pkcs11::Token& token,
                            const Clock& clock) {
  const DraftPaths paths(folder);
  PYX_ASSIGN(const Draft draft, read_draft(folder));
  PYX_ASSIGN(const policies::Policy policy, policy_of(draft));
  PYX_ASSIGN(const FoundingStatement founding, parse_founding(draft.statement));
  if (!draft.missing.empty()) {
    std::string names;
    for (const std::string& person : draft.missing) names += (names.empty() ? "" : ", ") + person;
    return refused("ACT-QUORUM", "the founding statement is not signed by " + names);
  }
  PYX_ASSIGN(const Envelope envelope, join_signatures(paths, draft));
  for (const policies::Person& person : policy.people) {
    if (!signed_by(envelope, person.key)) {
      return refused("ACT-QUORUM", "the signature of " + person.id + " does not verify");
    }
  }
  PYX_TRY(check_token_of_draft(token, founding.token));
  // Before anything is made: a store beside a token that is marked for another vault would be
  // neither finished nor abandoned.
  PYX_ASSIGN(const auto marker, token.read_marker());
  if (marker && *marker != founding.nonce) {
    return error(Code::kConflict, "the token is marked for another vault");
  }
  PYX_TRY(make_store(folder, envelope, draft, clock));
  crash_point(CrashPoint::kFoundStoreWritten);
  PYX_TRY(token.write_marker(founding.nonce));
  crash_point(CrashPoint::kFoundMarked);
  // The store and the marker stand: the draft's files are in the log now.
  PYX_TRY(remove_draft(paths));
  return vault_id(draft.statement);
}

Result<void> abandon_draft(const std::filesystem::path& folder, pkcs11::Token& token) {
  const DraftPaths paths(folder);
  if (is_there(folder / kStoreFile)) {
    return error(Code::kConflict,
                 "the vault's store is there already: finish the founding instead");
  }
  if (!is_there(paths.folder)) {
    return error(Code::kNotFound, "there is no draft of a vault in " + folder.string());
  }
  if (is_there(paths.plan)) {
    PYX_ASSIGN(const DraftPlan plan, read_plan(paths));
    PYX_TRY(check_token_of_draft(token, plan.token));
    PYX_TRY(token.destroy(plan.log_key));
    PYX_TRY(token.destroy(plan.canary_key));
    crash_point(CrashPoint::kAbandonKeysDestroyed);
  }
  return remove_draft(paths);
}

}  // namespace pyx::custody
