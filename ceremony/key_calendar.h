// The keys of a mint on a calendar: which there are for which denomination and period, and which
// the policy's schedules want by now. Pure: policy, keys and time in, a list out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "custody/keys/key_record.h"
#include "policies/policy.h"

namespace pyx::ceremony {

// One key of coins, or one that is missing.
struct CalendarEntry {
  std::string denomination;
  policies::Period period;  // of a key: as it was made; of a missing one: by the policy in force
  const custody::KeyRecord* key = nullptr;  // nothing: missing. Lives as long as the list of keys
};

// Whether the key stands for its period, so that no other is made: it is active, or will be.
bool is_live(const custody::KeyRecord& key);

struct MissingKeys {
  std::vector<CalendarEntry> first;  // those that are needed first, in the order of their beginning
  std::uint64_t count = 0;           // of all
};
// The periods from the present one to the last whose key is to be there by `now`, of every
// denomination, without those that have a live key.
//   most  how many of them `first` may hold
MissingKeys missing_keys(const policies::Policy& policy,
                         const std::vector<custody::KeyRecord>& keys, Time now, std::size_t most);

// Every key of coins, retired and destroyed ones too, and the first kMostMissing that are missing:
// by denomination, then by period. Empty `denomination`: all.
inline constexpr std::size_t kMostMissing = 1000;
std::vector<CalendarEntry> key_calendar(const policies::Policy& policy,
                                        const std::vector<custody::KeyRecord>& keys, Time now,
                                        const std::string& denomination);

}  // namespace pyx::ceremony
