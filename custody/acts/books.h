// The books of a vault as plain values: what all leaves of its log, applied in order, say. Nothing
// here decides or does I/O; which leaf may follow is decided in the files beside this one, and
// custody/acts/register.h ties them together.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/public_key.h"
#include "custody/acts/act.h"
#include "custody/acts/backup_record.h"
#include "custody/acts/lost_history.h"
#include "custody/evidence/leaf.h"
#include "custody/founding/founding_statement.h"
#include "custody/keys/key_record.h"
#include "custody/keys/token_binding.h"
#include "custody/vault_access.h"
#include "policies/budget.h"
#include "policies/policy.h"

namespace pyx::custody {

struct Books {
  // As leaf 0 leaves them. `founding` is the statement with the hash `vault`.
  Books(const Sha256& vault, FoundingStatement founding, policies::Policy policy,
        Bytes policy_bytes, Time time);
  // In the source: what copies all of this is made once, not wherever books are passed on.
  Books(const Books& from);
  Books(Books&& from) noexcept;
  Books& operator=(const Books& from);
  Books& operator=(Books&& from) noexcept;
  ~Books();

  Sha256 vault{};
  FoundingStatement founding;
  policies::Policy policy;
  Bytes policy_bytes;

  TokenBinding binding;                // at present
  std::vector<LeftToken> left_tokens;  // oldest first

  Uuid log_key;
  PublicKey log_public_key;
  std::set<Uuid> log_keys;                 // present and former
  std::vector<PublicKey> former_log_keys;  // oldest first

  std::vector<ActRecord> acts;         // oldest first; `quorum` is filled when read
  std::map<Uuid, std::size_t> act_at;  // position in `acts`
  std::vector<KeyRecord> keys;         // oldest first
  std::map<Uuid, std::size_t> key_at;
  // The newest key of each denomination and period, by its position in `keys`.
  std::map<std::string, std::map<std::int64_t, std::size_t>, std::less<>> coin_keys;
  std::vector<BackupRecord> backups;                      // oldest first
  std::vector<policies::Budget> budgets;                  // in force, lowered ones as lowered
  std::vector<FreezeRecord> freezes;                      // in force
  std::set<std::string, std::less<>> suspended_freezers;  // until the policy changes
  std::set<Sha256> seen_statements;  // digests of decisions and freezes: each counts once
  std::set<Bytes> seen_nonces;       // of acts
  std::optional<Uuid> executing;     // the act with an intent and no outcome
  // While a token.replace is executing: another with an intent and no outcome, which was cut off on
  // the token that is left.
  std::optional<Uuid> cut_off;
  Time last_time{};
  Time clock_accepted{};          // by an act: until here the clock may move on by any step
  std::vector<LostHistory> lost;  // given up by acts, oldest first
  Time requests_from{};  // new request ids from before this are refused: they may have been used

  const ActRecord* act(const Uuid& id) const;
  ActRecord* act(const Uuid& id);
  const KeyRecord* key(const Uuid& id) const;
  KeyRecord* key(const Uuid& id);
  std::size_t open_acts() const { return open_acts_; }
  void add_act(ActRecord record);  // an open one
  void add_key(KeyRecord record);
  // The newest key of that denomination and period; nullptr if none was made.
  const KeyRecord* coin_key(std::string_view denomination, std::int64_t period) const;
  const BackupRecord* backup(const Uuid& id) const;
  BackupRecord* backup(const Uuid& id);
  const policies::Budget* budget(std::string_view name) const;
  policies::Budget* budget(std::string_view name);
  void set_state(ActRecord& record, ActState state);  // of one of `acts`
  // Whether `id` already names a key of any kind: of the records, the log's, a canary, also former
  // ones.
  bool key_id_taken(const Uuid& id) const;

 private:
  std::size_t open_acts_ = 0;  // counted along, since each proposal asks
};

// What a leaf does to the books once it is durable.
using Change = std::function<void(Books&)>;
// A blob by its digest; the bytes are checked against the digest by whoever hands them out.
using BlobReader = std::function<Result<Bytes>(const Sha256&)>;

}  // namespace pyx::custody
