#include "ceremony/cli/policy_view.h"

#include <vector>

#include "base/pgp_words.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {

std::string length_text(Duration length) {
  return length == Duration(0) ? "none" : to_text(length);
}

std::vector<std::string> access_words(const policies::Client& client) {
  std::vector<std::string> words;
  for (const policies::Access access : client.access) words.emplace_back(to_text(access));
  return words;
}

namespace {

using policies::Policy;

std::string seats_text(const policies::QuorumRule& rule) {
  std::string text;
  for (const policies::Seats& seats : rule.seats) {
    text += (text.empty() ? "" : " and ") + std::to_string(seats.needed) + " of " + seats.role;
  }
  return text;
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

}  // namespace

std::string policy_text(const Policy& policy) {
  Table heading;
  heading.add({"policy", policy.name});
  heading.add({"digest", to_hex(policy.digest)});
  heading.add({"in words", to_pgp_words(policy.digest)});
  heading.add({"longest outage", to_text(policy.longest_outage)});
  std::string text = heading.text() + "\n" + people_table(policy) + "\n" + rules_table(policy);
  if (!policy.profiles.empty()) text += "\n" + profiles_table(policy);
  if (!policy.denominations.empty()) text += "\n" + denominations_table(policy);
  if (!policy.clients.empty()) text += "\n" + clients_table(policy);
  return text;
}

}  // namespace pyx::ceremony
