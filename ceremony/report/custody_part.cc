#include "ceremony/report/custody_part.h"

#include <algorithm>
#include <utility>

#include "ceremony/report/entry_words.h"
#include "custody/acts/act_state.h"

namespace pyx::ceremony::report {
namespace {

using custody::BackupRecord;
using custody::KeyElsewhere;
using custody::KeyRecord;
using transcript::Level;

constexpr std::string_view kNoLog = "This bundle holds no log of the vault.";

std::string all_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "nobody" : text;
}

std::string reason_for_none(const Reading& reading) {
  return reading.acceptable() ? std::string(kNoLog)
                              : "Not shown: the bundle is not acceptable, so nothing of its log is "
                                "taken for true.";
}

// What is restricted in a transcript is not shown out of the log either.
Run restricted(const Reading& reading, std::string text, Look look = Look::kPlain) {
  if (reading.level < Level::kRestricted) return {"hidden", Look::kHidden};
  return {std::move(text), look};
}

Cell act_cell(const ActStory& act) {
  Cell made = cell(act.type(), Look::kStrong);
  made.push_back(line(act.id, Look::kCode));
  return made;
}

Cell quorum_cell(const ActStory& act) {
  Cell made = {line("proposed by " + act.record->act.proposer)};
  made.push_back(line("approved by " + all_of(act.approved_by())));
  return made;
}

Cell leaves_cell(const ActStory& act) {
  Cell made;
  for (const char* const event : {"proposed", "decided", "executed", "failed"}) {
    const auto leaves = act.leaves.find(event);
    if (leaves != act.leaves.end())
      made.push_back(line(leaves->first + ": " + in_ranges(leaves->second)));
  }
  return made;
}

Line elsewhere_line(const Reading& reading, const KeyElsewhere& there, std::string before) {
  Line made = line(std::move(before) + there.token_model + ", serial ");
  made.push_back(restricted(reading, there.token_serial, Look::kCode));
  made.push_back({", " + moment_text(there.time)});
  if (there.exposed) made.push_back({", EXPOSED there", Look::kStrong});
  return made;
}

Cell state_cell(const KeyRecord& key) {
  Cell made = {line("made " + moment_text(key.created))};
  if (key.activated) made.push_back(line("active since " + moment_text(*key.activated)));
  if (key.deactivated) made.push_back(line("deactivated " + moment_text(*key.deactivated)));
  if (key.destroyed) made.push_back(line("destroyed " + moment_text(*key.destroyed)));
  if (key.suspended) made.push_back(line("suspended: leaves of the log were given up"));
  return made;
}

Cell backup_cell(const Reading& reading, const KeyRecord& key) {
  if (key.backup == policies::Backup::kNone) return cell("none, as its profile has it");
  Cell made;
  if (key.proven)
    made.push_back(elsewhere_line(reading, *key.proven, "proven: came back and signed on "));
  for (const KeyElsewhere& copy : key.restored)
    made.push_back(elsewhere_line(reading, copy, "copy for good on "));
  if (made.empty()) made.push_back(line("no proven backup", Look::kStrong));
  return made;
}

std::string exceptions_text(const KeyRecord& key) {
  std::string text;
  for (const TokenRule rule : key.exceptions)
    text += (text.empty() ? "" : ", ") + std::string(to_text(rule));
  return text;
}

KeyCard key_card(const Reading& reading, const KeyRecord& key) {
  KeyCard card{key.name, std::string(to_text(key.state)), {}, std::nullopt};
  const auto add = [&](std::string label, Cell value) {
    card.facts.push_back({std::move(label), std::move(value)});
  };
  add("Key id", cell(key.id.text(), Look::kCode));
  add("Profile", cell(key.profile + ": " + std::string(to_text(key.type)) + ", for " +
                      std::string(to_text(key.purpose))));
  if (key.coins) {
    add("Coins",
        cell(key.coins->denomination + ", period " + std::to_string(key.coins->period.number) +
             ", issued until " + moment_text(key.coins->period.mints_until)));
  }
  add("State", state_cell(key));
  add("Token", {{restricted(reading, key.token_serial, Look::kCode)}});
  add("Backup", backup_cell(reading, key));
  if (!key.exceptions.empty())
    add("The token need not enforce", cell(exceptions_text(key), Look::kStrong));
  if (key.public_key) {
    card.fingerprint = key.public_key->id();
  } else {
    add("Fingerprint", cell("a secret key has none", Look::kQuiet));
  }
  return card;
}

KeyCard log_key_card(const custody::Books& books) {
  KeyCard card{"The log key", "signs checkpoints", {}, books.log_public_key.id()};
  card.facts.push_back({"Key id", cell(books.log_key.text(), Look::kCode)});
  card.facts.push_back({"What for", cell("every checkpoint of the vault's log is signed with it")});
  return card;
}

Cell holders_cell(const Reading& reading, const custody::ShareSetRecord& set) {
  Cell made;
  for (const custody::HeldShare& share : set.shares) {
    Line one = line(share.holder + ": " +
                    (share.received ? "received " + moment_text(*share.received)
                                    : std::string("not acknowledged")));
    const bool has_place = !share.keeping.empty() && !share.keeping.back().place.empty();
    if (has_place) {
      one.push_back({", kept at "});
      const bool shown = reading.level == Level::kSecret;
      one.push_back(shown ? Run{share.keeping.back().place} : Run{"hidden", Look::kHidden});
    }
    made.push_back(std::move(one));
  }
  return made;
}

void add_backup(const Reading& reading, const BackupRecord& backup, Section& to) {
  Facts facts;
  facts.facts.push_back({"Backup", cell(backup.id.text(), Look::kCode)});
  facts.facts.push_back(
      {"Made", cell(moment_text(backup.created) + ", of " + std::to_string(backup.keys.size()) +
                    (backup.keys.size() == 1 ? " key" : " keys"))});
  if (backup.dead)
    facts.facts.push_back({"Dead", cell("replaced " + moment_text(*backup.dead), Look::kStrong)});
  for (const custody::ShareSetRecord& set : backup.sets) {
    facts.facts.push_back(
        {"Shares, version " + std::to_string(set.version),
         cell(std::string(to_text(set.state)) + ": " + custody::in_words(set.plan) + " open it")});
    facts.facts.push_back({"", holders_cell(reading, set)});
  }
  to.blocks.push_back(std::move(facts));
  to.blocks.push_back(DigestBlock{"The file of this backup", backup.file,
                                  "the bytes of the envelope, as every copy has to have them"});
}

}  // namespace

