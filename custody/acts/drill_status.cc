#include "custody/acts/drill_status.h"

namespace pyx::custody {
namespace {

DrillState state_of(const HeldShare& share) {
  if (!share.received) return DrillState::kNotReceived;
  if (!share.drilled) return DrillState::kNeverDrilled;
  return share.drill_result == shares::DrillResult::kGood ? DrillState::kGood : DrillState::kFailed;
}

DrillStatus status_of(const BackupRecord& backup, const ShareSetRecord& set, const HeldShare& share,
                      Duration every, Time now) {
  DrillStatus status;
  status.backup = backup.id;
  status.version = set.version;
  status.share = share;
  status.state = state_of(share);
  if (status.state == DrillState::kNotReceived) return status;
  const Time seen = status.state == DrillState::kGood ? *share.drilled : *share.received;
  status.age = std::chrono::duration_cast<Duration>(now - seen);
  status.overdue = status.state == DrillState::kFailed || *status.age > every;
  return status;
}

}  // namespace

std::string_view to_text(DrillState state) {
  switch (state) {
    case DrillState::kNotReceived:
      return "not received";
    case DrillState::kNeverDrilled:
      return "never drilled";
    case DrillState::kGood:
      return "good";
    case DrillState::kFailed:
      return "failed";
  }
  return "not received";
}

std::vector<DrillStatus> drill_status(std::span<const BackupRecord> backups, Duration every,
                                      Time now) {
  std::vector<DrillStatus> all;
  for (const BackupRecord& backup : backups) {
    if (backup.dead) continue;
    for (const ShareSetRecord& set : backup.sets) {
      if (set.state == ShareSetState::kDead) continue;
      for (const HeldShare& share : set.shares)
        all.push_back(status_of(backup, set, share, every, now));
    }
  }
  return all;
}

}  // namespace pyx::custody
