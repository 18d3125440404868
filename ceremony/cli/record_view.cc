#include "ceremony/cli/record_view.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/backup_view.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

void add_time(Table& table, std::string name, const std::optional<Time>& time) {
  if (time) table.add({std::move(name), to_rfc3339(*time)});
}

// What a list shows behind an act: how it ended, or what it still needs.
std::string standing(const custody::ActRecord& act) {
  if (act.state == custody::ActState::kOpen) {
    return act.quorum.approved() ? "quorum reached" : act.quorum.reason;
  }
  return act.outcome;
}

void add_coins(Table& table, const custody::CoinTerms& coins) {
  table.add({"coins", coins.denomination + ", " + std::to_string(coins.value) + " minor units of " +
                          coins.currency + " each"});
  table.add({"period", std::to_string(coins.period.number)});
  table.add({"born", to_rfc3339(coins.period.born)});
  table.add({"begins", to_rfc3339(coins.period.begins)});
  table.add({"ends", to_rfc3339(coins.period.ends)});
  table.add({"mints until", to_rfc3339(coins.period.mints_until)});
  table.add({"coins expire", to_rfc3339(coins.period.coins_expire)});
  table.add({"refresh until", to_rfc3339(coins.period.refresh_until)});
  if (coins.most_issued) {
    table.add({"most issued", std::to_string(*coins.most_issued) + " minor units"});
  }
}

json::object decision_json(const custody::RecordedDecision& decision) {
  json::object out;
  out["person"] = decision.statement.person;
  out["role"] = decision.statement.role;
  out["choice"] = to_text(decision.statement.choice);
  out["time"] = to_rfc3339(decision.statement.time);
  out["reason"] = decision.statement.reason;
  out["envelope"] = custody::to_json(decision.envelope);
  out["leaf_index"] = decision.leaf_index;
  return out;
}

}  // namespace

json::object to_json(const custody::VaultInfo& info) {
  json::object out;
  out["id"] = to_hex(info.id);
  out["words"] = to_pgp_words(info.id);
  out["name"] = info.name;
  out["policy"] = to_hex(info.policy);
  out["log_vkey"] = info.log_vkey;
  out["token_serials"] = array_of(info.token_serials);
  if (!info.former_tokens.empty()) out["former_tokens"] = custody::to_json(info.former_tokens);
  out["log_size"] = info.log_size;
  out["warnings"] = array_of(info.warnings);
  return out;
}

json::object to_json(const custody::FreezeRecord& freeze) {
  json::object out;
  out["id"] = to_hex(freeze.id);
  out["target"] = to_text(freeze.statement.target);
  out["person"] = freeze.statement.person;
  out["time"] = to_rfc3339(freeze.statement.time);
  out["reason"] = freeze.statement.reason;
  out["leaf_index"] = freeze.leaf_index;
  return out;
}

json::object to_json(const custody::ActRecord& act) {
  json::array decisions;
  for (const auto& decision : act.decisions) decisions.push_back(decision_json(decision));
  const Sha256 digest = sha256(act.proposal.payload);
  json::object out;
  out["id"] = act.act.id.text();
  out["type"] = to_text(act.act.type());
  out["state"] = to_text(act.state);
  out["digest"] = to_hex(digest);
  out["words"] = to_pgp_words(digest);
  out["proposer"] = act.act.proposer;
  out["not_before"] = to_rfc3339(act.act.not_before);
  out["expires"] = to_rfc3339(act.act.expires);
  out["proposal"] = custody::to_json(act.proposal);
  out["decisions"] = std::move(decisions);
  out["quorum"] = custody::quorum_json(act.quorum);
  out["leaf_index"] = act.leaf_index;
  if (act.closing_leaf) out["closing_leaf"] = *act.closing_leaf;
  out["outcome"] = act.outcome;
  return out;
}

std::string act_table(const std::vector<custody::ActRecord>& acts) {
  Table table;
  table.add({"ACT", "TYPE", "STATE", "PROPOSER", "EXPIRES", ""});
  for (const custody::ActRecord& act : acts) {
    table.add({act.act.id.text(), std::string(to_text(act.act.type())),
               std::string(to_text(act.state)), act.act.proposer, to_rfc3339(act.act.expires),
               standing(act)});
  }
  return table.text();
}

