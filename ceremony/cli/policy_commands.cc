// pyx policy: what a policy file says, read strictly.

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/policy_view.h"

namespace pyx::ceremony {
namespace {

using policies::Policy;

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

Result<Outcome> run_policy_check(const std::filesystem::path& file) {
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

  outcome.text = policy_text(policy);
  outcome.words.push_back(file.string() + " is a sound policy");
  return outcome;
}

Result<Run> prepare_policy_check(const Arguments& given) {
  return Run([file = given.path("--policy")](Context&) { return run_policy_check(file); });
}

}  // namespace

Commands policy_commands() {
  return {{"policy",
           "check",
           "read a policy strictly and show who may do what under it",
           {},
           {{"--policy", "FILE", "the policy, TOML", Need::kRequired}},
           prepare_policy_check}};
}

}  // namespace pyx::ceremony
