// Who, together, can open a key's backups: plain values in, plain values out. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "custody/acts/backup_record.h"

namespace pyx::custody {

using Coalition = std::vector<std::string>;  // persons, sorted

// The smallest sets of people who meet a plan: without any one of them the others do not. By size,
// then by name; at most `most` of them.
std::vector<Coalition> smallest_coalitions(const SharePlan& plan, std::size_t most);

// A share set and those who can combine it.
struct Opener {
  Uuid backup;
  std::uint32_t version = 1;
  ShareSetState state = ShareSetState::kLive;
  SharePlan plan;
  std::vector<Coalition> coalitions;  // at most kMostCoalitions
  bool more = false;                  // there are more of them
};

struct WhoCanOpen {
  std::vector<Opener> live;
  // Sets that do not count, of the same wrap keys: pending ones, whose holders have their shares
  // already, and dead ones, whose shares somebody may have kept. Pyx refuses them; arithmetic does
  // not.
  std::vector<Opener> others;
  // People who alone can open a live set; nobody, by check_share_plan.
  std::vector<std::string> alone;
  // The fewest people of the live sets whose loss leaves nobody who could open any of them; nothing
  // if there is no live set. Exact, if it says so; otherwise it takes at least so many.
  std::optional<unsigned> losses;
  bool losses_exact = true;
};
inline constexpr std::size_t kMostCoalitions = 64;

// Of the backups that hold `key` and are not replaced. A backup that was replaced has another wrap
// key; its old file and shares are not looked at.
WhoCanOpen who_can_open(std::span<const BackupRecord> backups, const Uuid& key);

}  // namespace pyx::custody
