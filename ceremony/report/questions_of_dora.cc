#include <algorithm>
#include <set>

#include "ceremony/report/question.h"

namespace pyx::ceremony::report {
namespace {

using planning::Action;
using policies::ActType;
using transcript::Kind;

std::string count_text(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

Answer rules(const Finder& finder) {
  if (finder.books() == nullptr) return not_shown();
  Numbers entries = joined(finder.done({Action::kCheckPolicy}),
                           finder.entries(Kind::kDigestRead, "what", "policy"));
  return {Shown::kYes,
          "the policy " + to_hex(finder.books()->policy.digest).substr(0, 16) +
              "… is in force; every act is held against it, and names it",
          std::move(entries)};
}

Answer techniques(const Finder& finder) {
  std::set<std::string> types;
  for (const custody::KeyRecord* key : finder.keys())
    types.insert(std::string(to_text(key->type)) + " for " + std::string(to_text(key->purpose)));
  std::string text;
  for (const std::string& type : types) text += (text.empty() ? "" : ", ") + type;
  if (text.empty()) return not_shown();
  return {Shown::kPartly, text + "; whether they meet your criteria is not for a bundle to say",
          finder.executed({ActType::kKeyGenerate, ActType::kKeysSchedule})};
}

Answer departures_from_practice(const Finder& finder) {
  if (finder.keys().empty()) return not_shown();
  std::string text;
  for (const custody::KeyRecord* key : finder.keys()) {
    if (key->exceptions.empty() && !key->exposed()) continue;
    text += (text.empty() ? "" : ", ") + key->name + (key->exposed() ? " (exposed)" : "");
  }
  return {Shown::kYes,
          text.empty()
              ? "no key of this ceremony rests on an exception, none was exposed"
              : "keys that rest on an exception of their profile, or were exposed: " + text,
          {}};
}

Answer generating(const Finder& finder) {
  return shown_by("made by an act, on the token, with its attributes read back",
                  finder.executed({ActType::kKeyGenerate, ActType::kKeysSchedule}));
}

Answer renewing(const Finder& finder) {
  const Numbers retired = finder.executed({ActType::kKeyRetire});
  const Numbers scheduled = finder.executed({ActType::kKeysSchedule});
  const Numbers made = joined(finder.executed({ActType::kKeyGenerate}), scheduled);
  if (!retired.empty() && !made.empty())
    return shown_by("a new key was made and an old one retired", joined(made, retired));
  return shown_by("keys were made ahead for periods to come", scheduled);
}

Answer storing(const Finder& finder) {
  const Numbers seen = finder.entries(Kind::kToken);
  if (seen.empty()) return not_shown();
  const bool probed = !finder.done({Action::kProbeToken}).empty();
  return {Shown::kYes,
          std::string("on tokens that were looked at") +
              (probed ? ", and tried for what they enforce" : ""),
          joined(seen, finder.done({Action::kProbeToken}))};
}

Answer backing_up(const Finder& finder) {
  return shown_by("keys were wrapped, and the wrap key split among holders",
                  finder.executed({ActType::kBackupCreate, ActType::kBackupRewrap}));
}

Answer archiving(const Finder& finder) {
  return shown_by("the backup's file, the log, or a record left the host on media of their own",
                  finder.done({Action::kExportBackup, Action::kExportRecord, Action::kExportLog}));
}

Answer retrieving(const Finder& finder) {
  return shown_by("keys came back out of their backup on another token",
                  finder.executed({ActType::kBackupProve, ActType::kBackupRestore}));
}

Answer transmitting(const Finder& finder) {
  return shown_by("things were sealed or moved, each by name and with who did it",
                  joined(finder.entries(Kind::kItem, "what", "sealed"),
                         finder.entries(Kind::kItem, "what", "moved")));
}

Answer retiring(const Finder& finder) {
  return shown_by("keys were taken out of use by an act", finder.executed({ActType::kKeyRetire}));
}

Answer revoking(const Finder& finder) {
  return shown_by("keys were frozen at once, by one officer's signature",
                  finder.done({Action::kFreeze}));
}

Answer destroying(const Finder& finder) {
  return shown_by("keys or their copies were destroyed by an act, or a token wiped",
                  joined(finder.executed({ActType::kKeyDestroy, ActType::kCopyDestroy}),
                         finder.done({Action::kWipeToken})));
}

Answer protecting(const Finder& finder) {
  if (finder.executed_acts() == 0) return not_shown();
  return shown_by(count_text(finder.executed_acts(), "act") +
                      " executed, each after its quorum of people other than its proposer",
                  finder.approvals());
}

Answer replacing(const Finder& finder) {
  std::size_t needed = 0;
  std::size_t proven = 0;
  for (const custody::KeyRecord* key : finder.keys()) {
    if (key->backup == policies::Backup::kNone || key->destroyed) continue;
    ++needed;
    proven += key->proven ? 1 : 0;
  }
  if (needed == 0 || proven == 0) return not_shown();
  return {proven == needed ? Shown::kYes : Shown::kPartly,
          std::to_string(proven) + " of " + count_text(needed, "key") +
              " that need a backup came back from it on another token",
          finder.executed({ActType::kBackupProve, ActType::kBackupRestore})};
}

Answer certificates(const Finder&) { return not_shown("Pyx keeps keys, and no certificates"); }

}  // namespace

Questions questions_of_dora() {
  return {"Commission Delegated Regulation (EU) 2024/1774 (DORA, technical standards)",
          {
              {"art. 6(2)(d)", "Are keys used, protected and kept by rules that were decided on?",
               rules},
              {"art. 6(3)", "Which cryptographic techniques are used?", techniques},
              {"art. 6(3), (5)", "Is it on record where a rule of good practice was let go of?",
               departures_from_practice},
              {"art. 7(1)", "Generating: how did keys come into being?", generating},
              {"art. 7(1)", "Renewing: are keys replaced before their time is over?", renewing},
              {"art. 7(1)", "Storing: where are the keys?", storing},
              {"art. 7(1)", "Backing up: is there a second way to each key?", backing_up},
              {"art. 7(1)", "Archiving: what was put away for later?", archiving},
              {"art. 7(1)", "Retrieving: do keys come back?", retrieving},
              {"art. 7(1)", "Transmitting: how did anything change its place?", transmitting},
              {"art. 7(1)", "Retiring: how are keys taken out of use?", retiring},
              {"art. 7(1)", "Revoking: can the use of a key be ended at once?", revoking},
              {"art. 7(1)", "Destroying: what is gone for good?", destroying},
              {"art. 7(2)", "Who can use, change or take away a key, and who alone cannot?",
               protecting},
              {"art. 7(3)", "Can a key be had again if it is lost or damaged?", replacing},
              {"art. 7(4)", "Is there a register of all certificates and where they are kept?",
               certificates},
              {"art. 7(5)", "Are certificates renewed in time?", certificates},
          }};
}

}  // namespace pyx::ceremony::report
