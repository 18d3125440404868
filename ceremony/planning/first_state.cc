#include <algorithm>

#include "ceremony/planning/beginning.h"

namespace pyx::ceremony::planning {
namespace {

using custody::ShareSetState;

unsigned needed_of(const std::string& shares, const Values& values) {
  return m_of_n_from(values.fill(shares)).value_or(MOfN{}).m;
}

Ids ids_of(const std::vector<std::string>& names, const Values& values,
           std::span<const Participant> people) {
  const auto named = people_named(names, values, people);
  return {named.begin(), named.end()};
}

void put_people(const Plan& plan, std::span<const Participant> people, State& to) {
  for (const Participant& one : people) {
    PersonState now;
    now.in_policy = std::ranges::any_of(one.roles, [&](const std::string& id) {
      const Role* const role = plan.role(id);
      return role != nullptr && role->in_policy;
    });
    now.has_key = now.in_policy && plan.vault == VaultBefore::kFounded;
    to.people.emplace(one.id, now);
  }
}

void put_things(const Plan& plan, const Values& values, std::span<const Participant> people,
                State& to) {
  for (const Item& item : plan.items) {
    ThingState now;
    now.place = item.place;
    now.in = item.in;
    now.seal = item.sealed ? Seal::kSealed : Seal::kOpen;
    if (item.place == Place::kHolder) now.holders = ids_of(item.each, values, people);
    to.things.emplace(item.id, std::move(now));
  }
}

void put_pin(const PinKeeping& pin, Secret secret, State& to) {
  const auto found = to.things.find(pin.on);
  if (found != to.things.end()) found->second.secrets.push_back(std::move(secret));
}

void put_tokens(const Plan& plan, const Values& values, std::span<const Participant> people,
                State& to) {
  for (const Token& token : plan.tokens) {
    TokenNow now;
    now.state = token.state;
    now.so_pin = token.so_pin;
    now.user_pin = token.user_pin;
    if (token.so_pin.way == PinWay::kSplit) {
      now.so_holders = ids_of(token.so_pin.holders, values, people);
      now.so_needed = needed_of(token.so_pin.shares, values);
    }
    put_pin(token.so_pin, {Secret::Kind::kSoPin, token.id, 1}, to);
    put_pin(token.user_pin, {Secret::Kind::kUserPin, token.id, 1}, to);
    if (plan.vault == VaultBefore::kFounded && token.state == TokenState::kVault) {
      to.vault.state = VaultState::kFounded;
      to.vault.token = token.id;
      for (const Key& key : plan.keys)
        if (key.before) now.keys.insert(key.id);
    }
    to.tokens.emplace(token.id, std::move(now));
  }
}

void put_backups(const Plan& plan, const Values& values, std::span<const Participant> people,
                 State& to) {
  for (const Key& key : plan.keys) to.keys.emplace(key.id, KeyNow{key.before, std::nullopt, false});
  for (const Backup& backup : plan.backups) {
    BackupNow now;
    if (backup.before) {
      ShareSetNow set;
      set.state = ShareSetState::kLive;
      set.on = backup.on;
      set.holders = ids_of(backup.holders, values, people);
      set.needed = needed_of(backup.shares, values);
      set.acknowledged = set.holders;
      const Item* const on = plan.item(backup.on);
      if (on != nullptr && on->kind != ItemKind::kMedia)
        to.things[backup.on].secrets.push_back({Secret::Kind::kShare, backup.id, 1});
      now.sets.push_back(std::move(set));
      for (const std::string& key : backup.keys) to.keys[key].proven = backup.id;
    }
    to.backups.emplace(backup.id, std::move(now));
  }
}

}  // namespace

State first_state(const Plan& plan, const Values& values, std::span<const Participant> people) {
  State state;
  put_people(plan, people, state);
  put_things(plan, values, people, state);
  put_tokens(plan, values, people, state);
  put_backups(plan, values, people, state);
  return state;
}

}  // namespace pyx::ceremony::planning
