#include "custody/acts/backup_record_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json_reader.h"
#include "custody/backups/token_identity.h"

namespace pyx::custody {
namespace {

json::object to_json(const ShareKeeping& keeping) {
  json::object to;
  to["keeper"] = keeping.keeper;
  if (!keeping.place.empty()) to["place"] = keeping.place;
  if (!keeping.given_by.empty()) to["given_by"] = keeping.given_by;
  if (!keeping.witness.empty()) to["witness"] = keeping.witness;
  to["since"] = to_rfc3339(keeping.since);
  to["said"] = to_rfc3339(keeping.said);
  to["leaf"] = keeping.leaf;
  return to;
}

Result<ShareKeeping> read_keeping(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "keeping of a share"));
  ShareKeeping keeping;
  PYX_ASSIGN(keeping.keeper, reader.string("keeper"));
  for (const auto& [name, to] :
       {std::pair("place", &keeping.place), std::pair("given_by", &keeping.given_by),
        std::pair("witness", &keeping.witness)}) {
    if (!reader.has(name)) continue;
    PYX_ASSIGN(*to, reader.string(name));
  }
  PYX_ASSIGN(keeping.since, reader.time("since"));
  PYX_ASSIGN(keeping.said, reader.time("said"));
  PYX_ASSIGN(const std::int64_t leaf, reader.integer("leaf"));
  if (leaf < 0) return error(Code::kBadInput, "a leaf's index is 0 or more");
  keeping.leaf = static_cast<std::uint64_t>(leaf);
  return keeping;
}

}  // namespace

json::object to_json(const HeldShare& share) {
  json::object to;
  to["group"] = share.group;
  to["member"] = share.member;
  to["holder"] = share.holder;
  to["commitment"] = to_hex(share.commitment);
  if (share.received) to["received"] = to_rfc3339(*share.received);
  if (share.drilled) {
    to["drilled"] = to_rfc3339(*share.drilled);
    to["drill_result"] = shares::to_text(share.drill_result);
  }
  if (!share.keeping.empty()) {
    json::array keeping;
    for (const ShareKeeping& one : share.keeping) keeping.push_back(to_json(one));
    to["keeping"] = std::move(keeping);
  }
  return to;
}

namespace {

json::object to_json(const ShareSetRecord& set) {
  json::object to;
  to["version"] = set.version;
  to["record"] = to_hex(set.record);
  to["state"] = to_text(set.state);
  to["created"] = to_rfc3339(set.created);
  to["plan"] = to_json(set.plan);
  json::array shares;
  for (const HeldShare& share : set.shares) shares.push_back(to_json(share));
  to["shares"] = std::move(shares);
  return to;
}

Result<unsigned> read_number(json::ObjectReader& reader, std::string_view name) {
  constexpr std::int64_t kMost = 1'000'000;
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0 || number > kMost)
    return error(Code::kBadInput, std::string(name) + " of the " + reader.what() + " is 0 or more");
  return static_cast<unsigned>(number);
}

Result<HeldShare> read_share(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "share"));
  HeldShare share;
  PYX_ASSIGN(share.group, read_number(reader, "group"));
  PYX_ASSIGN(share.member, read_number(reader, "member"));
  PYX_ASSIGN(share.holder, reader.string("holder"));
  PYX_ASSIGN(share.commitment, reader.digest("commitment"));
  if (reader.has("received")) {
    PYX_ASSIGN(share.received, reader.time("received"));
  }
  if (reader.has("drilled")) {
    PYX_ASSIGN(share.drilled, reader.time("drilled"));
    PYX_ASSIGN(const std::string result, reader.string("drill_result"));
    const auto known = shares::drill_result_from(result);
    if (!known) return error(Code::kBadInput, "unknown result of a drill");
    share.drill_result = *known;
  }
  if (reader.has("keeping")) {
    PYX_ASSIGN(const json::array* keeping, reader.array_member("keeping"));
    for (const json::value& item : *keeping) {
      PYX_ASSIGN(ShareKeeping one, read_keeping(item));
      share.keeping.push_back(std::move(one));
    }
  }
  return share;
}

Result<ShareSetState> state_from(std::string_view text) {
  for (const ShareSetState state :
       {ShareSetState::kPending, ShareSetState::kLive, ShareSetState::kDead}) {
    if (to_text(state) == text) return state;
  }
  return error(Code::kBadInput, "unknown state of a share set");
}

