#include "ceremony/planning/beginning.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ceremony/planning/seats.h"
#include "custody/acts/share_plan.h"

namespace pyx::ceremony::planning {
namespace {

using policies::ActType;

// What the checks share.
struct Room {
  const Plan& plan;
  const Values& values;
  std::span<const Participant> people;
  Findings& findings;

  std::vector<std::string> named(const std::vector<std::string>& names) const {
    return people_named(names, values, people);
  }
  void add(FindingKind kind, toml::Position at, std::string what, std::string advice) const {
    findings.push_back({kind, "", at, std::move(what), std::move(advice)});
  }
};

void check_roles(const Room& room) {
  for (const Role& role : room.plan.roles) {
    const auto there = std::ranges::count_if(
        room.people, [&](const Participant& one) { return one.has_role(role.id); });
    const std::int64_t least = least_of(role, room.values);
    if (there < least) {
      room.add(FindingKind::kPeople, role.at,
               "role " + role.id + " has " + std::to_string(there) + " people, but needs " +
                   std::to_string(least),
               "find more people for it");
    }
    for (const Participant& one : room.people) {
      for (const std::string& other : role.apart) {
        if (one.has_role(role.id) && one.has_role(other))
          room.add(FindingKind::kPeople, role.at,
                   one.id + " is " + role.id + " and " + other + ", which must be apart",
                   "give one of the roles to somebody else");
      }
    }
  }
  std::set<std::string> ids;
  for (const Participant& one : room.people) {
    if (!ids.insert(one.id).second)
      room.add(FindingKind::kPeople, {1, 1}, "person " + one.id + " stands twice",
               "name them once");
    for (const std::string& role : one.roles) {
      if (room.plan.role(role) == nullptr)
        room.add(FindingKind::kPeople, {1, 1},
                 one.id + " is " + role + ", which is no role of the plan", "mend the site");
    }
  }
}

void check_people_parameters(const Room& room) {
  for (const ParameterSpec& spec : room.plan.parameters) {
    const Value* const value = room.values.find(spec.name);
    if (value == nullptr) {
      room.add(FindingKind::kParameter, spec.at, "parameter " + spec.name + " has no value",
               "give it with --set " + spec.name + "=VALUE");
      continue;
    }
    const auto* const ids = std::get_if<std::vector<std::string>>(&value->held);
    if (spec.kind != ParameterKind::kPeople || ids == nullptr) continue;
    for (const std::string& id : *ids) {
      const auto found = std::ranges::find(room.people, id, &Participant::id);
      if (found == room.people.end() || !found->has_role(spec.role))
        room.add(FindingKind::kParameter, spec.at,
                 "parameter " + spec.name + " names " + id + ", who is not " + spec.role,
                 "name people of that role");
    }
    const bool within = std::cmp_greater_equal(ids->size(), spec.least) &&
                        std::cmp_less_equal(ids->size(), spec.most);
    if (!within)
      room.add(FindingKind::kParameter, spec.at,
               "parameter " + spec.name + " names " + std::to_string(ids->size()) + " people",
               "name " + std::to_string(spec.least) + " to " + std::to_string(spec.most));
  }
}

// In the policy when the ceremony begins, or by an act of it.
Ids ever_in_policy(const Room& room) {
  Ids ids;
  for (const Participant& one : room.people) {
    const bool in = std::ranges::any_of(one.roles, [&](const std::string& id) {
      const Role* const role = room.plan.role(id);
      return role != nullptr && role->in_policy;
    });
    if (in) ids.insert(one.id);
  }
  for (const Step& step : room.plan.steps)
    if (step.action == Action::kPropose)
      for (const std::string& one : room.named(step.texts("adds"))) ids.insert(one);
  return ids;
}

void check_quorum_of(const Room& room, const Step& step, ActType act,
                     const policies::Policy* policy) {
  const auto seats = seats_of(room.plan, room.values, act);
  const std::string name(policies::to_text(act));
  const Ids in_policy = ever_in_policy(room);
  for (const std::string& proposer : room.named(step.who)) {
    std::vector<std::string> others;
    for (const std::string& one : in_policy)
      if (one != proposer) others.push_back(one);
    const std::string missing = unfilled(seats, room.people, others);
    if (!missing.empty()) {
      room.add(FindingKind::kQuorum, step.at,
               "the quorum of " + name + " can never form when " + proposer +
                   " proposes: " + missing + " cannot be filled",
               "find more people, or let others propose");
    }
    if (policy == nullptr || policy->rule(act) == nullptr) continue;
    const std::string unmet = unfilled(policy->rule(act)->seats, *policy, others);
    if (!unmet.empty())
      room.add(FindingKind::kPolicy, step.at,
               "the policy's quorum of " + name + " cannot be filled by the people named: " + unmet,
               "have people come whom the policy asks for");
  }
}

void check_quorums(const Room& room, const policies::Policy* policy) {
  std::set<ActType> seen;
  for (const Step& step : room.plan.steps) {
    if (step.action != Action::kPropose) continue;
    const auto act = policies::act_type_from(step.text("act"));
    if (!act || !seen.insert(*act).second) continue;
    const std::string name(policies::to_text(*act));
    const ActRule* const rule = room.plan.rule(*act);
    if (rule != nullptr && sum_of(seats_of(room.plan, room.values, *act)) < 2)
      room.add(FindingKind::kAlone, rule->at, "one person alone approves " + name,
               "let at least 2 people approve");
    if (policy != nullptr && policy->rule(*act) == nullptr)
      room.add(FindingKind::kPolicy, step.at, "the policy has no rule for " + name,
               "it cannot be done under this policy");
    check_quorum_of(room, step, *act, policy);
  }
}

void check_shares_of(const Room& room, toml::Position at, const std::string& what,
                     const std::vector<std::string>& holders, const std::string& shares) {
  const auto people = room.named(holders);
  const auto plan = m_of_n_from(room.values.fill(shares));
  if (!plan || plan->n != people.size()) {
    room.add(FindingKind::kParameter, at,
             what + " is split " + room.values.fill(shares) + ", but has " +
                 std::to_string(people.size()) + " holders",
             "let n be their number");
    return;
  }
  if (plan->m < 2) {
    room.add(FindingKind::kAlone, at, what + " is opened by one holder alone",
             "let at least 2 be needed");
    return;
  }
  const auto sound = custody::check_share_plan({1, {{plan->m, people}}});
  if (!sound)
    room.add(FindingKind::kParameter, at, what + ": " + sound.error().message,
             "name 2 to 16 holders, each once");
}

void check_shares(const Room& room) {
  for (const Backup& backup : room.plan.backups)
    check_shares_of(room, backup.at, "backup " + backup.id, backup.holders, backup.shares);
  for (const Token& token : room.plan.tokens) {
    if (token.so_pin.way == PinWay::kSplit)
      check_shares_of(room, token.at, "the SO PIN of token " + token.id, token.so_pin.holders,
                      token.so_pin.shares);
  }
}

void check_policy_people(const Room& room, const policies::Policy& policy) {
  for (const Participant& one : room.people) {
    const bool in = std::ranges::any_of(one.roles, [&](const std::string& id) {
      const Role* const role = room.plan.role(id);
      return role != nullptr && role->in_policy;
    });
    if (in && policy.person(one.id) == nullptr)
      room.add(FindingKind::kPolicy, {1, 1}, "the policy has no person " + one.id,
               "mend the policy, or the site");
  }
  if (room.plan.vault != VaultBefore::kNone) return;
  for (const policies::Person& person : policy.people) {
    if (std::ranges::find(room.people, person.id, &Participant::id) == room.people.end())
      room.add(FindingKind::kPolicy, {1, 1},
               "the policy has " + person.id +
                   ", who is not among the people: everybody of it "
                   "signs the founding",
               "name them in the site");
  }
}

void check_profiles(const Room& room, const policies::Policy& policy) {
  for (const Key& key : room.plan.keys) {
    const std::string name = room.values.fill(key.profile);
    const policies::KeyProfile* const profile = policy.profile(name);
    if (profile == nullptr) {
      room.add(FindingKind::kPolicy, key.at, "the policy has no profile " + name,
               "mend the policy, or the parameter");
      continue;
    }
    const auto type = key_type_from(room.values.fill(key.type));
    const bool same = type && profile->type == *type && profile->purpose == key.purpose &&
                      profile->backup == key.backup;
    if (!same)
      room.add(FindingKind::kPolicy, key.at,
               "profile " + name + " is " + std::string(pyx::to_text(profile->type)) + ", " +
                   std::string(pyx::to_text(profile->purpose)) + ", backup " +
                   std::string(policies::to_text(profile->backup)) + ": not what key " + key.id +
                   " is",
               "mend the policy, or the plan's parameters");
  }
  for (const ParameterSpec& spec : room.plan.parameters) {
    if (spec.kind != ParameterKind::kDenominations) continue;
    const Value* const value = room.values.find(spec.name);
    const auto* const names =
        value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&value->held);
    if (names == nullptr) continue;
    for (const std::string& name : *names) {
      if (policy.denomination(name) == nullptr)
        room.add(FindingKind::kPolicy, spec.at, "the policy has no denomination " + name,
                 "mend parameter " + spec.name);
    }
  }
}

}  // namespace

Findings check_people(const Plan& plan, const Values& values, std::span<const Participant> people,
                      const policies::Policy* policy) {
  Findings findings;
  const Room room{plan, values, people, findings};
  check_roles(room);
  check_people_parameters(room);
  check_quorums(room, policy);
  check_shares(room);
  if (policy != nullptr) {
    check_policy_people(room, *policy);
    check_profiles(room, *policy);
  }
  return findings;
}

}  // namespace pyx::ceremony::planning