std::string key_table(const std::vector<custody::KeyRecord>& keys) {
  Table table;
  const bool coins = std::ranges::any_of(
      keys, [](const custody::KeyRecord& key) { return key.coins.has_value(); });
  table.add({"KEY", "NAME", "PROFILE", "TYPE", "STATE", "CREATED", coins ? "DENOMINATION" : "",
             coins ? "PERIOD" : ""});
  for (const custody::KeyRecord& key : keys) {
    table.add({key.id.text(), key.name, key.profile, std::string(to_text(key.type)),
               std::string(to_text(key.state)), to_rfc3339(key.created),
               key.coins ? key.coins->denomination : "",
               key.coins ? std::to_string(key.coins->period.number) : ""});
  }
  return table.text();
}

std::string freeze_table(const std::vector<custody::FreezeRecord>& freezes) {
  Table table;
  table.add({"FREEZE", "TARGET", "BY", "SINCE", "REASON"});
  for (const custody::FreezeRecord& freeze : freezes) {
    table.add({to_hex(freeze.id), to_text(freeze.statement.target), freeze.statement.person,
               to_rfc3339(freeze.statement.time), freeze.statement.reason});
  }
  return table.text();
}

std::string key_text(const custody::KeyRecord& key) {
  Table table;
  table.add({"key", key.id.text()});
  table.add({"name", key.name});
  table.add({"profile", key.profile});
  table.add(
      {"type", std::string(to_text(key.type)) + ", for " + std::string(to_text(key.purpose))});
  table.add({"backup", std::string(to_text(key.backup))});
  table.add({"token", key.token_serial});
  if (key.left_behind) {
    table.add({"LEFT BEHIND", "the vault left that token at " + to_rfc3339(*key.left_behind) +
                                  ": restore the key out of a backup, or retire and destroy it"});
  }
  for (const custody::FormerHome& home : key.former_homes)
    table.add({"moved from", home.token_serial + ", " + to_rfc3339(home.until)});
  table.add({"state", std::string(to_text(key.state))});
  add_time(table, "created", key.created);
  add_time(table, "activated", key.activated);
  add_time(table, "deactivated", key.deactivated);
  add_time(table, "destroyed", key.destroyed);
  if (key.suspended)
    table.add({"suspended", "leaves of the log were given up: it issues nothing, takes nothing"});
  if (key.coins) add_coins(table, *key.coins);
  if (key.proven) table.add({"restorable on", elsewhere_text(*key.proven)});
  for (const custody::KeyElsewhere& there : key.restored) {
    const bool at_home = there.token_serial == key.token_serial;
    table.add({at_home ? "restored" : "also on", elsewhere_text(there)});
  }
  if (key.public_key) table.add({"key digest", to_hex(key.public_key->id())});
  return table.text();
}

std::string info_text(const custody::VaultInfo& info) {
  Table table;
  table.add({"vault", to_hex(info.id)});
  table.add({"in words", to_pgp_words(info.id)});
  table.add({"name", info.name});
  table.add({"policy", to_hex(info.policy)});
  table.add({"log key", info.log_vkey});
  for (const std::string& serial : info.token_serials) table.add({"token", serial});
  for (const custody::FormerToken& left : info.former_tokens) {
    table.add({"moved from",
               left.serial + ", " + to_rfc3339(left.until) + ", by act " + left.act.text()});
  }
  table.add({"log size", std::to_string(info.log_size)});
  return table.text();
}

std::string act_progress(const custody::ActRecord& act) {
  Table table;
  table.add({"state", std::string(to_text(act.state))});
  for (const custody::RecordedDecision& decision : act.decisions) {
    const custody::DecisionStatement& said = decision.statement;
    std::string line =
        said.person + (said.role.empty() ? "" : " as " + said.role) + ", " + to_rfc3339(said.time);
    if (!said.reason.empty()) line += ": " + said.reason;
    table.add({std::string(to_text(said.choice)), std::move(line)});
  }
  table.add({"quorum", act.quorum.approved() ? "reached" : act.quorum.reason});
  if (!act.outcome.empty()) table.add({"outcome", act.outcome});
  return table.text();
}

}  // namespace pyx::ceremony
