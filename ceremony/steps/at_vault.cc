#include "ceremony/steps/at_vault.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"
#include "custody/evidence/merkle.h"

namespace pyx::ceremony::steps {
namespace {

using planning::Action;
using transcript::Entry;
using transcript::Kind;

std::string_view text_of(ActEvent event) {
  switch (event) {
    case ActEvent::kProposed:
      return "proposed";
    case ActEvent::kDecided:
      return "decided";
    case ActEvent::kExecuted:
      return "executed";
    case ActEvent::kFailed:
      break;
  }
  return "failed";
}

const planning::Step* proposing(const planning::Plan& plan, const std::string& name) {
  const auto found = std::ranges::find_if(plan.steps, [&](const planning::Step& step) {
    return step.action == Action::kPropose && step.text("name") == name;
  });
  return found == plan.steps.end() ? nullptr : &*found;
}

// By entries between its beginnings and its ends.
Names proposed_in(const Standing& standing, const std::string& step) {
  Names ids;
  std::string open;
  for (const Entry& entry : standing.record.so_far().entries) {
    if (entry.kind == Kind::kStepBegun) open = entry.text("step");
    const bool here = open == step && entry.kind == Kind::kAct;
    if (!here || entry.text("event") != text_of(ActEvent::kProposed)) continue;
    if (std::ranges::find(ids, entry.text("act")) == ids.end()) ids.push_back(entry.text("act"));
  }
  return ids;
}

// The step in which a key is made, or a backup.
const planning::Step* making(const planning::Plan& plan, std::string_view field,
                             const std::string& id, std::initializer_list<std::string_view> acts) {
  for (const planning::Step& step : plan.steps) {
    if (step.action != Action::kPropose) continue;
    if (std::ranges::find(acts, step.text("act")) == acts.end()) continue;
    const bool of_it = step.text(field) == id ||
                       std::ranges::find(step.texts(field), id) != step.texts(field).end();
    if (of_it) return &step;
  }
  return nullptr;
}

bool has(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Those of one act that stand for the plan's key.
std::vector<Uuid> keys_in(const custody::Act& act, const Names& names, const Names& denominations) {
  std::vector<Uuid> keys;
  if (const auto* one = std::get_if<custody::KeyGenerate>(&act.parameters)) {
    if (has(names, one->name)) keys.push_back(one->key);
  } else if (const auto* many = std::get_if<custody::KeysSchedule>(&act.parameters)) {
    for (const custody::ScheduledKey& key : many->keys)
      if (denominations.empty() || has(denominations, key.denomination)) keys.push_back(key.key);
  }
  return keys;
}

Result<std::vector<Uuid>> made_with(const AtVault& at, const Uuid& one, const Names& names,
                                    const Names& denominations) {
  PYX_ASSIGN(const auto acts, at.vault->acts());
  for (const custody::ActRecord& record : acts) {
    std::vector<Uuid> keys = keys_in(record.act, names, denominations);
    if (std::ranges::find(keys, one) != keys.end()) return keys;
  }
  return std::vector<Uuid>{one};
}

std::string text_of_keys(const std::vector<custody::ScheduledKey>& keys) {
  Names names;
  for (const custody::ScheduledKey& key : keys) names.push_back(key.denomination);
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) text += " " + name;
  return text;
}

}  // namespace

Result<AtVault> at_vault(const Standing& standing) {
  AtVault at;
  PYX_ASSIGN(at.vault, standing.host.vault(standing.model));
  PYX_ASSIGN(at.info, at.vault->info());
  PYX_ASSIGN(at.in_force, policy_in_force(*at.vault, at.info));
  return at;
}

std::string subject_of(const custody::Act& act) {
  const std::string type(policies::to_text(act.type()));
  const auto about = [&](const auto& of) -> std::string {
    using Of = std::decay_t<decltype(of)>;
    if constexpr (std::is_same_v<Of, custody::KeyGenerate>) {
      return " " + of.name;
    } else if constexpr (std::is_same_v<Of, custody::KeyActivate> ||
                         std::is_same_v<Of, custody::KeyRetire> ||
                         std::is_same_v<Of, custody::KeyDestroy>) {
      return " " + of.key.text();
    } else if constexpr (std::is_same_v<Of, custody::KeysSchedule>) {
      return text_of_keys(of.keys);
    } else {
      return {};
    }
  };
  return type + std::visit(about, act.parameters);
}

Result<std::vector<custody::ActRecord>> acts_named(const Standing& standing, const AtVault& at,
                                                   const std::string& name) {
  const planning::Step* const step = proposing(standing.model.plan(), name);
  const Names ids = step == nullptr ? Names() : proposed_in(standing, step->id);
  std::vector<custody::ActRecord> acts;
  for (const std::string& text : ids) {
    PYX_ASSIGN(const Uuid id, Uuid::parse(text));
    PYX_ASSIGN(custody::ActRecord record, at.vault->act(id));
    const auto same = [&](const custody::ActRecord& other) {
      return subject_of(other.act) == subject_of(record.act);
    };
    const auto before = std::ranges::find_if(acts, same);
    if (before == acts.end()) {
      acts.push_back(std::move(record));
    } else {
      *before = std::move(record);
    }
  }
  if (acts.empty())
    return error(Code::kNotFound, "no act " + name + " was proposed in this ceremony");
  return acts;
}

Names denominations_of(const Standing& standing, const planning::Key& key) {
  const auto name = planning::sole_parameter(key.each);
  const planning::Value* const value = name ? standing.model.values().find(*name) : nullptr;
  const auto* const ids = value == nullptr ? nullptr : std::get_if<Names>(&value->held);
  return ids == nullptr ? Names() : *ids;
}

Names names_of(const Standing& standing, const planning::Key& key) {
  if (key.each.empty()) return {key.id};
  Names names;
  for (const std::string& one : denominations_of(standing, key))
    names.push_back(key.id + "-" + one);
  return names;
}

Result<std::vector<Uuid>> keys_of(const Standing& standing, const AtVault& at,
                                  const std::string& id) {
  const planning::Plan& plan = standing.model.plan();
  const planning::Key* const key = plan.key(id);
  if (key == nullptr) return error(Code::kNotFound, "the plan has no key " + id);
  const Names names = names_of(standing, *key);
  const Names denominations = denominations_of(standing, *key);
  const auto& before = standing.host.site().keys;
  if (const auto found = before.find(id); found != before.end()) {
    if (key->each.empty()) return std::vector<Uuid>{found->second};
    return made_with(at, found->second, names, denominations);
  }
  const planning::Step* const step = making(plan, "keys", id, {"key.generate", "keys.schedule"});
  if (step == nullptr) return error(Code::kNotFound, "key " + id + " was not made here");
  PYX_ASSIGN(const auto acts, acts_named(standing, at, step->text("name")));
  std::vector<Uuid> keys;
  for (const custody::ActRecord& record : acts) {
    for (const Uuid& one : keys_in(record.act, names, denominations)) keys.push_back(one);
  }
  if (keys.empty()) return error(Code::kNotFound, "key " + id + " was not made here");
  return keys;
}

Result<Uuid> backup_of(const Standing& standing, const AtVault& at, const std::string& id) {
  const auto& before = standing.host.site().backups;
  if (const auto found = before.find(id); found != before.end()) return found->second;
  const planning::Step* const step = making(standing.model.plan(), "backup", id, {"backup.create"});
  if (step == nullptr) return error(Code::kNotFound, "backup " + id + " was not made here");
  PYX_ASSIGN(const auto acts, acts_named(standing, at, step->text("name")));
  const auto* const made = std::get_if<custody::BackupCreate>(&acts.front().act.parameters);
  if (made == nullptr) return error(Code::kBug, "act " + step->text("name") + " makes no backup");
  return made->backup;
}

bool has_act_entry(const Standing& standing, const Uuid& act, ActEvent event, std::uint64_t leaf) {
  return standing.has_entry(Kind::kAct, {{"act", act.text()},
                                         {"event", std::string(text_of(event))},
                                         {"leaf", std::to_string(leaf)}});
}

Result<Sha256> leaf_hash_of(const AtVault& at, std::uint64_t leaf) {
  PYX_ASSIGN(const std::vector<Bytes> leaves, at.vault->leaves(leaf, 1));
  if (!leaves.empty()) return custody::leaf_hash(leaves.front());
  return error(Code::kStore, "the vault's log has no leaf " + std::to_string(leaf));
}

Result<void> write_act(const Doing& doing, const AtVault& at, const Uuid& act, ActEvent event,
                       std::uint64_t leaf, std::optional<std::uint64_t> anchored) {
  if (has_act_entry(doing, act, event, leaf)) return {};
  PYX_ASSIGN(const Sha256 leaf_hash, leaf_hash_of(at, leaf));
  transcript::Values values = {{"act", act.text()},
                               {"event", std::string(text_of(event))},
                               {"leaf", std::to_string(leaf)},
                               {"leaf_hash", to_hex(leaf_hash)},
                               {"vault", to_hex(at.info.id)}};
  if (anchored) values.emplace("anchored", std::to_string(*anchored));
  return doing.writing.entry(Kind::kAct, values);
}

Result<void> write_closed(const Doing& doing, const AtVault& at, const custody::ActRecord& act) {
  const bool executed = act.state == custody::ActState::kExecuted;
  if (!act.closing_leaf || (!executed && act.state != custody::ActState::kFailed))
    return error(Code::kConflict,
                 "act " + act.act.id.text() + " is " + std::string(custody::to_text(act.state)));
  PYX_TRY(write_act(doing, at, act.act.id, executed ? ActEvent::kExecuted : ActEvent::kFailed,
                    *act.closing_leaf));
  if (executed) return {};
  return error(Code::kToken, "act " + act.act.id.text() + " has failed: " + act.outcome);
}

Result<Signing> signing(const Doing& doing, const AtVault& at, const std::string& person) {
  Signing made;
  PYX_ASSIGN(made.signer, doing.people.signer(person));
  SignerPlace place;
  place.person = person;
  PYX_ASSIGN(made.person,
             signing_person(at.in_force.policy, *made.signer, place, at.info.token_serials));
  return made;
}

}  // namespace pyx::ceremony::steps
