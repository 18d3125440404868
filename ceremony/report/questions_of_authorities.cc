#include <algorithm>

#include "ceremony/report/question.h"

namespace pyx::ceremony::report {
namespace {

using planning::Action;
using policies::ActType;
using transcript::Kind;

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

Answer script(const Finder& finder) {
  return shown_by(
      "the plan's digest is in the header and was read aloud, and every step is that "
      "of the plan",
      joined(finder.entries(Kind::kHeader), finder.entries(Kind::kDigestRead, "what", "plan")));
}

Answer witness(const Finder& finder) {
  const Numbers initials = finder.entries(Kind::kInitialled);
  return shown_by(counted(initials.size(), "step") +
                      " initialled by a witness; whether he is a qualified auditor is not shown",
                  initials);
}

Answer video(const Finder&) { return not_shown(); }

Answer room(const Finder&) { return not_shown("what a room is like is not in a transcript"); }

Answer several_people(const Finder& finder) {
  if (finder.executed_acts() == 0) return not_shown();
  return shown_by(
      "each act was approved by people other than its proposer, each with a key of "
      "his own",
      finder.approvals());
}

Answer split_knowledge(const Finder& finder) {
  std::string text;
  for (const custody::BackupRecord* backup : finder.backups()) {
    const custody::ShareSetRecord* const live = backup->live();
    if (live != nullptr) text += (text.empty() ? "" : "; ") + custody::in_words(live->plan);
  }
  if (text.empty()) return not_shown();
  return {
      Shown::kYes, "the key of the backup is in shares: " + text + " open it",
      finder.executed({ActType::kBackupCreate, ActType::kSharesReshare, ActType::kBackupRewrap})};
}

Answer module_of_keys(const Finder& finder) {
  const Numbers seen = finder.entries(Kind::kToken);
  if (seen.empty()) return not_shown();
  return {Shown::kPartly, "the tokens were looked at; what they are certified for is not shown",
          seen};
}

Answer identities(const Finder& finder) {
  return shown_by("two people compared faces, papers and roles",
                  joined(finder.done({Action::kCheckIdentity}), finder.entries(Kind::kIdentified)));
}

Answer life_cycle_logged(const Finder& finder) {
  Numbers named = joined(joined(finder.entries(Kind::kAct), finder.entries(Kind::kFounded)),
                         finder.entries(Kind::kFrozen));
  if (finder.books() == nullptr) return not_shown();
  return shown_by("each act is a leaf of the vault's log, which was verified", std::move(named));
}

Answer devices_logged(const Finder& finder) {
  return shown_by("what was done with tokens is on record",
                  joined(finder.entries(Kind::kToken),
                         finder.done({Action::kInitialiseToken, Action::kChangePins,
                                      Action::kWipeToken, Action::kProbeToken})));
}

Answer crashes_logged(const Finder& finder) {
  const Numbers crashes = finder.entries(Kind::kCrash);
  if (crashes.empty()) return not_shown("no crash is on record");
  return shown_by("crashes, and what was found afterwards",
                  joined(crashes, finder.entries(Kind::kReconciled)));
}

Answer comings(const Finder& finder) {
  return shown_by("who came and who left, and when",
                  joined(joined(finder.entries(Kind::kArrived), finder.entries(Kind::kLeft)),
                         finder.entries(Kind::kReturned)));
}

Answer time_of_day(const Finder& finder) {
  return shown_by("the host's clock was compared with somebody's watch",
                  finder.entries(Kind::kClock));
}

Answer dual_control(const Finder& finder) {
  return shown_by(
      "keys were backed up or restored by acts with a quorum",
      finder.executed({ActType::kBackupCreate, ActType::kBackupProve, ActType::kBackupRestore,
                       ActType::kBackupRewrap, ActType::kSharesReshare}));
}

Answer media(const Finder& finder) {
  Numbers numbered;
  for (const std::uint64_t number : finder.entries(Kind::kItem)) {
    if (finder.reading().transcript.entries[number].fields.contains("bag"))
      numbered.push_back(number);
  }
  return shown_by("numbers of bags and envelopes are on record", std::move(numbered));
}

Answer deviations(const Finder& finder) {
  if (!finder.reading().acceptable()) return not_shown();
  const Numbers told = joined(finder.entries(Kind::kDeviation), finder.entries(Kind::kObjection));
  return {Shown::kYes,
          told.empty() ? "nobody found a deviation, and nobody objected"
                       : "each deviation has a class and a severity, and is signed by all who had "
                         "to",
          joined(told, finder.entries(Kind::kDeviationSigned))};
}

Answer attested(const Finder& finder) {
  return shown_by("everybody in the room signed each section and the end",
                  joined(finder.entries(Kind::kSection), finder.entries(Kind::kEnd)));
}

}  // namespace

Questions questions_of_authorities() {
  return {
      "As certification authorities are asked (CA/Browser Forum, Baseline Requirements)",
      {
          {"6.1.1.1", "Was there a script before the day, and was it followed?", script},
          {"6.1.1.1", "Did an independent witness see all of it?", witness},
          {"6.1.1.1", "Or is there a video of all of it?", video},
          {"6.1.1.1", "Did those who were there confirm what happened?", attested},
          {"6.1.1.1", "Is what did not follow the script on record and signed for?", deviations},
          {"6.1.1.1", "Was the room physically secured?", room},
          {"6.1.1.1", "Did several people have to act together?", several_people},
          {"6.1.1.1", "Is knowledge split, so that nobody has all of it?", split_knowledge},
          {"6.1.1.1, 6.2.1", "Were keys made inside of a cryptographic module?", module_of_keys},
          {"5.2.2", "Are backup and restore under dual control?", dual_control},
          {"5.2.3", "Was everybody's identity checked for his role?", identities},
          {"5.1.6", "Are media kept so that opening them would show?", media},
          {"5.4.1", "Is what happens to keys logged?", life_cycle_logged},
          {"5.4.1", "Is what happens to the devices logged?", devices_logged},
          {"5.4.1", "Are crashes logged?", crashes_logged},
          {"5.4.1", "Are entries to the room and exits from it logged?", comings},
          {"5.4.1", "Are the times right?", time_of_day},
      }};
}

}  // namespace pyx::ceremony::report
