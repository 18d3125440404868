// What the books know of a backup: its file, its share sets one after another, who holds what, and
// where its keys were proven.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/acts/share_plan.h"
#include "custody/shares/drill.h"

namespace pyx::custody {

// Who keeps the carrier of a share, where, and how it came there. The holder alone may use it,
// whoever keeps it.
struct ShareKeeping {
  std::string keeper;    // a person of the policy when it was said
  std::string place;     // as they said; empty if nobody did
  std::string given_by;  // who signed beside him; empty of a receipt that the holder signed alone
  std::string witness;   // who signed a move by the keeper alone; empty of others
  Time since{};          // of the leaf
  Time said{};           // of the statement
  std::uint64_t leaf = 0;
  friend bool operator==(const ShareKeeping&, const ShareKeeping&) = default;
};

struct HeldShare {
  unsigned group = 0;   // from 0, as in the plan
  unsigned member = 0;  // from 0, within the group
  std::string holder;
  Sha256 commitment{};
  std::optional<Time> received;  // said so himself
  std::optional<Time> drilled;   // the last time, and how it went
  shares::DrillResult drill_result = shares::DrillResult::kGood;
  std::vector<ShareKeeping> keeping = {};  // oldest first; none before he has received it
};

// kPending: handed over, not acknowledged by all; the version before it counts until then
// (SHARE-SAFE). A dead set opens nothing here any more, but whoever kept its shares can still
// combine them: `pyx custody who` counts them until its wrap key is replaced.
enum class ShareSetState { kPending, kLive, kDead };
std::string_view to_text(ShareSetState state);  // "pending" "live" "dead"

struct ShareSetRecord {
  std::uint32_t version = 1;  // grows by one with each refresh or reshare
  Sha256 record{};            // a blob: custody/shares/share_set.h
  SharePlan plan;
  std::vector<HeldShare> shares;
  ShareSetState state = ShareSetState::kPending;
  Time created{};

  bool received_by_all() const;
  const HeldShare* share(unsigned group, unsigned member) const;
  HeldShare* share(unsigned group, unsigned member);
};

struct BackupRecord {
  Uuid id;
  Sha256 file{};  // a blob: the envelope around custody/backups/backup_file.h
  std::vector<Uuid> keys;
  std::optional<Uuid> replaces;
  std::optional<Uuid> rewrapped_from;  // its wrapped keys were those of this one, which it replaces
  std::vector<ShareSetRecord> sets;    // by version, the oldest first; never empty
  Time created{};
  std::optional<Time> dead;  // replaced by another backup

  // The one that opens it now; nullptr before the first was acknowledged.
  const ShareSetRecord* live() const;
  const ShareSetRecord* set(std::uint32_t version) const;
  ShareSetRecord* set(std::uint32_t version);
};

}  // namespace pyx::custody
