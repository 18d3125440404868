#include "ceremony/cli/backup_view.h"

#include <algorithm>

#include "ceremony/cli/custody_view.h"
#include "ceremony/cli/table.h"
#include "custody/acts/backup_record_json.h"

namespace pyx::ceremony {
namespace {

std::string live_version(const custody::BackupRecord& backup) {
  if (backup.dead) return "dead";
  const custody::ShareSetRecord* live = backup.live();
  return live == nullptr ? "not acknowledged" : "version " + std::to_string(live->version);
}

std::string days(Duration age) {
  constexpr auto kDay = std::chrono::hours(24);
  return std::to_string(age / kDay) + "d";
}

// Of a receipt that the holder signed alone.
std::string or_not_said(const std::string& text) { return text.empty() ? "not said" : text; }

void add_set(Table& table, const custody::ShareSetRecord& set) {
  table.add({"share set", "version " + std::to_string(set.version) + ", " +
                              std::string(to_text(set.state)) + ", since " +
                              to_rfc3339(set.created) + ": " + in_words(set.plan)});
  for (const custody::HeldShare& share : set.shares) {
    std::string line = share.holder + ": ";
    line += share.received ? "acknowledged " + to_rfc3339(*share.received) : "not acknowledged";
    if (share.drilled) {
      line += ", drilled " + to_rfc3339(*share.drilled) + ": " +
              std::string(shares::to_text(share.drill_result));
    }
    table.add({"  share", std::move(line)});
    if (!share.keeping.empty()) table.add({"", keeping_text(share.keeping.back())});
  }
}

}  // namespace

std::string elsewhere_text(const custody::KeyElsewhere& there) {
  std::string text = there.module + ", " + there.token_model + ", serial " + there.token_serial +
                     ", " + to_rfc3339(there.time) + (there.exposed ? ", EXPOSED" : "") +
                     (there.gone ? ", destroyed " + to_rfc3339(*there.gone) : "");
  if (!there.not_enforced || there.not_enforced->empty()) return text;
  text += "; not enforced there:";
  for (const TokenRule rule : *there.not_enforced) text += " " + std::string(to_text(rule));
  return text;
}

std::string backup_table(const std::vector<custody::BackupRecord>& backups) {
  Table table;
  table.add({"BACKUP", "KEYS", "CREATED", "SHARES", "OPENED BY"});
  for (const custody::BackupRecord& backup : backups) {
    table.add({backup.id.text(), std::to_string(backup.keys.size()), to_rfc3339(backup.created),
               live_version(backup), in_words(backup.sets.back().plan)});
  }
  return table.text();
}

std::string backup_text(const custody::BackupRecord& backup,
                        const std::vector<custody::KeyRecord>& keys) {
  Table table;
  table.add({"backup", backup.id.text()});
  table.add({"created", to_rfc3339(backup.created)});
  if (backup.dead) table.add({"dead", "since " + to_rfc3339(*backup.dead)});
  if (backup.replaces) table.add({"replaces", backup.replaces->text()});
  if (backup.rewrapped_from) table.add({"rewrapped", "from " + backup.rewrapped_from->text()});
  for (const Uuid& id : backup.keys) {
    const auto key = std::ranges::find(keys, id, &custody::KeyRecord::id);
    if (key == keys.end()) continue;
    table.add({"key", id.text() + " " + key->name + ", " + std::string(to_text(key->state))});
    const bool here = key->proven && key->proven->backup == backup.id;
    table.add({"  proven", here ? elsewhere_text(*key->proven) : "not on any token"});
    for (const custody::KeyElsewhere& there : key->restored) {
      if (there.backup == backup.id) table.add({"  restored", elsewhere_text(there)});
    }
  }
  for (const custody::ShareSetRecord& set : backup.sets) add_set(table, set);
  return table.text();
}

std::string drill_table(const std::vector<custody::DrillStatus>& shares) {
  Table table;
  table.add({"BACKUP", "VERSION", "HOLDER", "STATE", "LAST SEEN GOOD", "LAST DRILL", "KEPT BY",
             "AT", "GIVEN BY", ""});
  for (const custody::DrillStatus& one : shares) {
    const custody::ShareKeeping* now =
        one.share.keeping.empty() ? nullptr : &one.share.keeping.back();
    table.add({one.backup.text(), std::to_string(one.version), one.share.holder,
               std::string(to_text(one.state)), one.age ? days(*one.age) + " ago" : "never",
               one.share.drilled ? to_rfc3339(*one.share.drilled) + ", " +
                                       std::string(shares::to_text(one.share.drill_result))
                                 : "none",
               now == nullptr ? "" : now->keeper, now == nullptr ? "" : or_not_said(now->place),
               now == nullptr ? "" : or_not_said(now->given_by), one.overdue ? "OVERDUE" : ""});
  }
  return table.text();
}

json::object to_json(const custody::DrillStatus& share) {
  json::object to;
  to["backup"] = share.backup.text();
  to["version"] = share.version;
  to["group"] = share.share.group;
  to["member"] = share.share.member;
  to["holder"] = share.share.holder;
  to["state"] = custody::to_text(share.state);
  if (share.share.received) to["received"] = to_rfc3339(*share.share.received);
  if (share.share.drilled) {
    to["drilled"] = to_rfc3339(*share.share.drilled);
    to["drill_result"] = shares::to_text(share.share.drill_result);
  }
  if (!share.share.keeping.empty()) to["keeping"] = custody::to_json(share.share).at("keeping");
  if (share.age)
    to["age_seconds"] = std::chrono::duration_cast<std::chrono::seconds>(*share.age).count();
  to["overdue"] = share.overdue;
  return to;
}

}  // namespace pyx::ceremony
