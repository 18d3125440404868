#include <algorithm>

#include "ceremony/report/question.h"

namespace pyx::ceremony::report {
namespace {

using custody::KeyRecord;
using planning::Action;
using policies::ActType;
using transcript::Kind;

// "2 of 3 keys", and how far that shows something.
template <class Has>
Answer of_keys(const Finder& finder, Has has, const std::string& that, Numbers entries) {
  const auto& keys = finder.keys();
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(keys, [&](const KeyRecord* key) { return has(*key); }));
  if (count == 0) return not_shown();
  return {count == keys.size() ? Shown::kYes : Shown::kPartly,
          std::to_string(count) + " of " + std::to_string(keys.size()) +
              (keys.size() == 1 ? " key " : " keys ") + that,
          std::move(entries)};
}

// A state that keys have been brought to is shown, whether or not all were.
template <class Has>
Answer some_keys(const Finder& finder, Has has, const std::string& that, Numbers entries) {
  Answer answer = of_keys(finder, has, that, std::move(entries));
  if (answer.shown == Shown::kPartly) answer.shown = Shown::kYes;
  return answer;
}

Answer one_purpose(const Finder& finder) {
  return of_keys(
      finder, [](const KeyRecord&) { return true; }, "made for one purpose, fixed by the profile",
      finder.executed({ActType::kKeyGenerate, ActType::kKeysSchedule}));
}

Answer cryptoperiods(const Finder& finder) {
  return of_keys(
      finder, [](const KeyRecord& key) { return key.coins.has_value(); },
      "with a period after which no coin is issued; the others are in use until an act retires "
      "them",
      finder.executed({ActType::kKeysSchedule}));
}

Answer states(const Finder& finder) {
  return of_keys(finder, [](const KeyRecord&) { return true; },
                 "with a state, and the time of each change of it", {});
}

Answer pre_activation(const Finder& finder) {
  // A key whose profile asks for no backup may be live as soon as it is made.
  return of_keys(
      finder, [](const KeyRecord& key) { return !key.activated || *key.activated != key.created; },
      "came into being without a right to be used",
      finder.executed({ActType::kKeyGenerate, ActType::kKeysSchedule}));
}

Answer active(const Finder& finder) {
  return some_keys(
      finder, [](const KeyRecord& key) { return key.activated.has_value(); }, "activated",
      finder.executed({ActType::kKeyActivate}));
}

Answer suspended(const Finder& finder) {
  return shown_by("use was stopped by a freeze, which an act can lift",
                  joined(finder.done({Action::kFreeze}), finder.executed({ActType::kThaw})));
}

Answer deactivated(const Finder& finder) {
  return some_keys(
      finder, [](const KeyRecord& key) { return key.deactivated.has_value(); }, "retired",
      finder.executed({ActType::kKeyRetire}));
}

Answer compromised(const Finder& finder) {
  Answer exposed = some_keys(finder, [](const KeyRecord& key) { return key.exposed(); },
                             "recorded as exposed: in the clear for somebody, somewhere", {});
  if (exposed.shown != Shown::kNo) return exposed;
  return not_shown("no key of this ceremony is recorded as exposed");
}

Answer destroyed(const Finder& finder) {
  return some_keys(
      finder, [](const KeyRecord& key) { return key.destroyed.has_value(); },
      "destroyed; the record stays", finder.executed({ActType::kKeyDestroy}));
}

Answer backup_storage(const Finder& finder) {
  return of_keys(
      finder, [](const KeyRecord& key) { return key.proven.has_value(); },
      "in a backup out of which they came back and signed",
      finder.executed({ActType::kBackupCreate, ActType::kBackupProve, ActType::kBackupRestore}));
}

Answer destruction_of_copies(const Finder& finder) {
  return shown_by("copies, media or tokens were destroyed or wiped",
                  joined(joined(finder.executed({ActType::kCopyDestroy}),
                                finder.entries(Kind::kItem, "what", "destroyed")),
                         finder.done({Action::kWipeToken})));
}

Answer accountability(const Finder& finder) {
  return shown_by("each person is named with a key of his own, and signs by it",
                  joined(finder.entries(Kind::kPerson), finder.entries(Kind::kEnd)));
}

Answer audit(const Finder& finder) {
  return shown_by(finder.books() != nullptr
                      ? "the transcript is under signatures of all who were there, and the vault's "
                        "log holds its acts"
                      : "the transcript is under signatures of all who were there",
                  joined(finder.entries(Kind::kSection), finder.entries(Kind::kEnd)));
}

}  // namespace

Questions questions_of_sp800_57() {
  return {"NIST SP 800-57 part 1 revision 5, states and phases of keys",
          {
              {"5.2", "Has each key one purpose?", one_purpose},
              {"5.3", "Does a key's time of use end?", cryptoperiods},
              {"7", "Is each key's state on record, and since when?", states},
              {"7.1", "Pre-activation: are new keys kept from use until somebody decides?",
               pre_activation},
              {"7.2", "Active: who let keys be used?", active},
              {"7.3", "Suspended: was use stopped for a time?", suspended},
              {"7.4", "Deactivated: which keys protect nothing new any more?", deactivated},
              {"7.5", "Compromised: is it on record whose secrecy is in doubt?", compromised},
              {"7.6", "Destroyed: which keys are gone?", destroyed},
              {"8.2.2.1", "Is there a backup, and was it tried?", backup_storage},
              {"8.3.4", "Was what is no longer needed destroyed?", destruction_of_copies},
              {"9", "Accountability: is it clear who did what?", accountability},
              {"9", "Audit: can somebody who was not there check it?", audit},
          }};
}

}  // namespace pyx::ceremony::report
