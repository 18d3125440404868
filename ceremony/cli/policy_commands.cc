// pyx policy: what a policy file says, read strictly.

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

using policies::Policy;

std::string seats_text(const policies::QuorumRule& rule) {
  std::string text;
  for (const policies::Seats& seats : rule.seats) {
    text += (text.empty() ? "" : " and ") + std::to_string(seats.needed) + " of " + seats.role;
  }
  return text;
}

std::string length_text(Duration length) {
  return length == Duration(0) ? "none" : to_text(length);
}

std::vector<std::string> access_words(const policies::Client& client) {
  std::vector<std::string> words;
  for (const policies::Access access : client.access) words.emplace_back(to_text(access));
  return words;
}

std::string people_table(const Policy& policy) {
  Table table;
  table.add({"PERSON", "NAME", "ROLES", "KEY", "KEY ID"});
  for (const policies::Person& person : policy.people) {
    table.add({person.id, person.name, joined(person.roles),
               std::string(to_text(person.key.type())), to_hex(person.key.id())});
  }
  return table.text();
}

std::string rules_table(const Policy& policy) {
  Table table;
  table.add({"ACT", "NEEDS", "PROPOSED BY", "LIFETIME", ""});
  for (const policies::ActType type : policies::kActTypes) {
    const policies::QuorumRule* const rule = policy.rule(type);
    const std::string name(to_text(type));
    if (rule == nullptr) {
      table.add({name, "no rule: cannot be done"});
    } else {
      table.add({name, seats_text(*rule), joined(rule->may_propose), to_text(rule->lifetime),
                 rule->no_spare ? "one absent person can block it" : ""});
    }
  }
  table.add({"freeze", "1 of " + joined(policy.may_freeze)});
  return table.text();
}

std::string profiles_table(const Policy& policy) {
  Table table;
  table.add({"PROFILE", "TYPE", "PURPOSE", "BACKUP"});
  for (const policies::KeyProfile& profile : policy.profiles) {
    table.add({profile.name, std::string(to_text(profile.type)),
               std::string(to_text(profile.purpose)), std::string(to_text(profile.backup))});
  }
  return table.text();
}

std::string denominations_table(const Policy& policy) {
  Table table;
  table.add({"DENOMINATION", "EACH COIN", "PROFILE", "FIRST PERIOD", "ISSUE", "OVERLAP", "AHEAD",
             "LIFE", "GRACE", "A KEY ISSUES"});
  for (const policies::Denomination& one : policy.denominations) {
    const policies::Schedule& schedule = one.schedule;
    table.add({one.name, std::to_string(one.value) + " " + one.currency, one.profile,
               to_rfc3339(schedule.first), to_text(schedule.issue), length_text(schedule.overlap),
               length_text(schedule.ahead), length_text(schedule.life), length_text(schedule.grace),
               one.most_issued ? "at most " + std::to_string(*one.most_issued) : "no limit"});
  }
  return table.text();
}

// Coins with a wrong tag that a client may bring in a day; nothing where it brings none.
std::string bad_coins_text(const policies::Client& client) {
  const bool brings = client.has_access(policies::Access::kCoinsCheck) ||
                      client.has_access(policies::Access::kCoinsExchange) ||
                      client.has_access(policies::Access::kCoinsRedeem);
  return brings ? std::to_string(client.most_bad_coins) : "";
}

std::string clients_table(const Policy& policy) {
  Table table;
  table.add({"CLIENT", "ACCESS", "NAME IN ITS CERTIFICATE", "ITS PUBLIC KEY, SHA-256", "USES",
             "BAD COINS A DAY"});
  for (const policies::Client& client : policy.clients) {
    table.add({client.name, joined(access_words(client)), client.san_uri,
               to_hex(client.spki_sha256), joined(client.use), bad_coins_text(client)});
  }
  return table.text();
}

json::array people_json(const Policy& policy) {
  json::array list;
  for (const policies::Person& person : policy.people) {
    json::object entry;
    entry["id"] = person.id;
    entry["name"] = person.name;
    entry["roles"] = array_of(person.roles);
    entry["key_type"] = to_text(person.key.type());
    entry["key_id"] = to_hex(person.key.id());
    list.push_back(std::move(entry));
  }
  return list;
}

