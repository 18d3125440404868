#include "custody/backup_desk.h"

#include <algorithm>
#include <utility>

#include "base/crash_point.h"
#include "custody/acts/backup_planning.h"
#include "custody/backups/split_by_plan.h"
#include "custody/shares/share_set_json.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kSourceBytes = 32;

// With what the policy lets the token go of that the key comes to, beside what it lets its own.
pkcs11::KeySpec let_go(pkcs11::KeySpec spec, const std::vector<TokenRule>& exceptions) {
  for (const TokenRule rule : exceptions) {
    if (std::ranges::find(spec.exceptions, rule) == spec.exceptions.end())
      spec.exceptions.push_back(rule);
  }
  return spec;
}

}  // namespace

pkcs11::KeySpec BackupDesk::spec_of(const KeyRecord& key, pkcs11::Origin origin) {
  return {key.id, key.type, key.purpose, key.name, key.exceptions, pkcs11::Wrapping::kUnderTrusted,
          origin};
}

Result<Act> BackupDesk::begin(const Uuid& id, policies::ActType type) {
  PYX_ASSIGN(const ActRecord record, acts_.act(id));
  if (record.act.type() != type) {
    return error(Code::kBadInput, "act " + id.text() + " is of another type: " +
                                      std::string(policies::to_text(record.act.type())));
  }
  PYX_TRY(acts_.begin(id));
  return record.act;
}

std::vector<BackupRecord> BackupDesk::backups() const {
  return log_.look([](const Books& books) { return books.backups; });
}

Result<BackupDesk::Opened> BackupDesk::open_backup(const Uuid& id) const {
  Opened opened;
  const bool found = log_.look([&](const Books& books) {
    const BackupRecord* record = books.backup(id);
    if (record == nullptr) return false;
    opened.record = *record;
    for (const Uuid& key : record->keys) opened.keys.push_back(*books.key(key));
    return true;
  });
  if (!found) return error(Code::kNotFound, "there is no backup " + id.text());
  PYX_ASSIGN(const Bytes file, log_.blobs()(opened.record.file));
  PYX_ASSIGN(const Envelope envelope, parse_envelope(as_text(file)));
  PYX_ASSIGN(opened.file, parse_backup(envelope.payload));
  for (const ShareSetRecord& set : opened.record.sets) {
    PYX_ASSIGN(const Bytes bytes, log_.blobs()(set.record));
    PYX_ASSIGN(shares::ShareSet parsed, shares::parse_share_set(bytes));
    if (set.state == ShareSetState::kLive) {
      opened.live = std::move(parsed);
    } else {
      opened.others.push_back(std::move(parsed));
    }
  }
  return opened;
}

Result<SecretBytes> BackupDesk::collect(const Opened& backup, HolderTable& table) const {
  PYX_ASSIGN(shares::ShareEntry entry, shares::ShareEntry::begin(backup.live, backup.others));
  PYX_TRY(table.collect(entry));
  return entry.secret();
}

Result<std::vector<NamedEntropy>> BackupDesk::entropy(std::optional<SecretBytes> dice) {
  PYX_ASSIGN(const auto token, token_.get());
  std::vector<NamedEntropy> sources;
  PYX_ASSIGN(SecretBytes from_token, token->random(kSourceBytes));
  sources.push_back({"token", std::move(from_token)});
  PYX_ASSIGN(SecretBytes from_kernel, SecretBytes::random(kSourceBytes));
  sources.push_back({"kernel", std::move(from_kernel)});
  if (dice) sources.push_back({"dice", std::move(*dice)});
  return sources;
}

// Split, every combination tried, and each share in its holder's hand and read back.
Result<shares::ShareSet> BackupDesk::hand_out(const shares::SetTerms& terms, const SharePlan& plan,
                                              const SecretBytes& wrap_key,
                                              HolderTable& table) const {
  std::vector<std::uint16_t> used;
  for (const BackupRecord& backup : backups()) {
    for (const ShareSetRecord& set : backup.sets) {
      PYX_ASSIGN(const Bytes bytes, log_.blobs()(set.record));
      PYX_ASSIGN(const shares::ShareSet parsed, shares::parse_share_set(bytes));
      used.push_back(parsed.identifier);
    }
  }
  PYX_ASSIGN(SharesByPlan made, split_by_plan(wrap_key, plan, terms, std::move(used)));
  crash_point(CrashPoint::kSharesMade);
  for (const shares::Member& member : made.set.members)
    PYX_TRY(table.hand_over(made.set, member, made.shares[member.group][member.number]));
  crash_point(CrashPoint::kSharesHandedOver);
  return std::move(made.set);
}

