// Backups in a MemoryVault: real share sets, and in place of tokens keys whose private half the
// test has.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "custody/acts/share_receipt.h"
#include "custody/backups/backup_file.h"
#include "custody/backups/token_proof.h"
#include "custody/shares/share_set.h"
#include "tests/support/custody_fixture.h"

namespace pyx::testing {

class MemoryBackup {
 public:
  explicit MemoryBackup(MemoryVault& vault) : vault_(vault) {}

  // 2 of alice, bob and carol.
  static custody::SharePlan plan();
  static custody::SharePlan plan_of(std::vector<std::string> holders);
  // A key of P-256 in pre-activation whose private half is here.
  Uuid new_key(const std::string& profile = "vital");

  // What an executed leaf of an act names, put among the vault's blobs.
  custody::BackupFile file(const custody::BackupCreate& create) const;
  Sha256 put(const custody::BackupFile& file, const TestKey* signer = nullptr);
  shares::ShareSet share_set(const Uuid& backup, const custody::SharePlan& plan,
                             std::uint32_t version = 1);
  Sha256 put(const shares::ShareSet& set);
  custody::TokenProof proof(const Uuid& act, const Uuid& backup, const std::vector<Uuid>& keys);
  Sha256 put(const custody::TokenProof& proof);
  // The leaf of an act about backups as an honest vault writes it.
  custody::ExecutedLeaf leaf_of(const Uuid& act);

  // Whole ways, which must succeed.
  Uuid created(const std::vector<Uuid>& keys, std::optional<Uuid> replaces = {});  // the backup
  void execute(const Uuid& act);
  Result<std::uint64_t> say_received(const Uuid& backup, std::uint32_t version,
                                     const std::string& holder);
  void acknowledged(const Uuid& backup, std::uint32_t version = 1);  // by every holder
  Uuid live(const std::vector<Uuid>& keys, std::optional<Uuid> replaces = {});
  void proven(const Uuid& backup);

  custody::ShareReceipt receipt(const Uuid& backup, std::uint32_t version,
                                const std::string& holder) const;

 private:
  MemoryVault& vault_;
  std::map<Uuid, TestKey> keys_;
  SecretBytes wrap_key_ = must(SecretBytes::random(32));
  std::vector<std::uint16_t> used_identifiers_;
};

}  // namespace pyx::testing
