#include "ceremony/cli/schedule_view.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <utility>

#include "ceremony/cli/record_view.h"
#include "ceremony/cli/table.h"
#include "custody/coins/coin_keys.h"

namespace pyx::ceremony {
namespace {

using policies::Period;

// "0 to 2, 5"
std::string ranges_text(const std::set<std::int64_t>& numbers) {
  std::string text;
  for (auto at = numbers.begin(); at != numbers.end();) {
    const std::int64_t from = *at;
    std::int64_t to = from;
    while (++at != numbers.end() && *at == to + 1) to = *at;
    text += (text.empty() ? "" : ", ") + std::to_string(from);
    if (to > from) text += " to " + std::to_string(to);
  }
  return text;
}

std::set<std::int64_t> live_periods(const std::vector<custody::KeyRecord>& keys,
                                    const std::string& denomination) {
  std::set<std::int64_t> periods;
  for (const custody::KeyRecord& key : keys) {
    if (is_live(key) && key.coins->denomination == denomination) {
      periods.insert(key.coins->period.number);
    }
  }
  return periods;
}

// Why the vault would not make the key now, by what is known here; empty if it would.
std::string objection(const Period& period, bool has_key, Time now) {
  if (has_key) return "HAS A KEY ALREADY: the vault refuses it";
  if (now < period.born) return "TOO FAR AHEAD: only from " + to_rfc3339(period.born) + " on";
  if (now >= period.mints_until) return "OVER: it would mint nothing";
  return {};
}

std::string terms_text(const policies::Denomination& one) {
  return one.name + ": each coin is worth " + std::to_string(one.value) + " minor units of " +
         one.currency + ", keys of profile " + one.profile + "\n";
}

std::string of_denomination(const custody::KeysSchedule& schedule, const std::string& name,
                            const policies::Denomination* denomination,
                            const std::set<std::int64_t>& there, Time now) {
  if (denomination == nullptr) {
    return "  " + name + ": THE POLICY HAS NO SUCH DENOMINATION: the vault refuses it\n";
  }
  std::string text = "  " + terms_text(*denomination);
  text += there.empty() ? "    there are no keys of it\n"
                        : "    there are keys for period " + ranges_text(there) + "\n";
  std::set<std::int64_t> taken = there;
  Table added;
  for (const custody::ScheduledKey& key : schedule.keys) {
    if (key.denomination != name) continue;
    const Period period = policies::period_of(denomination->schedule, key.period);
    const bool has_key = !taken.insert(key.period).second;
    added.add({"    + period " + std::to_string(key.period), "begins " + to_rfc3339(period.begins),
               "ends " + to_rfc3339(period.ends), "coins expire " + to_rfc3339(period.coins_expire),
               "key " + key.key.text(), objection(period, has_key, now)});
  }
  return text + added.text();
}

constexpr auto kMoments =
    std::array{&Period::born,        &Period::begins,       &Period::ends,
               &Period::mints_until, &Period::coins_expire, &Period::refresh_until};
constexpr std::array<std::string_view, 6> kMomentNames = {
    "born", "begins", "ends", "mints_until", "coins_expire", "refresh_until"};

bool only_whole_days(const std::vector<CalendarEntry>& entries) {
  return std::ranges::all_of(entries, [](const CalendarEntry& entry) {
    return std::ranges::all_of(kMoments, [&](const auto moment) {
      return (entry.period.*moment).time_since_epoch() % std::chrono::hours(24) == Duration(0);
    });
  });
}

std::string_view phase_text(const CalendarEntry& entry, Time now) {
  if (entry.key != nullptr) return custody::to_text(custody::phase_of(*entry.key, now));
  return now >= entry.period.begins ? "needed now" : "needed";
}

}  // namespace

std::string added_keys_in_words(const custody::KeysSchedule& schedule,
                                const policies::Policy& policy,
                                const std::vector<custody::KeyRecord>& keys, Time now) {
  std::string text = "what is added (+) to the keys that there are, by the policy in force:\n";
  std::vector<std::string> names;
  for (const custody::ScheduledKey& key : schedule.keys) {
    if (std::ranges::find(names, key.denomination) == names.end()) {
      names.push_back(key.denomination);
    }
  }
  for (const std::string& name : names) {
    text +=
        of_denomination(schedule, name, policy.denomination(name), live_periods(keys, name), now);
  }
  return text;
}

std::string calendar_table(const std::vector<CalendarEntry>& entries, Time now) {
  const bool days = only_whole_days(entries);
  Table table;
  table.add({"DENOMINATION", "PERIOD", "STATE", "PHASE", "BORN", "BEGINS", "ENDS", "MINTS UNTIL",
             "COINS EXPIRE", "REFRESH UNTIL", "KEY"});
  for (const CalendarEntry& entry : entries) {
    std::vector<std::string> row = {
        entry.denomination, std::to_string(entry.period.number),
        entry.key == nullptr ? "MISSING" : std::string(to_text(entry.key->state)),
        std::string(phase_text(entry, now))};
    for (const auto moment : kMoments) {
      const std::string text = to_rfc3339(entry.period.*moment);
      row.push_back(days ? text.substr(0, text.find('T')) : text);
    }
    row.push_back(entry.key == nullptr ? "" : entry.key->id.text());
    table.add(std::move(row));
  }
  return table.text();
}

json::array calendar_json(const std::vector<CalendarEntry>& entries, Time now) {
  json::array list;
  for (const CalendarEntry& entry : entries) {
    json::object out;
    out["denomination"] = entry.denomination;
    out["period"] = entry.period.number;
    for (std::size_t i = 0; i < kMoments.size(); ++i) {
      out[kMomentNames[i]] = to_rfc3339(entry.period.*kMoments[i]);
    }
    out["missing"] = entry.key == nullptr;
    if (entry.key != nullptr) {
      out["key"] = entry.key->id.text();
      out["state"] = to_text(entry.key->state);
      out["phase"] = phase_text(entry, now);
    }
    list.push_back(std::move(out));
  }
  return list;
}

}  // namespace pyx::ceremony