Result<Bytes> BackupDesk::sign_file(const BackupFile& file) {
  PYX_ASSIGN(Bytes payload, encode_backup(file));
  const auto [log_key, public_key] =
      log_.look([](const Books& books) { return std::pair(books.log_key, books.log_public_key); });
  Envelope envelope{std::string(kStatementPayloadType), std::move(payload), {}};
  const Bytes signed_bytes = dsse_pae(envelope.payload_type, envelope.payload);
  const std::vector<pkcs11::SignJob> jobs = {{log_key, Scheme::kEd25519, signed_bytes}};
  PYX_ASSIGN(const auto token, token_.get());
  PYX_ASSIGN(std::vector<Bytes> signatures, token->sign(jobs));
  envelope.signatures.push_back({public_key.id(), std::move(signatures.front())});
  if (!signed_by(envelope, public_key))
    return error(Code::kToken, "the token signed the backup with another key");
  return to_bytes(to_text(envelope));
}

BackupFile BackupDesk::new_file(const Act& act, const Uuid& backup) const {
  BackupFile file;
  file.vault = act.vault;
  file.backup = backup;
  file.created = clock_.now();
  log_.look([&](const Books& books) {
    file.token = books.binding.token();
    for (const pkcs11::RuleFinding& finding : books.binding.findings.rules)
      file.token_rules.emplace_back(finding.rule, finding.outcome);
    return true;
  });
  return file;
}

Result<ActRecord> BackupDesk::hand_out_new(const Act& act, BackupFile file,
                                           pkcs11::WrappedKeys wrapped, const SharePlan& plan,
                                           const SecretBytes& wrap_key, HolderTable& table) {
  if (wrapped.keys.size() != file.keys.size())
    return error(Code::kBug, "not every key was wrapped");
  for (std::size_t i = 0; i < file.keys.size(); ++i)
    file.keys[i].wrapped = std::move(wrapped.keys[i]);
  file.under = wrapped.wrap_key_maker == pkcs11::WrapKeyMaker::kSo ? WrappedUnder::kTrustedKey
                                                                   : WrappedUnder::kUsersKey;
  crash_point(CrashPoint::kBackupWrapped);
  PYX_ASSIGN(Bytes signed_file, sign_file(file));
  const shares::SetTerms terms{act.vault, file.backup, 1, std::nullopt, file.created};
  PYX_ASSIGN(const shares::ShareSet set, hand_out(terms, plan, wrap_key, table));
  Performed done;
  done.leaf.act = act.id;
  Bytes record = shares::encode_share_set(set);
  done.leaf.backup_file = sha256(signed_file);
  done.leaf.share_set = sha256(record);
  done.blobs = {std::move(signed_file), std::move(record)};
  return acts_.finish(std::move(done));
}

Result<ActRecord> BackupDesk::create(const Uuid& id, HolderTable& table, const KeyWrapper& wrap,
                                     std::optional<SecretBytes> dice) {
  PYX_ASSIGN(const Act act, begin(id, policies::ActType::kBackupCreate));
  const auto& parameters = std::get<BackupCreate>(act.parameters);
  BackupFile file = new_file(act, parameters.backup);
  std::vector<KeyRecord> keys;
  log_.look([&](const Books& books) {
    for (const Uuid& key : parameters.keys) keys.push_back(*books.key(key));
    return true;
  });
  std::vector<pkcs11::KeySpec> specs;
  for (const KeyRecord& key : keys) {
    BackedUpKey held{key.id, key.name, key.profile, key.type, key.purpose, {}, {}, {}};
    if (key.public_key) {
      held.spki = key.public_key->spki();
    } else {
      PYX_ASSIGN(const auto token, token_.get());
      PYX_ASSIGN(held.check_value, check_value_of(*token, act.vault, key));
    }
    file.keys.push_back(std::move(held));
    specs.push_back(spec_of(key, pkcs11::Origin::kGenerated));
  }
  PYX_ASSIGN(const std::vector<NamedEntropy> sources, entropy(std::move(dice)));
  PYX_ASSIGN(MixedKey mixed, mix_wrap_key(act.vault, parameters.backup, sources));
  file.sources = mixed.sources;
  PYX_TRY(token_.close());
  PYX_ASSIGN(pkcs11::WrappedKeys wrapped, wrap(mixed.key, specs));
  return hand_out_new(act, std::move(file), std::move(wrapped), parameters.shares, mixed.key,
                      table);
}

