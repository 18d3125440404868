#include "custody/acts/backup_effects.h"

#include <algorithm>

#include "custody/acts/key_home.h"
#include "custody/backups/backup_file.h"
#include "custody/backups/proof_message.h"
#include "custody/backups/token_proof.h"
#include "custody/shares/share_set_json.h"

namespace pyx::custody {
namespace {

Error wrong(std::string what) { return error(Code::kBadInput, std::move(what)); }

// The share set that the leaf names, of this vault and backup, with the holders of the plan.
Result<ShareSetRecord> shares_of(const BackupEvent& event, const Uuid& backup,
                                 const SharePlan& plan, std::uint32_t version) {
  PYX_ASSIGN(const Bytes bytes, event.blobs(*event.leaf.share_set));
  PYX_ASSIGN(const shares::ShareSet set, shares::parse_share_set(bytes));
  if (set.vault != event.books.vault || set.id != backup || set.version != version)
    return wrong("the leaf's share set is of another vault, backup or version");
  ShareSetRecord record;
  record.version = version;
  record.record = *event.leaf.share_set;
  record.plan = plan;
  record.created = event.time;
  for (const shares::Member& member : set.members) {
    HeldShare share;
    share.group = member.group;
    share.member = member.number;
    share.holder = member.holder;
    share.commitment = member.commitment;
    record.shares.push_back(std::move(share));
  }
  bool fits = set.scheme.group_threshold == plan.groups_needed &&
              set.scheme.groups.size() == plan.groups.size();
  std::size_t places = 0;
  for (std::size_t group = 0; fits && group < plan.groups.size(); ++group) {
    const std::vector<std::string>& holders = plan.groups[group].holders;
    fits = set.scheme.groups[group].threshold == plan.groups[group].threshold;
    for (std::size_t member = 0; fits && member < holders.size(); ++member, ++places) {
      const HeldShare* share =
          record.share(static_cast<unsigned>(group), static_cast<unsigned>(member));
      fits = share != nullptr && share->holder == holders[member];
    }
  }
  if (!fits || places != record.shares.size())
    return wrong("the leaf's share set is not split as the act says");
  return record;
}

struct SignedFile {
  Envelope envelope;
  BackupFile file;
};
Result<SignedFile> read_file(const BackupEvent& event, const Sha256& digest) {
  SignedFile read;
  PYX_ASSIGN(const Bytes bytes, event.blobs(digest));
  PYX_ASSIGN(read.envelope, parse_envelope(as_text(bytes)));
  PYX_ASSIGN(read.file, parse_backup(read.envelope.payload));
  return read;
}

// The file that the leaf names: of this vault and backup, with these keys as the books know them,
// signed by the log key.
Result<BackupFile> file_of(const BackupEvent& event, const Uuid& backup,
                           const std::vector<Uuid>& keys) {
  PYX_ASSIGN(SignedFile read, read_file(event, *event.leaf.backup_file));
  const BackupFile& file = read.file;
  if (!signed_once_by(read.envelope, event.books.log_public_key, event.checks))
    return wrong("the backup is not signed by the log key");
  if (file.vault != event.books.vault || file.backup != backup)
    return wrong("the leaf's file is of another vault or backup");
  if (file.keys.size() != keys.size()) return wrong("the backup does not hold the keys of the act");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const BackedUpKey& held = file.keys[i];
    const KeyRecord* key = event.books.key(keys[i]);
    if (key == nullptr || held.id != key->id)
      return wrong("the backup does not hold the keys of the act in its order");
    const bool same_public = held.spki.has_value() == key->public_key.has_value() &&
                             (!held.spki || *held.spki == key->public_key->spki());
    if (held.type != key->type || held.purpose != key->purpose || !same_public)
      return wrong("the backup says otherwise of key " + key->id.text() + " than the log");
  }
  return std::move(read.file);
}

// What a file says that was rewrapped: from which, and of secret keys the same as that one.
Result<void> check_rewrapped(const BackupEvent& event, const BackupFile& file,
                             const BackupRecord& from) {
  if (file.rewrapped_from != RewrappedFrom{from.id, from.file})
    return wrong("the backup does not name the file that it was rewrapped from");
  PYX_ASSIGN(const SignedFile before, read_file(event, from.file));
  for (const BackedUpKey& key : file.keys) {
    const auto same = std::ranges::find(before.file.keys, key.id, &BackedUpKey::id);
    if (same == before.file.keys.end() || same->check_value != key.check_value) {
      return wrong("the backup says otherwise of key " + key.id.text() +
                   " than the one that it was rewrapped from");
    }
  }
  return {};
}

BackupRecord new_record(const BackupEvent& event, const Uuid& backup, std::vector<Uuid> keys,
                        ShareSetRecord set) {
  BackupRecord record;
  record.id = backup;
  record.file = *event.leaf.backup_file;
  record.keys = std::move(keys);
  record.created = event.time;
  record.sets.push_back(std::move(set));
  return record;
}

// Whether the key signed what custody gave it. Of keys that sign nothing public the proof was
// compared at the table (custody/backup_desk.h) and leaves nothing to look at.
bool proof_holds(const BackupEvent& event, const KeyRecord& key, const ProvenKey& proven) {
  const auto scheme = key.scheme();
  if (!scheme || *scheme == Scheme::kHmacSha256) return proven.signature.empty();
  const Bytes message = proof_message(event.books.vault, key.id, event.act.id);
  if (*scheme != Scheme::kRsaBlind)
    return key.public_key->verify(*scheme, message, proven.signature);
  return key.public_key->verify_raw_rsa(proof_element(message, key.public_key->rsa_modulus_bytes()),
                                        proven.signature);
}

Result<TokenProof> proof_of(const BackupEvent& event, const Uuid& backup,
                            const std::vector<Uuid>& keys) {
  PYX_ASSIGN(const Bytes bytes, event.blobs(*event.leaf.token_proof));
  PYX_ASSIGN(TokenProof proof, parse_proof(bytes));
  if (proof.vault != event.books.vault || proof.backup != backup || proof.act != event.act.id)
    return wrong("the leaf's token proof is of another vault, backup or act");
  if (proof.keys.size() != keys.size()) return wrong("the token proof does not show every key");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const KeyRecord* key = event.books.key(keys[i]);
    if (key == nullptr || proof.keys[i].key != key->id)
      return wrong("the token proof shows other keys, or in another order");
    if (event.checks == LeafChecks::kAll && !proof_holds(event, *key, proof.keys[i]))
      return wrong("the proof of key " + key->id.text() + " does not verify");
  }
  return proof;
}

