#include "ceremony/planning/plan_references.h"

#include <map>
#include <set>

#include "ceremony/planning/references.h"
#include "ceremony/planning/step_order.h"
#include "policies/rule_reader.h"
#include "policies/seating.h"

namespace pyx::ceremony::planning {
namespace {

using policies::in_quotes;

template <class T>
void once(const std::vector<T>& all, std::string T::*id, std::string_view what, Gather& gather) {
  std::map<std::string, toml::Position> first;
  for (const T& one : all) {
    const auto [found, is_new] = first.emplace(one.*id, one.at);
    if (is_new || (one.*id).empty()) continue;
    gather.add(FindingKind::kReference, one.at,
               std::string(what) + " " + one.*id + " stands twice, first at line " +
                   std::to_string(found->second.line));
  }
}

void check_once(const Plan& plan, Gather& gather) {
  once(plan.roles, &Role::id, "role", gather);
  once(plan.parameters, &ParameterSpec::name, "parameter", gather);
  once(plan.items, &Item::id, "item or token", gather);
  once(plan.keys, &Key::id, "key", gather);
  once(plan.backups, &Backup::id, "backup", gather);
  once(plan.sections, &Section::id, "section", gather);
  once(plan.steps, &Step::id, "step", gather);
}

void check_roles_known(const Plan& plan, References& refer) {
  for (const Role& role : plan.roles) {
    refer.at(role.at, "role " + role.id);
    if (const auto inside = sole_parameter(role.least))
      refer.parameter(*inside, {ParameterKind::kInteger, ParameterKind::kMOfN});
    for (const std::string& other : role.apart) refer.role(other);
  }
  for (const ParameterSpec& spec : plan.parameters) {
    refer.at(spec.at, "parameter " + spec.name);
    if (spec.kind == ParameterKind::kPeople) refer.role(spec.role);
  }
}

void check_things(const Plan& plan, References& refer) {
  for (const Item& item : plan.items) {
    refer.at(item.at, item.id);
    refer.people(item.each);
    if (item.in.empty()) continue;
    const Item* const container = plan.item(item.in);
    if (container == nullptr || !is_container(container->kind)) {
      refer.say("lies in " + item.in + ", which is no bag or envelope of the plan");
    } else if (is_container(item.kind) && !container->in.empty()) {
      refer.say("lies in a container that lies in a container", FindingKind::kMalformed);
    }
  }
  for (const Token& token : plan.tokens) {
    refer.at(token.at, "token " + token.id);
    refer.pins(token.so_pin);
    refer.pins(token.user_pin);
  }
}

// Every type that the key can get.
std::vector<KeyType> types_of(const Plan& plan, const Key& key, References& refer) {
  std::vector<KeyType> types;
  if (const auto inside = sole_parameter(key.type)) {
    refer.parameter(*inside, {ParameterKind::kKeyType});
    const ParameterSpec* const spec = plan.parameter(*inside);
    if (spec == nullptr || spec->kind != ParameterKind::kKeyType) return types;
    for (const std::string& choice : spec->choices)
      if (const auto type = key_type_from(choice)) types.push_back(*type);
  } else if (const auto type = key_type_from(key.type)) {
    types.push_back(*type);
  } else {
    refer.say("has the type " + in_quotes(key.type) + ", which there is not",
              FindingKind::kMalformed);
  }
  return types;
}

void check_keys(const Plan& plan, References& refer) {
  for (const Key& key : plan.keys) {
    refer.at(key.at, "key " + key.id);
    refer.braces(key.profile);
    for (const KeyType type : types_of(plan, key, refer)) {
      const std::string text(pyx::to_text(type));
      if (!fits(type, key.purpose))
        refer.say(
            "is of type " + text + ", which is none for " + std::string(pyx::to_text(key.purpose)),
            FindingKind::kMalformed);
      if (key.backup == policies::Backup::kSplit && (type == KeyType::kEd25519))
        refer.say("is of type " + text + ", which no token wraps: it has no backup",
                  FindingKind::kMalformed);
    }
    if (key.each.empty()) continue;
    if (const auto inside = sole_parameter(key.each)) {
      refer.parameter(*inside, {ParameterKind::kDenominations});
    } else {
      refer.say("has an \"each\" that is no \"{parameter}\"", FindingKind::kMalformed);
    }
  }
}

void check_backups(const Plan& plan, References& refer) {
  for (const Backup& backup : plan.backups) {
    refer.at(backup.at, "backup " + backup.id);
    for (const std::string& key : backup.keys) refer.key(key);
    refer.people(backup.holders);
    refer.m_of_n(backup.shares);
    refer.carrier(backup.on, true);
    if (!backup.replaces.empty()) refer.backup(backup.replaces);
    if (backup.replaces == backup.id) refer.say("replaces itself");
  }
}

// "{approvals} of officer" names a parameter for its number.
void check_seats(const std::string& text, References& refer) {
  constexpr std::string_view kOf = " of ";
  const std::size_t of = text.find(kOf);
  const auto inside = of == std::string::npos ? std::nullopt : sole_parameter(text.substr(0, of));
  if (inside) refer.parameter(*inside, {ParameterKind::kInteger});
  const auto seats = policies::seats_from(inside ? "1" + text.substr(of) : text);
  if (!seats) {
    refer.say("has the seats " + in_quotes(text) + ", but they must be written as \"2 of officer\"",
              FindingKind::kMalformed);
  } else {
    refer.role(seats->role);
  }
}

void check_rules(const Plan& plan, References& refer) {
  std::set<policies::ActType> ruled;
  for (const ActRule& rule : plan.rules) {
    refer.at(rule.at, "[[rule]]");
    for (const policies::ActType act : rule.acts) {
      if (!ruled.insert(act).second)
        refer.say("is a second one for " + std::string(policies::to_text(act)));
    }
    std::set<std::string> roles;
    for (const std::string& text : rule.quorum) {
      check_seats(text, refer);
      const std::size_t blank = text.rfind(' ');
      if (!roles.insert(text.substr(blank + 1)).second)
        refer.say("seats a role twice: " + in_quotes(text), FindingKind::kMalformed);
    }
    if (rule.quorum.size() > policies::kMostRolesInQuorum)
      refer.say("has more than " + std::to_string(policies::kMostRolesInQuorum) + " roles",
                FindingKind::kMalformed);
  }
}

}  // namespace

void check_references(const Plan& plan, Gather& gather) {
  References refer(plan, gather);
  check_once(plan, gather);
  check_roles_known(plan, refer);
  check_things(plan, refer);
  check_keys(plan, refer);
  check_backups(plan, refer);
  check_rules(plan, refer);
  check_step_references(plan, refer, gather);
  refer.at({}, "");
  check_order(plan, gather);
}

}  // namespace pyx::ceremony::planning