// Before anything comes there.
Result<void> BackupDesk::check_exposure(const std::vector<Uuid>& keys,
                                        const SecondToken& token) const {
  if (token.exposure() == Exposure::kNone) return {};
  return log_.look([&](const Books& books) -> Result<void> {
    for (const Uuid& id : keys) {
      const policies::KeyProfile* profile = books.policy.profile(books.key(id)->profile);
      if (profile != nullptr && profile->may_be_exposed) continue;
      return refused("KEY-EXPOSED", "key " + id.text() + " would be exposed (" + token.manner() +
                                        "), and profile " + books.key(id)->profile +
                                        " does not say may_be_exposed");
    }
    return {};
  });
}

std::vector<TokenRule> BackupDesk::exceptions_on(const pkcs11::TokenIdentity& token,
                                                 policies::ActType act) const {
  return log_.look([&](const Books& books) {
    const auto* const terms = policies::terms_for(books.policy.second_tokens, token.serial,
                                                  token.model, token.manufacturer, act);
    return terms == nullptr ? std::vector<TokenRule>() : terms->exceptions;
  });
}

Result<void> BackupDesk::check_planned_token(const std::optional<Sha256>& matrix,
                                             const SecondToken& token) const {
  if (!matrix) return {};
  PYX_ASSIGN(const Bytes bytes, log_.blobs()(*matrix));
  return log_.look([&](const Books& books) {
    return check_is_planned_token(books, bytes, {token.identity(), token.firmware()});
  });
}

// Each key answers on the second token, for as long as that takes or for good.
Result<TokenProof> BackupDesk::ask_all(const Opened& backup, const std::vector<Uuid>& keys,
                                       const Act& act, SecondToken& token, Stay stay) const {
  TokenProof proof;
  proof.vault = act.vault;
  proof.backup = backup.record.id;
  proof.act = act.id;
  proof.token = token.identity();
  proof.module = token.module();
  proof.exposure = token.exposure();
  proof.manner = token.manner();
  proof.not_enforced = token.not_enforced();
  PYX_TRY(check_exposure(keys, token));
  const std::vector<TokenRule> exceptions = exceptions_on(token.identity(), act.type());
  for (const Uuid& id : keys) {
    const auto at = static_cast<std::size_t>(std::ranges::find(backup.record.keys, id) -
                                             backup.record.keys.begin());
    const KeyRecord& key = backup.keys[at];
    const BackedUpKey& held = backup.file.keys[at];
    PYX_ASSIGN(const KeyProof question, KeyProof::of(act.vault, key, act.id, held.check_value));
    const pkcs11::WrappedKey wrapped{let_go(spec_of(key, pkcs11::Origin::kBroughtIn), exceptions),
                                     held.wrapped, key.public_key};
    std::optional<ProvenKey> proven;
    const auto check = [&](ByteView answer) -> Result<void> {
      PYX_ASSIGN(proven, question.check(answer));
      return {};
    };
    if (stay == Stay::kForGood) {
      PYX_TRY(token.restore(wrapped, question.input(), check));
    } else {
      PYX_ASSIGN(const Bytes answer, token.answer_once(wrapped, question.input()));
      PYX_TRY(check(answer));
    }
    if (!proven) return error(Code::kBug, "a key came back without being asked");
    proof.keys.push_back(std::move(*proven));
  }
  proof.time = clock_.now();
  return proof;
}

