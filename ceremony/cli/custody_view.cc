#include "ceremony/cli/custody_view.h"

#include <algorithm>

#include "ceremony/cli/list_text.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

std::string set_name(const custody::Opener& opener) {
  return "backup " + opener.backup.text() + " version " + std::to_string(opener.version);
}

std::string token_text(const custody::TokenCopy& copy) {
  return "token serial " + copy.serial + (copy.module.empty() ? "" : " (" + copy.module + ")") +
         (copy.backup ? ", out of backup " + copy.backup->text() : "") + ", since " +
         to_rfc3339(copy.since) + (copy.exposed ? ", EXPOSED" : "") +
         (copy.gone ? ", destroyed " + to_rfc3339(*copy.gone) : "");
}

std::string blob_text(const custody::BlobCopy& copy) {
  return "backup " + copy.backup.text() + ", since " + to_rfc3339(copy.since) +
         (copy.rewrapped_from ? ", rewrapped from " + copy.rewrapped_from->text() : "") +
         (copy.dead ? ", dead since " + to_rfc3339(*copy.dead) : "");
}

void add_key_and_copies(Table& table, const CustodyOfKey& custody) {
  table.add({"key", custody.key.id.text() + " " + custody.key.name + ", " +
                        std::string(to_text(custody.key.state))});
  for (const custody::TokenCopy& copy : custody.copies.tokens)
    table.add({std::string(to_text(copy.kind)), token_text(copy)});
  for (const custody::BlobCopy& copy : custody.copies.blobs)
    table.add({"backup file", blob_text(copy)});
}

void add_not_shown_gone(Table& table, const CustodyOfKey& custody) {
  for (const std::string& thing : custody.copies.not_shown_gone)
    table.add({"not shown to be gone", thing});
}

void add_share(Table& table, const custody::HeldShare& share) {
  table.add({"  share of " + share.holder,
             share.keeping.empty() ? "not acknowledged" : keeping_text(share.keeping.back())});
  for (std::size_t i = 1; i < share.keeping.size(); ++i)
    table.add({"    before", keeping_text(share.keeping[share.keeping.size() - 1 - i])});
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
  to["more_coalitions"] = opener.more;
  return to;
}

void add_coalitions(Table& table, const custody::Opener& opener) {
  for (const custody::Coalition& one : opener.coalitions) table.add({"", joined(one)});
  if (opener.more) {
    table.add({"", "... and more: only " + std::to_string(custody::kMostCoalitions) +
                       " of them are listed; all are " + in_words(opener.plan)});
  }
}

std::string losses_text(const custody::WhoCanOpen& who) {
  if (!who.losses) return "nobody can open it now";
  return std::string(who.losses_exact ? "" : "at least ") + std::to_string(*who.losses) +
         (*who.losses == 1 ? " person" : " people");
}

}  // namespace

CustodyOfKey custody_of(const custody::KeyRecord& key,
                        const std::vector<custody::BackupRecord>& backups) {
  return {key, custody::who_can_open(backups, key.id), custody::copies_of(key, backups)};
}

std::string keeping_text(const custody::ShareKeeping& keeping) {
  std::string text = "in the keeping of " + keeping.keeper;
  if (!keeping.place.empty()) text += " at " + keeping.place;
  text += " since " + to_rfc3339(keeping.since);
  if (keeping.given_by.empty()) {
    text += ", handed over by nobody who signed";
  } else if (keeping.given_by == keeping.keeper) {
    text += ", moved by himself, seen by " + keeping.witness;
  } else {
    text += ", handed over by " + keeping.given_by;
  }
  return text + ", leaf " + std::to_string(keeping.leaf);
}

std::string custody_text(const CustodyOfKey& custody) {
  Table table;
  add_key_and_copies(table, custody);
  for (const custody::Opener& opener : custody.who.live) {
    table.add({"opened by", set_name(opener) + ": " + in_words(opener.plan)});
    add_coalitions(table, opener);
  }
  for (const custody::Opener& opener : custody.who.others) {
    table.add({"by " + std::string(to_text(opener.state)) + " shares",
               set_name(opener) + ": refused by Pyx; whoever has them can combine them"});
    add_coalitions(table, opener);
  }
  for (const custody::ShareSetCopy& copy : custody.copies.sets) {
    if (copy.set.state != custody::ShareSetState::kLive) continue;
    for (const custody::HeldShare& share : copy.set.shares) add_share(table, share);
  }
  table.add({"alone", custody.who.alone.empty() ? "nobody" : joined(custody.who.alone)});
  table.add({"lost after", losses_text(custody.who)});
  add_not_shown_gone(table, custody);
  return table.text();
}

std::string copies_text(const CustodyOfKey& custody) {
  Table table;
  add_key_and_copies(table, custody);
  for (const custody::ShareSetCopy& copy : custody.copies.sets) {
    table.add({"share set",
               "backup " + copy.backup.text() + " version " + std::to_string(copy.set.version) +
                   ", " + std::string(to_text(copy.set.state)) + ": " + in_words(copy.set.plan)});
    for (const custody::HeldShare& share : copy.set.shares) add_share(table, share);
  }
  add_not_shown_gone(table, custody);
  return table.text();
}

json::object to_json(const CustodyOfKey& custody) {
  json::object to;
  to["key"] = custody.key.id.text();
  to["state"] = to_text(custody.key.state);
  to["copies"] = custody::to_json(custody.copies);
  json::array live;
  for (const custody::Opener& opener : custody.who.live) live.push_back(opener_json(opener));
  to["opened_by"] = std::move(live);
  json::array others;
  for (const custody::Opener& opener : custody.who.others) others.push_back(opener_json(opener));
  to["refused_yet_able"] = std::move(others);
  to["alone"] = array_of(custody.who.alone);
  to["losses"] = custody.who.losses ? json::value(*custody.who.losses) : json::value();
  to["losses_exact"] = custody.who.losses_exact;
  return to;
}

}  // namespace pyx::ceremony