Result<ShareSetRecord> read_set(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "share set"));
  ShareSetRecord set;
  PYX_ASSIGN(set.version, read_number(reader, "version"));
  PYX_ASSIGN(set.record, reader.digest("record"));
  PYX_ASSIGN(const std::string state, reader.string("state"));
  PYX_ASSIGN(set.state, state_from(state));
  PYX_ASSIGN(set.created, reader.time("created"));
  PYX_ASSIGN(const json::object* plan, reader.object_member("plan"));
  PYX_ASSIGN(set.plan, read_share_plan(*plan));
  PYX_ASSIGN(const json::array* shares, reader.array_member("shares"));
  for (const json::value& item : *shares) {
    PYX_ASSIGN(HeldShare share, read_share(item));
    set.shares.push_back(std::move(share));
  }
  return set;
}

}  // namespace

json::object to_json(const KeyElsewhere& there) {
  json::object to;
  to["backup"] = there.backup.text();
  to["token_serial"] = there.token_serial;
  to["token_model"] = there.token_model;
  to["module"] = there.module;
  to["exposed"] = there.exposed;
  to["time"] = to_rfc3339(there.time);
  if (there.not_enforced) to["not_enforced"] = to_json(*there.not_enforced);
  if (there.gone) to["gone"] = to_rfc3339(*there.gone);
  return to;
}

Result<KeyElsewhere> read_key_elsewhere(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "key's other place"));
  KeyElsewhere there;
  PYX_ASSIGN(there.backup, reader.uuid("backup"));
  PYX_ASSIGN(there.token_serial, reader.string("token_serial"));
  PYX_ASSIGN(there.token_model, reader.string("token_model"));
  PYX_ASSIGN(there.module, reader.string("module"));
  PYX_ASSIGN(there.exposed, reader.boolean("exposed"));
  PYX_ASSIGN(there.time, reader.time("time"));
  if (reader.has("not_enforced")) {
    PYX_ASSIGN(const json::array* rules, reader.array_member("not_enforced"));
    PYX_ASSIGN(there.not_enforced, read_token_rules(*rules));
  }
  if (reader.has("gone")) {
    PYX_ASSIGN(there.gone, reader.time("gone"));
  }
  return there;
}

void put_elsewhere(json::object& into, const KeyRecord& key) {
  if (key.proven) into["proven"] = to_json(*key.proven);
  const auto put = [&](std::string_view name, const std::vector<KeyElsewhere>& places) {
    if (places.empty()) return;
    json::array list;
    for (const KeyElsewhere& there : places) list.push_back(to_json(there));
    into[name] = std::move(list);
  };
  put("restored", key.restored);
  put("proven_before", key.proven_before);
  if (key.former_homes.empty()) return;
  json::array homes;
  for (const FormerHome& home : key.former_homes) {
    json::object one;
    one["token_serial"] = home.token_serial;
    one["until"] = to_rfc3339(home.until);
    homes.push_back(std::move(one));
  }
  into["former_homes"] = std::move(homes);
}

json::object to_json(const BackupRecord& backup) {
  json::object to;
  to["id"] = backup.id.text();
  to["file"] = to_hex(backup.file);
  json::array keys;
  for (const Uuid& key : backup.keys) keys.emplace_back(key.text());
  to["keys"] = std::move(keys);
  if (backup.replaces) to["replaces"] = backup.replaces->text();
  if (backup.rewrapped_from) to["rewrapped_from"] = backup.rewrapped_from->text();
  json::array sets;
  for (const ShareSetRecord& set : backup.sets) sets.push_back(to_json(set));
  to["sets"] = std::move(sets);
  to["created"] = to_rfc3339(backup.created);
  if (backup.dead) to["dead"] = to_rfc3339(*backup.dead);
  return to;
}

Result<BackupRecord> read_backup_record(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "backup"));
  BackupRecord backup;
  PYX_ASSIGN(backup.id, reader.uuid("id"));
  PYX_ASSIGN(backup.file, reader.digest("file"));
  PYX_ASSIGN(const json::array* keys, reader.array_member("keys"));
  for (const json::value& item : *keys) {
    if (!item.is_string()) return error(Code::kBadInput, "a key is named by its id");
    PYX_ASSIGN(const Uuid id, Uuid::parse(std::string_view(item.get_string())));
    backup.keys.push_back(id);
  }
  if (reader.has("replaces")) {
    PYX_ASSIGN(backup.replaces, reader.uuid("replaces"));
  }
  if (reader.has("rewrapped_from")) {
    PYX_ASSIGN(backup.rewrapped_from, reader.uuid("rewrapped_from"));
  }
  PYX_ASSIGN(const json::array* sets, reader.array_member("sets"));
  for (const json::value& item : *sets) {
    PYX_ASSIGN(ShareSetRecord set, read_set(item));
    backup.sets.push_back(std::move(set));
  }
  PYX_ASSIGN(backup.created, reader.time("created"));
  if (reader.has("dead")) {
    PYX_ASSIGN(backup.dead, reader.time("dead"));
  }
  return backup;
}

}  // namespace pyx::custody
