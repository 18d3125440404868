// pyx key calendar: which keys of coins there are, when each lives, and which are missing.

#include <algorithm>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/schedule_view.h"
#include "ceremony/cli/signing_person.h"

namespace pyx::ceremony {
namespace {

struct CalendarAsk {
  VaultPlace place;
  std::string denomination;  // empty: all
};

// Only a key of the policy, or one that was made under an earlier one, has a calendar.
bool is_known(const std::string& denomination, const policies::Policy& policy,
              const std::vector<CalendarEntry>& entries) {
  return denomination.empty() || !entries.empty() || policy.denomination(denomination) != nullptr;
}

std::vector<std::string> advice(const std::vector<CalendarEntry>& entries, const CalendarAsk& ask) {
  const auto missing = std::ranges::count(entries, nullptr, &CalendarEntry::key);
  std::vector<std::string> words;
  if (missing > 0) {
    words = {"MISSING: " + std::to_string(missing) + (missing == 1 ? " key" : " keys") +
                 " that the policy's schedules want by now",
             "next: pyx act propose keys.schedule --ahead --key FILE" + place_words(ask.place)};
  } else {
    words = {"every key that the policy's schedules want by now is there"};
  }
  for (const CalendarEntry& entry : entries) {
    if (entry.key == nullptr || entry.key->state != custody::KeyState::kPreActivation) continue;
    words.push_back("it mints only once it is active: pyx act propose key.activate --key-id " +
                    entry.key->id.text() + " --key FILE" + place_words(ask.place));
  }
  return words;
}

Result<Outcome> run_key_calendar(const CalendarAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault->keys());
  const Time now = context.clock.now();
  const std::vector<CalendarEntry> entries =
      key_calendar(in_force.policy, keys, now, ask.denomination);
  if (!is_known(ask.denomination, in_force.policy, entries)) {
    return error(Code::kNotFound, "neither the policy nor a key has a denomination " +
                                      ask.denomination + "; next: pyx key calendar" +
                                      place_words(ask.place));
  }
  Outcome outcome;
  outcome.data["now"] = to_rfc3339(now);
  outcome.data["keys"] = calendar_json(entries, now);
  outcome.data["missing"] = std::ranges::count(entries, nullptr, &CalendarEntry::key);
  if (entries.empty() && in_force.policy.denominations.empty()) {
    outcome.words = {"the policy has no denominations, and there are no keys of coins"};
    return outcome;
  }
  if (!entries.empty()) outcome.text = calendar_table(entries, now);
  outcome.words = advice(entries, ask);
  outcome.words.insert(outcome.words.begin(), "now it is " + to_rfc3339(now) + ", all times UTC");
  return outcome;
}

Result<Run> prepare_key_calendar(const Arguments& given) {
  CalendarAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  ask.denomination = given.text("--denomination");
  return Run([ask](Context& context) { return run_key_calendar(ask, context); });
}

}  // namespace

Commands key_calendar_commands() {
  return {{"key",
           "calendar",
           "show the keys of coins by denomination and period, and those that are missing",
           {},
           with(vault_place_flags(), {{"--denomination", "NAME", "only this one"}}),
           prepare_key_calendar}};
}

}  // namespace pyx::ceremony