KeyElsewhere elsewhere(const TokenProof& proof, Time time) {
  return {proof.backup,
          proof.token.serial,
          proof.token.model,
          proof.module,
          proof.exposure == Exposure::kExposed,
          time,
          proof.not_enforced};
}

std::vector<Uuid> living(const Books& books, const std::vector<Uuid>& keys) {
  std::vector<Uuid> alive;
  std::ranges::copy_if(keys, std::back_inserter(alive), [&](const Uuid& id) {
    const KeyRecord* key = books.key(id);
    return key != nullptr && key->state != KeyState::kDestroyed;
  });
  return alive;
}

}  // namespace

Result<Effect> effect_of_backup(const BackupEvent& event, const BackupCreate& act) {
  PYX_ASSIGN(const BackupFile file, file_of(event, act.backup, act.keys));
  if (file.rewrapped_from)
    return wrong("the backup says that it was rewrapped, and the act has made it anew");
  PYX_ASSIGN(ShareSetRecord set, shares_of(event, act.backup, act.shares, 1));
  BackupRecord record = new_record(event, act.backup, act.keys, std::move(set));
  record.replaces = act.replaces;
  std::string outcome = "backed up " + std::to_string(act.keys.size()) + " keys as " +
                        act.backup.text() + "; each holder acknowledges his share now";
  return Effect{[record = std::move(record)](Books& to) { to.backups.push_back(record); },
                std::move(outcome)};
}

// The keys have no proof out of this one: one that is active stays so, and none other becomes
// active before it has (check_proven).
Result<Effect> effect_of_backup(const BackupEvent& event, const BackupRewrap& act) {
  const BackupRecord* from = event.books.backup(act.from);
  if (from == nullptr) return error(Code::kNotFound, "there is no backup " + act.from.text());
  const std::vector<Uuid> keys = living(event.books, from->keys);
  PYX_ASSIGN(const BackupFile file, file_of(event, act.backup, keys));
  PYX_TRY(check_rewrapped(event, file, *from));
  PYX_ASSIGN(ShareSetRecord set, shares_of(event, act.backup, act.shares, 1));
  BackupRecord record = new_record(event, act.backup, keys, std::move(set));
  record.replaces = act.from;
  record.rewrapped_from = act.from;
  std::string outcome = "rewrapped " + std::to_string(keys.size()) + " keys of " + act.from.text() +
                        " as " + act.backup.text() +
                        "; the old shares count until each holder has acknowledged his new one";
  return Effect{[record = std::move(record)](Books& to) { to.backups.push_back(record); },
                std::move(outcome)};
}

