// Keys of coins as people see them: what an act adds to those that there are, and the calendar.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "ceremony/key_calendar.h"
#include "custody/acts/act.h"

namespace pyx::ceremony {

// Of keys.schedule: for each denomination what one coin is, which periods have live keys, which
// keys are added and when these mint and their coins expire; whatever the vault would refuse of it
// is marked. By the policy in force.
std::string added_keys_in_words(const custody::KeysSchedule& schedule,
                                const policies::Policy& policy,
                                const std::vector<custody::KeyRecord>& keys, Time now);

// A calendar's table; whole days are shown as such. What is missing says so in capitals.
std::string calendar_table(const std::vector<CalendarEntry>& entries, Time now);
json::array calendar_json(const std::vector<CalendarEntry>& entries, Time now);

}  // namespace pyx::ceremony