Section acts_section(const Reading& reading, const std::vector<ActStory>& acts) {
  Section section{"Acts of the vault", {}};
  if (acts.empty()) {
    section.blocks.push_back(Paragraph{line("The transcript names no act.")});
    return section;
  }
  if (!reading.books) {
    section.blocks.push_back(Paragraph{line(reason_for_none(reading))});
    return section;
  }
  Table table{{{"Act", 7}, {"Quorum", 5}, {"Outcome", 6}, {"Leaves of the log", 4}, {"Entries", 3}},
              {}};
  for (const ActStory& act : acts) {
    if (act.record == nullptr) continue;
    Cell outcome = cell(std::string(to_text(act.record->state)), Look::kStrong);
    if (!act.record->outcome.empty()) outcome.push_back({restricted(reading, act.record->outcome)});
    table.rows.push_back({act_cell(act), quorum_cell(act), std::move(outcome), leaves_cell(act),
                          cell(in_ranges(act.all_entries()))});
  }
  section.blocks.push_back(std::move(table));
  return section;
}

Section keys_section(const Reading& reading, const std::vector<ActStory>& acts) {
  Section section{"Keys", {}};
  if (!reading.books) {
    section.blocks.push_back(Paragraph{line(reason_for_none(reading))});
    return section;
  }
  const auto keys = keys_touched(acts, *reading.books);
  const std::size_t others = reading.books->keys.size() - keys.size();
  std::string about =
      "Each key that an act of this ceremony names, in its state of SP 800-57 at "
      "the end of the log.";
  if (others > 0) {
    about +=
        " The vault has " + std::to_string(others) + (others == 1 ? " other key." : " other keys.");
  }
  section.blocks.push_back(Paragraph{line(about)});
  for (const KeyRecord* key : keys) section.blocks.push_back(key_card(reading, *key));
  section.blocks.push_back(log_key_card(*reading.books));
  return section;
}

Section backups_section(const Reading& reading, const std::vector<ActStory>& acts) {
  Section section{"Backups and shares", {}};
  if (!reading.books) return section;
  for (const BackupRecord* backup : backups_touched(acts, *reading.books))
    add_backup(reading, *backup, section);
  return section;
}

}  // namespace pyx::ceremony::report