Result<Effect> effect_of_backup(const BackupEvent& event, const CopyDestroy& act) {
  return Effect{[act, at = event.time](Books& to) {
                  for (KeyElsewhere& there : to.key(act.key)->restored) {
                    if (there.token_serial == act.token_serial && !there.gone) there.gone = at;
                  }
                },
                "destroyed the copy of key " + act.key.text() + " on token " + act.token_serial};
}

Result<Effect> effect_of_backup(const BackupEvent& event, const BackupProve& act) {
  const BackupRecord* backup = event.books.backup(act.backup);
  if (backup == nullptr) return error(Code::kNotFound, "there is no backup " + act.backup.text());
  const std::vector<Uuid> keys = living(event.books, backup->keys);
  PYX_ASSIGN(const TokenProof proof, proof_of(event, act.backup, keys));
  if (proof.token.serial == event.books.binding.serial())
    return wrong("a backup is proven on another token than the one whose keys it holds");
  std::string outcome = "backup " + act.backup.text() + " restored and signed on " +
                        proof.token.model + ", serial " + proof.token.serial;
  return Effect{[keys, where = elsewhere(proof, event.time)](Books& to) {
                  for (const Uuid& id : keys) {
                    KeyRecord& key = *to.key(id);
                    if (key.proven) key.proven_before.push_back(*key.proven);
                    key.proven = where;
                  }
                },
                std::move(outcome)};
}

Result<Effect> effect_of_backup(const BackupEvent& event, const BackupRestore& act) {
  PYX_ASSIGN(const TokenProof proof, proof_of(event, act.backup, act.keys));
  if (proof.token.serial != act.token_serial)
    return wrong("the keys were restored onto another token than the act's");
  if (act.way == RestoreWay::kHostMediated && proof.exposure != Exposure::kExposed)
    return wrong("a host-mediated restore exposes the keys, and the proof does not say so");
  std::string outcome = "restored " + std::to_string(act.keys.size()) + " keys onto " +
                        proof.token.model + ", serial " + proof.token.serial;
  return Effect{[keys = act.keys, where = elsewhere(proof, event.time)](Books& to) {
                  for (const Uuid& id : keys) {
                    KeyRecord& key = *to.key(id);
                    key.restored.push_back(where);
                    if (where.token_serial == to.binding.serial())
                      come_home(key, where.token_serial, where.time);
                  }
                },
                std::move(outcome)};
}

Result<Effect> effect_of_backup(const BackupEvent& event, const SharesReshare& act) {
  const BackupRecord* backup = event.books.backup(act.backup);
  if (backup == nullptr) return error(Code::kNotFound, "there is no backup " + act.backup.text());
  const ShareSetRecord& before = backup->sets.back();
  const std::uint32_t version = before.version + 1;
  PYX_ASSIGN(ShareSetRecord set, shares_of(event, act.backup, act.shares, version));
  PYX_ASSIGN(const Bytes bytes, event.blobs(set.record));
  PYX_ASSIGN(const shares::ShareSet next, shares::parse_share_set(bytes));
  PYX_ASSIGN(const Bytes bytes_before, event.blobs(before.record));
  PYX_TRY(shares::check_succession(next, bytes_before));
  std::string outcome = "share set " + act.backup.text() + " version " + std::to_string(version) +
                        " is made; the one before it counts until every holder has acknowledged";
  return Effect{[id = act.backup, set = std::move(set)](Books& to) {
                  BackupRecord& of = *to.backup(id);
                  for (ShareSetRecord& other : of.sets) {
                    if (other.state == ShareSetState::kPending) other.state = ShareSetState::kDead;
                  }
                  of.sets.push_back(set);
                },
                std::move(outcome)};
}

Result<void> check_backup_blobs(const ExecutedLeaf& leaf, policies::ActType type) {
  using policies::ActType;
  const bool wraps = type == ActType::kBackupCreate || type == ActType::kBackupRewrap;
  const bool splits = wraps || type == ActType::kSharesReshare;
  const bool proves = type == ActType::kBackupProve || type == ActType::kBackupRestore;
  if (leaf.backup_file.has_value() != wraps || leaf.share_set.has_value() != splits ||
      leaf.token_proof.has_value() != proves)
    return wrong("the leaf does not fit the type of the act");
  return {};
}

}  // namespace pyx::custody
