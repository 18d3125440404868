#include "custody/acts/backup_parameters.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace pyx::custody {
namespace {

constexpr std::size_t kSerialMostBytes = 64;

json::array ids_to_json(const std::vector<Uuid>& ids) {
  json::array to;
  for (const Uuid& id : ids) to.emplace_back(id.text());
  return to;
}

Result<std::vector<Uuid>> read_keys(json::ObjectReader& reader) {
  PYX_ASSIGN(const json::array* items, reader.array_member("keys"));
  if (items->empty() || items->size() > kMostBackupKeys) {
    return error(Code::kBadInput, "a backup has 1 to " + std::to_string(kMostBackupKeys) + " keys");
  }
  std::vector<Uuid> keys;
  for (const json::value& item : *items) {
    if (!item.is_string()) return error(Code::kBadInput, "a key is named by its id");
    PYX_ASSIGN(const Uuid id, Uuid::parse(std::string_view(item.get_string())));
    if (std::ranges::find(keys, id) != keys.end())
      return error(Code::kBadInput, "key " + id.text() + " is named twice");
    keys.push_back(id);
  }
  return keys;
}

Result<std::string> read_serial(json::ObjectReader& reader) {
  PYX_ASSIGN(std::string serial, reader.string("token"));
  if (serial.empty() || serial.size() > kSerialMostBytes)
    return error(Code::kBadInput, "a token is named by its serial number");
  return serial;
}

Result<SharePlan> read_shares(json::ObjectReader& reader) {
  PYX_ASSIGN(const json::object* shares, reader.object_member("shares"));
  return read_share_plan(*shares);
}

Result<void> read_matrix(json::ObjectReader& reader, std::optional<Sha256>& matrix) {
  if (!reader.has("matrix")) return {};
  PYX_ASSIGN(matrix, reader.digest("matrix"));
  return {};
}

}  // namespace

std::string_view to_text(RestoreWay way) {
  return way == RestoreWay::kInToken ? "in-token" : "host-mediated";
}

std::optional<RestoreWay> restore_way_from(std::string_view text) {
  for (const RestoreWay way : {RestoreWay::kInToken, RestoreWay::kHostMediated}) {
    if (to_text(way) == text) return way;
  }
  return std::nullopt;
}

json::object to_json(const BackupCreate& act) {
  json::object to;
  to["backup"] = act.backup.text();
  to["keys"] = ids_to_json(act.keys);
  to["shares"] = to_json(act.shares);
  if (act.replaces) to["replaces"] = act.replaces->text();
  return to;
}

json::object to_json(const BackupProve& act) {
  json::object to;
  to["backup"] = act.backup.text();
  if (act.matrix) to["matrix"] = to_hex(*act.matrix);
  return to;
}

json::object to_json(const BackupRestore& act) {
  json::object to;
  to["backup"] = act.backup.text();
  to["keys"] = ids_to_json(act.keys);
  to["token"] = act.token_serial;
  to["way"] = to_text(act.way);
  if (act.matrix) to["matrix"] = to_hex(*act.matrix);
  return to;
}

json::object to_json(const SharesReshare& act) {
  json::object to;
  to["backup"] = act.backup.text();
  to["shares"] = to_json(act.shares);
  return to;
}

json::object to_json(const BackupRewrap& act) {
  json::object to;
  to["from"] = act.from.text();
  to["backup"] = act.backup.text();
  to["shares"] = to_json(act.shares);
  return to;
}

json::object to_json(const CopyDestroy& act) {
  json::object to;
  to["key"] = act.key.text();
  to["token"] = act.token_serial;
  return to;
}

Result<BackupCreate> read_backup_create(json::ObjectReader& reader) {
  BackupCreate act;
  PYX_ASSIGN(act.backup, reader.uuid("backup"));
  PYX_ASSIGN(act.keys, read_keys(reader));
  PYX_ASSIGN(act.shares, read_shares(reader));
  if (reader.has("replaces")) {
    PYX_ASSIGN(act.replaces, reader.uuid("replaces"));
    if (*act.replaces == act.backup)
      return error(Code::kBadInput, "a backup does not replace itself");
  }
  return act;
}

Result<BackupProve> read_backup_prove(json::ObjectReader& reader) {
  BackupProve act;
  PYX_ASSIGN(act.backup, reader.uuid("backup"));
  PYX_TRY(read_matrix(reader, act.matrix));
  return act;
}

Result<BackupRestore> read_backup_restore(json::ObjectReader& reader) {
  BackupRestore act;
  PYX_ASSIGN(act.backup, reader.uuid("backup"));
  PYX_ASSIGN(act.keys, read_keys(reader));
  PYX_ASSIGN(act.token_serial, read_serial(reader));
  PYX_ASSIGN(const std::string way, reader.string("way"));
  const auto known = restore_way_from(way);
  if (!known)
    return error(Code::kBadInput, "the way of a restore is \"in-token\" or \"host-mediated\"");
  act.way = *known;
  PYX_TRY(read_matrix(reader, act.matrix));
  return act;
}

Result<SharesReshare> read_shares_reshare(json::ObjectReader& reader) {
  SharesReshare act;
  PYX_ASSIGN(act.backup, reader.uuid("backup"));
  PYX_ASSIGN(act.shares, read_shares(reader));
  return act;
}

Result<BackupRewrap> read_backup_rewrap(json::ObjectReader& reader) {
  BackupRewrap act;
  PYX_ASSIGN(act.from, reader.uuid("from"));
  PYX_ASSIGN(act.backup, reader.uuid("backup"));
  PYX_ASSIGN(act.shares, read_shares(reader));
  if (act.from == act.backup)
    return error(Code::kBadInput, "a backup that is rewrapped gets another id");
  return act;
}

Result<CopyDestroy> read_copy_destroy(json::ObjectReader& reader) {
  CopyDestroy act;
  PYX_ASSIGN(act.key, reader.uuid("key"));
  PYX_ASSIGN(act.token_serial, read_serial(reader));
  return act;
}

}  // namespace pyx::custody
