#include "tests/support/memory_backup.h"

#include "custody/backups/proof_message.h"
#include "custody/shares/share_set_json.h"

namespace pyx::testing {

using custody::BackupCreate;
using custody::SharePlan;

SharePlan MemoryBackup::plan() { return plan_of({"alice", "bob", "carol"}); }

SharePlan MemoryBackup::plan_of(std::vector<std::string> holders) {
  return {1, {{2, std::move(holders)}}};
}

Uuid MemoryBackup::new_key(const std::string& profile) {
  const Uuid id = Uuid::v7(vault_.clock.now());
  const TestKey key(KeyType::kP256);
  const Uuid act = vault_.approved(custody::KeyGenerate{id, profile, "a key of a test"});
  must(vault_.append(vault_.intent(act)));
  custody::ExecutedLeaf leaf{act, vault_.made_key(KeyType::kP256), {}};
  leaf.made->spki = key.public_key().spki();
  must(vault_.append(std::move(leaf)));
  keys_.emplace(id, key);
  return id;
}

custody::BackupFile MemoryBackup::file(const BackupCreate& create) const {
  custody::BackupFile file;
  file.vault = vault_.books().vault;
  file.backup = create.backup;
  file.created = vault_.clock.now();
  file.sources = {{"token", sha256("token")}, {"kernel", sha256("kernel")}};
  file.token = vault_.books().binding.token();
  for (const Uuid& id : create.keys) {
    const custody::KeyRecord& key = *vault_.books().key(id);
    file.keys.push_back({id, key.name, key.profile, key.type, key.purpose, key.public_key->spki(),
                         std::nullopt, Bytes(144, 0x5a)});
  }
  return file;
}

Sha256 MemoryBackup::put(const custody::BackupFile& file, const TestKey* signer) {
  const custody::Envelope envelope = envelope_by({signer == nullptr ? &vault_.log_key() : signer},
                                                 must(custody::encode_backup(file)));
  return vault_.put_blob(to_bytes(custody::to_text(envelope)));
}

shares::ShareSet MemoryBackup::share_set(const Uuid& backup, const SharePlan& plan,
                                         std::uint32_t version) {
  shares::Scheme scheme{plan.groups_needed, {}};
  shares::Holders holders;
  for (const custody::ShareGroup& group : plan.groups) {
    scheme.groups.push_back({group.threshold, static_cast<unsigned>(group.holders.size())});
    holders.push_back(group.holders);
  }
  const shares::ShareTable made = must(shares::split(wrap_key_, scheme, {0, used_identifiers_}));
  used_identifiers_.push_back(made.front().front().identifier);
  shares::SetTerms terms{vault_.books().vault, backup, version, std::nullopt, vault_.clock.now()};
  if (version > 1) terms.previous = vault_.books().backup(backup)->sets.back().record;
  return must(shares::make_share_set(terms, made, holders, wrap_key_));
}

Sha256 MemoryBackup::put(const shares::ShareSet& set) {
  return vault_.put_blob(shares::encode_share_set(set));
}

custody::TokenProof MemoryBackup::proof(const Uuid& act, const Uuid& backup,
                                        const std::vector<Uuid>& keys) {
  custody::TokenProof proof;
  proof.vault = vault_.books().vault;
  proof.backup = backup;
  proof.act = act;
  proof.token = {"second", "Test v2", "Test", "spare"};
  proof.module = "libtest.so";
  proof.manner = "session objects";
  proof.time = vault_.clock.now();
  for (const Uuid& key : keys) {
    proof.keys.push_back(
        {key, keys_.at(key).sign(custody::proof_message(vault_.books().vault, key, act))});
  }
  return proof;
}

Sha256 MemoryBackup::put(const custody::TokenProof& proof) {
  return vault_.put_blob(custody::encode_proof(proof));
}

custody::ExecutedLeaf MemoryBackup::leaf_of(const Uuid& id) {
  const custody::Act act = vault_.books().act(id)->act;
  custody::ExecutedLeaf leaf{id, {}, {}};
  if (const auto* create = std::get_if<BackupCreate>(&act.parameters)) {
    leaf.backup_file = put(file(*create));
    leaf.share_set = put(share_set(create->backup, create->shares));
  } else if (const auto* prove = std::get_if<custody::BackupProve>(&act.parameters)) {
    leaf.token_proof = put(proof(id, prove->backup, vault_.books().backup(prove->backup)->keys));
  } else if (const auto* restore = std::get_if<custody::BackupRestore>(&act.parameters)) {
    custody::TokenProof seen = proof(id, restore->backup, restore->keys);
    seen.token.serial = restore->token_serial;
    if (restore->way == custody::RestoreWay::kHostMediated)
      seen.exposure = custody::Exposure::kExposed;
    leaf.token_proof = put(seen);
  } else if (const auto* rewrap = std::get_if<custody::BackupRewrap>(&act.parameters)) {
    const custody::BackupRecord& from = *vault_.books().backup(rewrap->from);
    std::vector<Uuid> keys = from.keys;
    std::erase_if(keys, [&](const Uuid& key) {
      return vault_.books().key(key)->state == custody::KeyState::kDestroyed;
    });
    custody::BackupFile again = file({rewrap->backup, keys, rewrap->shares, {}});
    again.rewrapped_from = custody::RewrappedFrom{from.id, from.file};
    leaf.backup_file = put(again);
    leaf.share_set = put(share_set(rewrap->backup, rewrap->shares));
  } else if (std::holds_alternative<custody::CopyDestroy>(act.parameters)) {
    return leaf;
  } else {
    const auto& reshare = std::get<custody::SharesReshare>(act.parameters);
    const custody::BackupRecord& backup = *vault_.books().backup(reshare.backup);
    leaf.share_set = put(share_set(reshare.backup, reshare.shares, backup.sets.back().version + 1));
  }
  return leaf;
}

void MemoryBackup::execute(const Uuid& act) {
  must(vault_.append(vault_.intent(act)));
  must(vault_.append(leaf_of(act)));
}

Uuid MemoryBackup::created(const std::vector<Uuid>& keys, std::optional<Uuid> replaces) {
  const Uuid backup = Uuid::v7(vault_.clock.now());
  execute(vault_.approved(BackupCreate{backup, keys, plan(), replaces}));
  return backup;
}

custody::ShareReceipt MemoryBackup::receipt(const Uuid& backup, std::uint32_t version,
                                            const std::string& holder) const {
  const custody::ShareSetRecord& set = *vault_.books().backup(backup)->set(version);
  custody::ShareReceipt receipt;
  receipt.vault = vault_.books().vault;
  receipt.backup = backup;
  receipt.version = version;
  for (const custody::HeldShare& share : set.shares) {
    if (share.holder != holder) continue;
    receipt.group = share.group;
    receipt.member = share.member;
    receipt.commitment = share.commitment;
  }
  receipt.holder = holder;
  receipt.time = vault_.clock.now();
  return receipt;
}

Result<std::uint64_t> MemoryBackup::say_received(const Uuid& backup, std::uint32_t version,
                                                 const std::string& holder) {
  return vault_.append(custody::ShareLeaf{
      envelope_by({&vault_.people.at(holder)},
                  custody::encode_share_receipt(receipt(backup, version, holder)))});
}

void MemoryBackup::acknowledged(const Uuid& backup, std::uint32_t version) {
  const auto shares = vault_.books().backup(backup)->set(version)->shares;
  for (const custody::HeldShare& share : shares) must(say_received(backup, version, share.holder));
}

Uuid MemoryBackup::live(const std::vector<Uuid>& keys, std::optional<Uuid> replaces) {
  const Uuid backup = created(keys, replaces);
  acknowledged(backup);
  return backup;
}

void MemoryBackup::proven(const Uuid& backup) {
  execute(vault_.approved(custody::BackupProve{backup}));
}

}  // namespace pyx::testing
