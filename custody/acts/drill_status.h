// How the shares of live sets stand: acknowledged, drilled, overdue. Plain values; no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/uuid.h"
#include "custody/acts/backup_record.h"

namespace pyx::custody {

// Unless whoever asks says otherwise.
inline constexpr Duration kDrillEvery = std::chrono::hours(24) * 180;

enum class DrillState {
  kNotReceived,   // not acknowledged: nothing to drill yet
  kNeverDrilled,  // acknowledged, and not drilled since
  kGood,          // the last drill went well
  kFailed,        // the last drill did not
};
std::string_view to_text(DrillState state);  // "not received" "never drilled" "good" "failed"

struct DrillStatus {
  Uuid backup;
  std::uint32_t version = 1;
  HeldShare share;
  DrillState state = DrillState::kNotReceived;
  // Since the last time that the share was seen to be good: acknowledged, or a good drill.
  std::optional<Duration> age;
  bool overdue = false;  // older than that, or the last drill failed
};
// Of the live and the pending set of each backup that was not replaced.
std::vector<DrillStatus> drill_status(std::span<const BackupRecord> backups, Duration every,
                                      Time now);

}  // namespace pyx::custody
