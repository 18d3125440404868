// What people do with a vault, whether it is open in this process (custody/vault.h) or behind a
// running pyxd (custody/client/remote_vault.h): look, propose, decide, execute, freeze, take the
// evidence away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/acts/act.h"
#include "custody/acts/act_state.h"
#include "custody/acts/backup_record.h"
#include "custody/acts/decision_statement.h"
#include "custody/acts/freeze_statement.h"
#include "custody/coins/amount.h"
#include "custody/evidence/dsse.h"
#include "custody/keys/key_record.h"
#include "policies/budget.h"
#include "policies/decision.h"

namespace pyx::custody {

// A token that the vault has gone on from.
struct FormerToken {
  std::string serial;
  Time until{};
  Uuid act;
  friend bool operator==(const FormerToken&, const FormerToken&) = default;
};

struct VaultInfo {
  Sha256 id{};       // SHA-256 of the founding statement: the root of `pyx log verify`
  std::string name;  // the policy's
  Sha256 policy{};
  std::string log_vkey;  // of the present log key
  std::vector<std::string> token_serials;
  std::vector<FormerToken> former_tokens;  // oldest first
  std::uint64_t log_size = 0;
  std::vector<std::string> warnings;  // "single-host PIN": what an auditor must know
};

struct RecordedDecision {
  DecisionStatement statement;
  Envelope envelope;
  std::uint64_t leaf_index = 0;
};

struct ActRecord {
  Act act;
  Envelope proposal;  // its payload is the act's bytes
  ActState state = ActState::kOpen;
  std::vector<RecordedDecision> decisions;  // in the order of the log, withdrawn ones too
  policies::Decision quorum;                // as it stands now; of a closed act: as it was
  std::uint64_t leaf_index = 0;             // of the proposal
  std::optional<std::uint64_t> closing_leaf;
  std::string
      outcome;  // one line for people: "made key 0190… (issuer-2027)", "CKR_DEVICE_ERROR in C_…"
};

struct FreezeRecord {
  Sha256 id{};  // SHA-256 of the statement's bytes
  FreezeStatement statement;
  std::uint64_t leaf_index = 0;
};

// A budget as it is after a lowering.
struct LoweredBudget {
  policies::Budget budget;
  std::uint64_t leaf_index = 0;
};

// A budget and what its windows have taken now, in the order of its limits.
struct BudgetRecord {
  policies::Budget budget;
  std::vector<Amount> taken;
};

// A request that has a leaf and no settle leaf: what it reserved stays spent.
struct OpenRequest {
  std::uint64_t leaf_index = 0;
  Time time{};  // of the leaf
  std::string client;
  std::string operation;  // "coins.mint", or "sign" of raw signatures
  Uuid request;
};

class BackupDesk;
class TokenDesk;

class VaultAccess {
 public:
  virtual ~VaultAccess() = default;

  virtual Result<VaultInfo> info() = 0;
  virtual Result<Bytes> policy_bytes() = 0;                 // the policy in force, raw TOML
  virtual Result<std::vector<ActRecord>> acts() = 0;        // oldest first
  virtual Result<ActRecord> act(const Uuid& id) = 0;        // kNotFound
  virtual Result<std::vector<KeyRecord>> keys() = 0;        // oldest first, tombstones too
  virtual Result<std::vector<FreezeRecord>> freezes() = 0;  // in force
  virtual Result<Bytes> blob(const Sha256& digest) = 0;     // kNotFound
  virtual Result<std::vector<BudgetRecord>> budgets() = 0;
  virtual Result<std::vector<BackupRecord>> backups() = 0;  // oldest first, dead ones too
  // The newest first, at most 1000.
  virtual Result<std::vector<OpenRequest>> open_requests() = 0;

  // Each records a signed statement as a leaf. Errors: kBadInput (malformed), kRefused with
  // ACT-QUORUM and the reason, kConflict.
  //   document  the new policy's bytes, with policy.change; the budgets', with budget.set; those of
  //             the token matrix that a backup.prove or backup.restore names; no other
  virtual Result<ActRecord> propose(const Envelope& envelope,
                                    const std::optional<Bytes>& document) = 0;
  virtual Result<ActRecord> decide(const Uuid& act, const Envelope& envelope) = 0;
  virtual Result<FreezeRecord> freeze(const Envelope& envelope) = 0;
  // Errors besides: kRefused with SIGN-BUDGET.
  virtual Result<LoweredBudget> lower(const Envelope& envelope) = 0;
  // What a holder says of his share, a receipt or a drill. Gives the leaf. Errors besides: kRefused
  // with SHARE-SAFE.
  virtual Result<std::uint64_t> record_share(const Envelope& envelope) = 0;
  // Where holders of shares sit (custody/backup_desk.h); nullptr behind a server.
  virtual BackupDesk* backup_desk() { return nullptr; }
  // Where a vault goes on on another token (custody/token_desk.h); nullptr behind a server.
  virtual TokenDesk* token_desk() { return nullptr; }
  // Executes an act whose quorum is reached, once. Errors: kRefused with ACT-QUORUM (what is
  // missing), kFrozen, kToken; an act that is already executed is kConflict.
  virtual Result<ActRecord> execute(const Uuid& act) = 0;

  // The evidence. A checkpoint over all leaves there are now, signed by the log key.
  virtual Result<std::string> checkpoint() = 0;
  // Leaves [first, first + count), fewer at the end; at most 256 at a time.
  virtual Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) = 0;
};

}  // namespace pyx::custody
