#include "ceremony/cli/custody_view.h"

#include <algorithm>

#include "ceremony/cli/list_text.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

std::string set_name(const custody::Opener& opener) {
  return "backup " + opener.backup.text() + " version " + std::to_string(opener.version);
}

void add_backups(const std::vector<custody::BackupRecord>& backups, CustodyOfKey& into) {
  for (const custody::BackupRecord& backup : backups) {
    if (std::ranges::find(backup.keys, into.key.id) == backup.keys.end()) continue;
    into.copies.push_back({"backup file", "backup " + backup.id.text(), backup.created});
    if (backup.dead) {
      into.not_shown_gone.push_back(
          "the file of backup " + backup.id.text() + ", dead since " + to_rfc3339(*backup.dead) +
          ": it stays in the log, and whoever kept its old shares can open it");
    }
    for (const custody::ShareSetRecord& set : backup.sets) {
      if (set.state != custody::ShareSetState::kDead || backup.dead) continue;
      into.not_shown_gone.push_back("the shares of version " + std::to_string(set.version) +
                                    " of backup " + backup.id.text() +
                                    ": dead, of the same wrap key; held by " + in_words(set.plan));
    }
  }
}

// Where the key is at home, or was. That a token was left shows nothing of what is on it.
void add_homes(CustodyOfKey& into) {
  const custody::KeyRecord& key = into.key;
  Time since = key.created;
  bool exposed = false;
  for (const custody::KeyElsewhere& there : key.restored) {
    if (there.token_serial != key.token_serial) continue;
    since = there.time;
    exposed = exposed || there.exposed;
  }
  CopyOfKey home{key.left_behind ? "token object left behind" : "token object",
                 "token " + key.token_serial, since, exposed};
  home.gone = key.destroyed.has_value() && !key.left_behind;
  into.copies.push_back(std::move(home));
  if (key.left_behind) {
    into.not_shown_gone.push_back("the object on token " + key.token_serial +
                                  ", which the vault left at " + to_rfc3339(*key.left_behind));
  }
  Time born = key.created;
  for (const custody::FormerHome& former : key.former_homes) {
    into.copies.push_back({"former token object", "token " + former.token_serial, born});
    into.not_shown_gone.push_back("the object on token " + former.token_serial +
                                  ", which the vault left at " + to_rfc3339(former.until));
    born = former.until;
  }
}

// Of what was restored, or was in the clear, nothing shows that it is gone.
void add_elsewhere(CustodyOfKey& into) {
  const custody::KeyRecord& key = into.key;
  for (const custody::KeyElsewhere& there : key.restored) {
    const bool at_home = there.token_serial == key.token_serial;
    if (!at_home) {
      into.copies.push_back({"restored copy",
                             "token " + there.token_serial + " (" + there.module + ")", there.time,
                             there.exposed});
    }
    if (key.destroyed && !at_home) {
      into.not_shown_gone.push_back("the copy on token " + there.token_serial + " (" +
                                    there.module + "), restored " + to_rfc3339(there.time));
    }
    if (there.exposed) {
      into.not_shown_gone.push_back("what was exposed at the restore onto token " +
                                    there.token_serial + ", " + to_rfc3339(there.time));
    }
  }
  if (key.proven && key.proven->exposed) {
    into.not_shown_gone.push_back("what was exposed at the proof on token " +
                                  key.proven->token_serial + ", " + to_rfc3339(key.proven->time));
  }
}

json::object opener_json(const custody::Opener& opener) {
  json::object to;
  to["backup"] = opener.backup.text();
  to["version"] = opener.version;
  to["state"] = custody::to_text(opener.state);
  to["plan"] = custody::to_json(opener.plan);
  json::array coalitions;
  for (const custody::Coalition& one : opener.coalitions) coalitions.push_back(array_of(one));
  to["coalitions"] = std::move(coalitions);
  return to;
}

void add_coalitions(Table& table, const custody::Opener& opener) {
  for (const custody::Coalition& one : opener.coalitions) table.add({"", joined(one)});
  if (opener.coalitions.size() == custody::kMostCoalitions)
    table.add({"", "... and more: " + in_words(opener.plan)});
}

std::string losses_text(const custody::WhoCanOpen& who) {
  if (!who.losses) return "nobody can open it now";
  return std::string(who.losses_exact ? "" : "at least ") + std::to_string(*who.losses) +
         (*who.losses == 1 ? " person" : " people");
}

}  // namespace

CustodyOfKey custody_of(const custody::KeyRecord& key,
                        const std::vector<custody::BackupRecord>& backups) {
  CustodyOfKey custody;
  custody.key = key;
  custody.who = custody::who_can_open(backups, key.id);
  add_homes(custody);
  add_elsewhere(custody);
  add_backups(backups, custody);
  return custody;
}

std::string custody_text(const CustodyOfKey& custody) {
  Table table;
  table.add({"key", custody.key.id.text() + " " + custody.key.name + ", " +
                        std::string(to_text(custody.key.state))});
  for (const CopyOfKey& copy : custody.copies) {
    table.add({copy.what, copy.where + ", since " + to_rfc3339(copy.since) +
                              (copy.exposed ? ", EXPOSED" : "") +
                              (copy.gone ? ", destroyed" : "")});
  }
  for (const custody::Opener& opener : custody.who.live) {
    table.add({"opened by", set_name(opener) + ": " + in_words(opener.plan)});
    add_coalitions(table, opener);
  }
  for (const custody::Opener& opener : custody.who.others) {
    table.add({"by " + std::string(to_text(opener.state)) + " shares",
               set_name(opener) + ": refused by Pyx; whoever has them can combine them"});
    add_coalitions(table, opener);
  }
  table.add({"alone", custody.who.alone.empty() ? "nobody" : joined(custody.who.alone)});
  table.add({"lost after", losses_text(custody.who)});
  for (const std::string& thing : custody.not_shown_gone)
    table.add({"not shown to be gone", thing});
  return table.text();
}

json::object to_json(const CustodyOfKey& custody) {
  json::object to;
  to["key"] = custody.key.id.text();
  to["state"] = to_text(custody.key.state);
  json::array copies;
  for (const CopyOfKey& copy : custody.copies) {
    json::object one;
    one["what"] = copy.what;
    one["where"] = copy.where;
    one["since"] = to_rfc3339(copy.since);
    one["exposed"] = copy.exposed;
    one["gone"] = copy.gone;
    copies.push_back(std::move(one));
  }
  to["copies"] = std::move(copies);
  json::array live;
  for (const custody::Opener& opener : custody.who.live) live.push_back(opener_json(opener));
  to["opened_by"] = std::move(live);
  json::array others;
  for (const custody::Opener& opener : custody.who.others) others.push_back(opener_json(opener));
  to["refused_yet_able"] = std::move(others);
  to["alone"] = array_of(custody.who.alone);
  to["losses"] = custody.who.losses ? json::value(*custody.who.losses) : json::value();
  to["losses_exact"] = custody.who.losses_exact;
  to["not_shown_gone"] = array_of(custody.not_shown_gone);
  return to;
}

}  // namespace pyx::ceremony
