#include "custody/record_json.h"

#include "base/base64.h"
#include "custody/acts/backup_record_json.h"

namespace pyx::custody {
namespace {

void put_time(json::object& into, std::string_view name, const std::optional<Time>& time) {
  if (time) into[name] = to_rfc3339(*time);
}

json::object coins_json(const CoinTerms& coins) {
  json::object out;
  out["denomination"] = coins.denomination;
  out["currency"] = coins.currency;
  out["value"] = coins.value;
  out["period"] = coins.period.number;
  out["born"] = to_rfc3339(coins.period.born);
  out["begins"] = to_rfc3339(coins.period.begins);
  out["ends"] = to_rfc3339(coins.period.ends);
  out["mints_until"] = to_rfc3339(coins.period.mints_until);
  out["coins_expire"] = to_rfc3339(coins.period.coins_expire);
  out["refresh_until"] = to_rfc3339(coins.period.refresh_until);
  if (coins.most_issued) out["most_issued"] = *coins.most_issued;
  return out;
}

}  // namespace

json::object to_json(const KeyRecord& key) {
  json::object out;
  out["id"] = key.id.text();
  out["name"] = key.name;
  out["profile"] = key.profile;
  out["type"] = pyx::to_text(key.type);
  out["purpose"] = pyx::to_text(key.purpose);
  if (const auto scheme = key.scheme()) out["scheme"] = pyx::to_text(*scheme);
  out["backup"] = policies::to_text(key.backup);
  out["token_serial"] = key.token_serial;
  put_time(out, "left_behind", key.left_behind);
  if (key.public_key) out["spki"] = to_base64(key.public_key->spki());
  out["state"] = to_text(key.state);
  out["created"] = to_rfc3339(key.created);
  put_time(out, "activated", key.activated);
  put_time(out, "deactivated", key.deactivated);
  put_time(out, "destroyed", key.destroyed);
  if (key.coins) out["coins"] = coins_json(*key.coins);
  if (key.suspended) out["suspended"] = true;
  put_elsewhere(out, key);
  return out;
}

json::array to_json(const std::vector<FormerToken>& tokens) {
  json::array all;
  for (const FormerToken& token : tokens) {
    json::object one;
    one["serial"] = token.serial;
    one["until"] = to_rfc3339(token.until);
    one["act"] = token.act.text();
    all.push_back(std::move(one));
  }
  return all;
}

json::object to_json(const OpenRequest& request) {
  json::object out;
  out["leaf_index"] = request.leaf_index;
  out["time"] = to_rfc3339(request.time);
  out["client"] = request.client;
  out["operation"] = request.operation;
  out["request"] = request.request.text();
  return out;
}

json::object quorum_json(const policies::Decision& quorum) {
  json::object out;
  out["verdict"] = policies::to_text(quorum.verdict);
  out["control"] = quorum.control;
  out["reason"] = quorum.reason;
  return out;
}

}  // namespace pyx::custody