Result<ActRecord> BackupDesk::prove(const Uuid& id, HolderTable& table,
                                    const OpenSecondToken& open) {
  PYX_ASSIGN(const Act act, begin(id, policies::ActType::kBackupProve));
  const auto& parameters = std::get<BackupProve>(act.parameters);
  PYX_ASSIGN(const Opened backup, open_backup(parameters.backup));
  PYX_ASSIGN(const SecretBytes wrap_key, collect(backup, table));
  crash_point(CrashPoint::kSharesCollected);
  PYX_ASSIGN(const auto token, open(wrap_key));
  const std::string own = log_.look([](const Books& books) { return books.binding.serial(); });
  if (token->identity().serial == own) {
    return error(Code::kConflict, "token " + own +
                                      " is the vault's own: a backup is proven on another, without "
                                      "which it would be lost with this one");
  }
  PYX_TRY(check_planned_token(parameters.matrix, *token));
  std::vector<Uuid> living;
  for (const KeyRecord& key : backup.keys) {
    if (key.state != KeyState::kDestroyed) living.push_back(key.id);
  }
  PYX_ASSIGN(const TokenProof proof, ask_all(backup, living, act, *token, Stay::kOnce));
  crash_point(CrashPoint::kBackupProven);
  return finish(id, proof);
}

Result<ActRecord> BackupDesk::finish(const Uuid& act, const TokenProof& proof) {
  Performed done;
  done.leaf.act = act;
  Bytes bytes = encode_proof(proof);
  done.leaf.token_proof = sha256(bytes);
  done.blobs.push_back(std::move(bytes));
  return acts_.finish(std::move(done));
}

Result<ActRecord> BackupDesk::restore(const Uuid& id, HolderTable& table,
                                      const OpenSecondToken& open) {
  PYX_ASSIGN(const Act act, begin(id, policies::ActType::kBackupRestore));
  const auto& parameters = std::get<BackupRestore>(act.parameters);
  PYX_ASSIGN(const Opened backup, open_backup(parameters.backup));
  PYX_ASSIGN(const SecretBytes wrap_key, collect(backup, table));
  crash_point(CrashPoint::kSharesCollected);
  PYX_ASSIGN(const auto token, open(wrap_key));
  if (token->identity().serial != parameters.token_serial) {
    return refused("TOKEN-BOUND", "the token has serial " + token->identity().serial +
                                      "; the act restores onto serial " + parameters.token_serial);
  }
  PYX_TRY(check_planned_token(parameters.matrix, *token));
  // What an attempt before this one left there: under these ids nothing can be but ours.
  for (const Uuid& key : parameters.keys) PYX_TRY(token->destroy(key));
  PYX_ASSIGN(const TokenProof proof, ask_all(backup, parameters.keys, act, *token, Stay::kForGood));
  crash_point(CrashPoint::kBackupProven);
  return finish(id, proof);
}

Result<ActRecord> BackupDesk::reshare(const Uuid& id, HolderTable& table) {
  PYX_ASSIGN(const Act act, begin(id, policies::ActType::kSharesReshare));
  const auto& parameters = std::get<SharesReshare>(act.parameters);
  PYX_ASSIGN(const Opened backup, open_backup(parameters.backup));
  PYX_ASSIGN(const SecretBytes wrap_key, collect(backup, table));
  crash_point(CrashPoint::kSharesCollected);
  const ShareSetRecord& before = backup.record.sets.back();
  const shares::SetTerms terms{act.vault, parameters.backup, before.version + 1, before.record,
                               clock_.now()};
  PYX_ASSIGN(const shares::ShareSet set, hand_out(terms, parameters.shares, wrap_key, table));
  Performed done;
  done.leaf.act = id;
  Bytes record = shares::encode_share_set(set);
  done.leaf.share_set = sha256(record);
  done.blobs.push_back(std::move(record));
  return acts_.finish(std::move(done));
}

Result<void> BackupDesk::give_up(const Uuid& act) { return acts_.give_up(act); }

Result<std::uint64_t> BackupDesk::record_share(const Envelope& envelope) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  PYX_ASSIGN(const std::uint64_t index, writer.stage(ShareLeaf{envelope}));
  crash_point(CrashPoint::kShareBeforeCommit);
  PYX_TRY(writer.commit());
  return index;
}

}  // namespace pyx::custody