json::array rules_json(const Policy& policy) {
  json::array list;
  for (const auto& [type, rule] : policy.rules) {
    json::array quorum;
    for (const policies::Seats& seats : rule.seats) {
      quorum.emplace_back(std::to_string(seats.needed) + " of " + seats.role);
    }
    json::object entry;
    entry["act"] = to_text(type);
    entry["quorum"] = std::move(quorum);
    entry["may_propose"] = array_of(rule.may_propose);
    entry["lifetime"] = to_text(rule.lifetime);
    entry["no_spare"] = rule.no_spare;
    list.push_back(std::move(entry));
  }
  return list;
}

json::array profiles_json(const Policy& policy) {
  json::array list;
  for (const policies::KeyProfile& profile : policy.profiles) {
    json::object entry;
    entry["name"] = profile.name;
    entry["type"] = to_text(profile.type);
    entry["purpose"] = to_text(profile.purpose);
    entry["backup"] = to_text(profile.backup);
    list.push_back(std::move(entry));
  }
  return list;
}

json::array denominations_json(const Policy& policy) {
  json::array list;
  for (const policies::Denomination& one : policy.denominations) {
    json::object entry;
    entry["name"] = one.name;
    entry["currency"] = one.currency;
    entry["value"] = one.value;
    entry["profile"] = one.profile;
    entry["first"] = to_rfc3339(one.schedule.first);
    entry["issue"] = to_text(one.schedule.issue);
    entry["overlap"] = length_text(one.schedule.overlap);
    entry["ahead"] = length_text(one.schedule.ahead);
    entry["life"] = length_text(one.schedule.life);
    entry["grace"] = length_text(one.schedule.grace);
    if (one.most_issued) entry["most_issued"] = *one.most_issued;
    list.push_back(std::move(entry));
  }
  return list;
}

json::array clients_json(const Policy& policy) {
  json::array list;
  for (const policies::Client& client : policy.clients) {
    json::object entry;
    entry["name"] = client.name;
    entry["san_uri"] = client.san_uri;
    entry["spki_sha256"] = to_hex(client.spki_sha256);
    entry["access"] = array_of(access_words(client));
    entry["use"] = array_of(client.use);
    entry["most_bad_coins"] = client.most_bad_coins;
    list.push_back(std::move(entry));
  }
  return list;
}

Result<Outcome> run_check(const std::filesystem::path& file) {
  PYX_ASSIGN(const PolicyFile read, read_policy(file));
  const Policy& policy = read.policy;
  const std::string words = to_pgp_words(policy.digest);

  Outcome outcome;
  outcome.data["name"] = policy.name;
  outcome.data["digest"] = to_hex(policy.digest);
  outcome.data["words"] = words;
  outcome.data["people"] = people_json(policy);
  outcome.data["rules"] = rules_json(policy);
  outcome.data["may_freeze"] = array_of(policy.may_freeze);
  outcome.data["profiles"] = profiles_json(policy);
  outcome.data["denominations"] = denominations_json(policy);
  outcome.data["longest_outage"] = to_text(policy.longest_outage);
  outcome.data["clients"] = clients_json(policy);

  Table heading;
  heading.add({"policy", policy.name});
  heading.add({"digest", to_hex(policy.digest)});
  heading.add({"in words", words});
  heading.add({"longest outage", to_text(policy.longest_outage)});
  outcome.text = heading.text() + "\n" + people_table(policy) + "\n" + rules_table(policy);
  if (!policy.profiles.empty()) outcome.text += "\n" + profiles_table(policy);
  if (!policy.denominations.empty()) outcome.text += "\n" + denominations_table(policy);
  if (!policy.clients.empty()) outcome.text += "\n" + clients_table(policy);
  outcome.words.push_back(file.string() + " is a sound policy");
  return outcome;
}

Result<Run> prepare_check(const Arguments& given) {
  return Run([file = given.path("--policy")](Context&) { return run_check(file); });
}

}  // namespace

Commands policy_commands() {
  return {{"policy",
           "check",
           "read a policy strictly and show who may do what under it",
           {},
           {{"--policy", "FILE", "the policy, TOML", Need::kRequired}},
           prepare_check}};
}

}  // namespace pyx::ceremony
