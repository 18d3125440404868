// Where backups are made, proven, restored, rewrapped and split anew, with the holders of shares at
// the table, and copies on other tokens destroyed.
// Each is an act: its intent is in the log before a share is made, its outcome after the last one
// was read back. What is cut off in the middle is begun again by the same people under the same act
// (a share set that was not finished is void), or given up.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "custody/act_desk.h"
#include "custody/backups/backup_file.h"
#include "custody/backups/holder_table.h"
#include "custody/backups/key_proof.h"
#include "custody/backups/second_token.h"
#include "custody/backups/wrap_key.h"
#include "custody/evidence_log.h"
#include "custody/keys/vault_token.h"
#include "pkcs11/key_rewrapping.h"

namespace pyx::custody {

// Wraps keys in the vault's token (pkcs11/key_wrapping.h). This process is not logged in on it
// meanwhile.
using KeyWrapper = std::function<Result<pkcs11::WrappedKeys>(
    const SecretBytes& wrap_key, std::span<const pkcs11::KeySpec> specs)>;

// Wraps keys of a backup again there, each as it checks out (pkcs11/key_rewrapping.h).
using KeyRewrapper = std::function<Result<pkcs11::WrappedKeys>(
    const SecretBytes& old_wrap_key, const SecretBytes& new_wrap_key,
    std::span<const pkcs11::PassingKey> keys)>;

// Threads: one at a time. What it holds outlives it.
class BackupDesk {
 public:
  BackupDesk(EvidenceLog& log, VaultToken& token, ActDesk& acts, const Clock& clock)
      : log_(log), token_(token), acts_(acts), clock_(clock) {}

  // Each executes the act of its type. Errors: those of check_executable and of the steps;
  // kConflict if another act is being executed. After any error but the first kind the act stays
  // executing: call again, or give_up().
  //   dice  what people threw, as they typed it; mixed in with what token and kernel give
  Result<ActRecord> create(const Uuid& act, HolderTable& table, const KeyWrapper& wrap,
                           std::optional<SecretBytes> dice = std::nullopt);
  Result<ActRecord> prove(const Uuid& act, HolderTable& table, const OpenSecondToken& open);
  Result<ActRecord> restore(const Uuid& act, HolderTable& table, const OpenSecondToken& open);
  Result<ActRecord> reshare(const Uuid& act, HolderTable& table);
  // The old backup is as it was until every holder of the new one has acknowledged. `dice` as
  // above.
  Result<ActRecord> rewrap(const Uuid& act, HolderTable& table, const KeyRewrapper& rewrap,
                           std::optional<SecretBytes> dice = std::nullopt);
  // Nobody's share is needed: what `open` is given is no wrap key.
  Result<ActRecord> destroy_copy(const Uuid& act, const OpenSecondToken& open);
  // Records that the act failed, so that others can be executed. Errors: kConflict if it is not
  // being executed or is of another type; kStore.
  Result<void> give_up(const Uuid& act);

  // What a holder says of his share, a receipt or a drill (custody/acts/share_keeping.h); its leaf.
  Result<std::uint64_t> record_share(const Envelope& envelope);
  std::vector<BackupRecord> backups() const;
  // Where the vault's token was found; no PIN source in it.
  std::string token_uri() const { return token_.uri(); }

 private:
  // A backup as its file and its share sets have it.
  struct Opened {
    BackupRecord record;
    BackupFile file;
    shares::ShareSet live;
    std::vector<shares::ShareSet> others;
    std::vector<KeyRecord> keys;  // of the file, as the books have them
  };
  enum class Stay { kOnce, kForGood };
  // Errors: kBadInput for an act of another type; those of ActDesk::begin.
  Result<Act> begin(const Uuid& id, policies::ActType type);
  static pkcs11::KeySpec spec_of(const KeyRecord& key, pkcs11::Origin origin);
  BackupFile new_file(const Act& act, const Uuid& backup) const;  // without wrapped keys
  Result<Opened> open_backup(const Uuid& id) const;
  Result<SecretBytes> collect(const Opened& backup, HolderTable& table) const;
  Result<std::vector<NamedEntropy>> entropy(std::optional<SecretBytes> dice);
  Result<shares::ShareSet> hand_out(const shares::SetTerms& terms, const SharePlan& plan,
                                    const SecretBytes& wrap_key, HolderTable& table) const;
  // What create() and rewrap() end with. `file` is without its wrapped keys.
  Result<ActRecord> hand_out_new(const Act& act, BackupFile file, pkcs11::WrappedKeys wrapped,
                                 const SharePlan& plan, const SecretBytes& wrap_key,
                                 HolderTable& table);
  Result<TokenProof> ask_all(const Opened& backup, const std::vector<Uuid>& keys, const Act& act,
                             SecondToken& token, Stay stay) const;
  Result<void> check_exposure(const std::vector<Uuid>& keys, const SecondToken& token) const;
  // What the policy in force lets the token go of, at an act of this type.
  std::vector<TokenRule> exceptions_on(const pkcs11::TokenIdentity& token,
                                       policies::ActType act) const;
  Result<void> check_planned_token(const std::optional<Sha256>& matrix,
                                   const SecondToken& token) const;
  Result<ActRecord> finish(const Uuid& act, const TokenProof& proof);
  Result<Bytes> sign_file(const BackupFile& file);

  EvidenceLog& log_;
  VaultToken& token_;
  ActDesk& acts_;
  const Clock& clock_;
};

}  // namespace pyx::custody
