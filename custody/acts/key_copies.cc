#include "custody/acts/key_copies.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "custody/acts/backup_record_json.h"

namespace pyx::custody {
namespace {

TokenCopy elsewhere(TokenCopyKind kind, const KeyElsewhere& there) {
  TokenCopy copy;
  copy.kind = kind;
  copy.serial = there.token_serial;
  copy.module = there.module;
  copy.backup = there.backup;
  copy.since = there.time;
  copy.gone = kind == TokenCopyKind::kProven ? there.time : there.gone;
  copy.exposed = there.exposed;
  return copy;
}

std::string in_words(const KeyElsewhere& there) {
  return "token serial " + there.token_serial + " (" + there.module + "), " +
         to_rfc3339(there.time);
}

// What a token has under the key's id is what was restored onto it last.
const KeyElsewhere* last_restored(const KeyRecord& key, const std::string& serial) {
  const auto found =
      std::find_if(key.restored.rbegin(), key.restored.rend(),
                   [&](const KeyElsewhere& there) { return there.token_serial == serial; });
  return found == key.restored.rend() ? nullptr : &*found;
}

bool is_a_home(const KeyRecord& key, const std::string& serial) {
  return key.token_serial == serial ||
         std::ranges::find(key.former_homes, serial, &FormerHome::token_serial) !=
             key.former_homes.end();
}

// That a token was left shows nothing of what is on it.
void add_home(const KeyRecord& key, TokenCopyKind kind, const std::string& serial,
              std::optional<Time> left, KeyCopies& to) {
  TokenCopy home;
  home.kind = kind;
  home.serial = serial;
  home.since = key.created;
  if (const KeyElsewhere* brought = last_restored(key, serial)) {
    home.backup = brought->backup;
    home.since = brought->time;
    home.gone = brought->gone;
    home.exposed = brought->exposed;
  }
  if (!left && key.destroyed) home.gone = key.destroyed;
  if (left && !home.gone) {
    to.not_shown_gone.push_back("the object on token serial " + serial +
                                ", which the vault left at " + to_rfc3339(*left));
  }
  to.tokens.push_back(std::move(home));
}

void add_homes(const KeyRecord& key, KeyCopies& to) {
  add_home(key, key.left_behind ? TokenCopyKind::kLeftBehind : TokenCopyKind::kHome,
           key.token_serial, key.left_behind, to);
  for (const FormerHome& home : key.former_homes)
    add_home(key, TokenCopyKind::kFormer, home.token_serial, home.until, to);
}

void add_tokens(const KeyRecord& key, KeyCopies& to) {
  add_homes(key, to);
  for (const KeyElsewhere& there : key.proven_before)
    to.tokens.push_back(elsewhere(TokenCopyKind::kProven, there));
  if (key.proven) to.tokens.push_back(elsewhere(TokenCopyKind::kProven, *key.proven));
  for (const KeyElsewhere& there : key.restored) {
    const bool told =
        is_a_home(key, there.token_serial) && last_restored(key, there.token_serial) == &there;
    if (!told) to.tokens.push_back(elsewhere(TokenCopyKind::kRestored, there));
    if (!told && key.destroyed && !there.gone)
      to.not_shown_gone.push_back("the copy restored onto " + in_words(there));
    if (there.exposed)
      to.not_shown_gone.push_back("what was exposed at the restore onto " + in_words(there));
  }
  std::vector<KeyElsewhere> proofs = key.proven_before;
  if (key.proven) proofs.push_back(*key.proven);
  for (const KeyElsewhere& there : proofs) {
    if (there.exposed)
      to.not_shown_gone.push_back("what was exposed at the proof on " + in_words(there));
  }
}

void add_backup(const KeyRecord& key, const BackupRecord& backup, KeyCopies& to) {
  to.blobs.push_back({backup.id, backup.file, backup.created, backup.dead, backup.rewrapped_from});
  const std::string name = "backup " + backup.id.text();
  if (backup.dead) {
    to.not_shown_gone.push_back("the file of " + name + ", dead since " + to_rfc3339(*backup.dead) +
                                ": it stays in the log, and whoever kept enough of its shares can "
                                "open it");
  } else if (key.destroyed) {
    to.not_shown_gone.push_back("what is wrapped of it in " + name +
                                ": refused here for ever, and opened elsewhere by whoever has "
                                "enough of its shares");
  }
  for (const ShareSetRecord& set : backup.sets) {
    to.sets.push_back({backup.id, set});
    if (backup.dead || set.state != ShareSetState::kDead) continue;
    to.not_shown_gone.push_back("the shares of version " + std::to_string(set.version) + " of " +
                                name + ": dead, of the same wrap key; held by " +
                                in_words(set.plan));
  }
}

json::object to_json(const TokenCopy& copy) {
  json::object to;
  to["kind"] = to_text(copy.kind);
  to["token_serial"] = copy.serial;
  if (!copy.module.empty()) to["module"] = copy.module;
  if (copy.backup) to["backup"] = copy.backup->text();
  to["since"] = to_rfc3339(copy.since);
  if (copy.gone) to["gone"] = to_rfc3339(*copy.gone);
  to["exposed"] = copy.exposed;
  return to;
}

json::object to_json(const BlobCopy& copy) {
  json::object to;
  to["backup"] = copy.backup.text();
  to["file"] = to_hex(copy.file);
  to["since"] = to_rfc3339(copy.since);
  if (copy.dead) to["dead"] = to_rfc3339(*copy.dead);
  if (copy.rewrapped_from) to["rewrapped_from"] = copy.rewrapped_from->text();
  return to;
}

json::object to_json(const ShareSetCopy& copy) {
  json::object to;
  to["backup"] = copy.backup.text();
  to["version"] = copy.set.version;
  to["state"] = to_text(copy.set.state);
  json::array shares;
  for (const HeldShare& share : copy.set.shares) shares.push_back(custody::to_json(share));
  to["shares"] = std::move(shares);
  return to;
}

template <class T>
json::array list_of(const std::vector<T>& all) {
  json::array list;
  for (const T& one : all) list.push_back(to_json(one));
  return list;
}

}  // namespace

std::string_view to_text(TokenCopyKind kind) {
  switch (kind) {
    case TokenCopyKind::kHome:
      return "token object";
    case TokenCopyKind::kLeftBehind:
      return "token object left behind";
    case TokenCopyKind::kFormer:
      return "former token object";
    case TokenCopyKind::kRestored:
      return "restored copy";
    case TokenCopyKind::kProven:
      return "proof";
  }
  return "token object";
}

KeyCopies copies_of(const KeyRecord& key, std::span<const BackupRecord> backups) {
  KeyCopies copies;
  copies.key = key.id;
  copies.state = key.state;
  add_tokens(key, copies);
  for (const BackupRecord& backup : backups) {
    if (std::ranges::find(backup.keys, key.id) != backup.keys.end())
      add_backup(key, backup, copies);
  }
  return copies;
}

json::object to_json(const KeyCopies& copies) {
  json::object to;
  to["key"] = copies.key.text();
  to["state"] = to_text(copies.state);
  to["tokens"] = list_of(copies.tokens);
  to["blobs"] = list_of(copies.blobs);
  to["share_sets"] = list_of(copies.sets);
  json::array left;
  for (const std::string& thing : copies.not_shown_gone) left.emplace_back(thing);
  to["not_shown_gone"] = std::move(left);
  return to;
}

}  // namespace pyx::custody
