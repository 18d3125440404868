#include "ceremony/key_calendar.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace pyx::ceremony {
namespace {

using Place = std::pair<std::string, std::int64_t>;  // denomination, period

std::set<Place> places_of_live(const std::vector<custody::KeyRecord>& keys) {
  std::set<Place> places;
  for (const custody::KeyRecord& key : keys) {
    if (is_live(key)) places.emplace(key.coins->denomination, key.coins->period.number);
  }
  return places;
}

// The first period whose key is of use at `now`; past kMostPeriods when all are over.
std::int64_t first_of_use(const policies::Schedule& schedule, Time now) {
  if (now < schedule.first) return 0;
  return policies::period_at(schedule, now).value_or(policies::kMostPeriods + 1);
}

void add_missing(MissingKeys& to, const policies::Denomination& denomination,
                 const std::set<Place>& live, Time now, std::size_t most) {
  std::size_t taken = 0;
  for (std::int64_t number = first_of_use(denomination.schedule, now);
       number <= policies::kMostPeriods; ++number) {
    const policies::Period period = policies::period_of(denomination.schedule, number);
    if (period.born > now) return;
    if (live.contains({denomination.name, number})) continue;
    ++to.count;
    if (taken++ < most) to.first.push_back({denomination.name, period, nullptr});
  }
}

}  // namespace

bool is_live(const custody::KeyRecord& key) {
  return key.coins.has_value() && (key.state == custody::KeyState::kActive ||
                                   key.state == custody::KeyState::kPreActivation);
}

MissingKeys missing_keys(const policies::Policy& policy,
                         const std::vector<custody::KeyRecord>& keys, Time now, std::size_t most) {
  const std::set<Place> live = places_of_live(keys);
  MissingKeys missing;
  for (const policies::Denomination& denomination : policy.denominations) {
    add_missing(missing, denomination, live, now, most);
  }
  std::ranges::stable_sort(missing.first, {},
                           [](const CalendarEntry& entry) { return entry.period.begins; });
  if (missing.first.size() > most) missing.first.resize(most);
  return missing;
}

std::vector<CalendarEntry> key_calendar(const policies::Policy& policy,
                                        const std::vector<custody::KeyRecord>& keys, Time now,
                                        const std::string& denomination) {
  std::vector<CalendarEntry> entries = missing_keys(policy, keys, now, kMostMissing).first;
  for (const custody::KeyRecord& key : keys) {
    if (key.coins) entries.push_back({key.coins->denomination, key.coins->period, &key});
  }
  std::erase_if(entries, [&](const CalendarEntry& entry) {
    return !denomination.empty() && entry.denomination != denomination;
  });
  std::ranges::stable_sort(entries, {}, [](const CalendarEntry& entry) {
    return std::tuple(entry.denomination, entry.period.number);
  });
  return entries;
}

}  // namespace pyx::ceremony
