#include "ceremony/steps/proposals.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ceremony/key_calendar.h"
#include "custody/coins/value_request.h"

namespace pyx::ceremony::steps {
namespace {

using policies::ActType;

constexpr Duration kAcceptedInRehearsal = std::chrono::hours(24);

WantedAct wanted(ActType type, std::string about, std::string_view of = {}) {
  WantedAct act;
  act.ask.type = type;
  act.about = std::move(about);
  act.subject = std::string(policies::to_text(type));
  if (!of.empty()) act.subject += " " + std::string(of);
  return act;
}

Result<std::vector<WantedAct>> keys_to_make(const Doing& doing) {
  std::vector<WantedAct> acts;
  for (const std::string& id : doing.step.texts("keys")) {
    const planning::Key* const key = doing.model.plan().key(id);
    if (key == nullptr) return error(Code::kNotFound, "the plan has no key " + id);
    for (const std::string& name : names_of(doing, *key)) {
      WantedAct act = wanted(ActType::kKeyGenerate, name, name);
      act.ask.name = name;
      act.ask.profile = doing.filled(key->profile);
      acts.push_back(std::move(act));
    }
  }
  return acts;
}

// Of which denominations: what the plan says, or all of the policy that have the key's profile.
Names scheduled_in(const Doing& doing, const AtVault& at, const planning::Key& key) {
  if (!key.each.empty()) return denominations_of(doing, key);
  Names names;
  for (const policies::Denomination& one : at.in_force.policy.denominations)
    if (one.profile == doing.filled(key.profile)) names.push_back(one.name);
  return names;
}

// For each denomination the first period whose key is missing.
Result<std::vector<WantedAct>> keys_to_schedule(const Doing& doing, const AtVault& at) {
  PYX_ASSIGN(const auto keys, at.vault->keys());
  const MissingKeys missing =
      missing_keys(at.in_force.policy, keys, doing.host.context().clock.now(), kMostMissing);
  Names names;
  for (const std::string& id : doing.step.texts("keys")) {
    const planning::Key* const key = doing.model.plan().key(id);
    if (key == nullptr) return error(Code::kNotFound, "the plan has no key " + id);
    for (std::string& name : scheduled_in(doing, at, *key)) names.push_back(std::move(name));
  }
  WantedAct act = wanted(ActType::kKeysSchedule, doing.step.text("name"));
  for (const std::string& name : names) {
    const auto first = std::ranges::find(missing.first, name, &CalendarEntry::denomination);
    if (first == missing.first.end())
      return error(Code::kConflict,
                   "every key of " + name + " that the policy's schedule wants by now is there");
    act.ask.periods.emplace_back(name, first->period.number);
  }
  std::ranges::sort(names);
  for (const std::string& name : names) act.subject += " " + name;
  return std::vector<WantedAct>{std::move(act)};
}

Result<std::vector<WantedAct>> about_keys(const Doing& doing, const AtVault& at, ActType type) {
  std::vector<WantedAct> acts;
  for (const std::string& id : doing.step.texts("keys")) {
    PYX_ASSIGN(const std::vector<Uuid> keys, keys_of(doing, at, id));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::string number = keys.size() > 1 ? "-" + std::to_string(i + 1) : std::string();
      WantedAct act = wanted(type, id + number, keys[i].text());
      act.ask.key = keys[i];
      acts.push_back(std::move(act));
    }
  }
  return acts;
}

Result<custody::SharePlan> share_plan(const Doing& doing, const Names& holders,
                                      const std::string& shares) {
  const auto m_of_n = planning::m_of_n_from(doing.filled(shares));
  if (!m_of_n) return error(Code::kBadInput, "\"" + shares + "\" is no \"m of n\"");
  return custody::SharePlan{1, {{m_of_n->m, doing.named(holders)}}};
}

Result<void> put_new_backup(const Doing& doing, const AtVault& at, ProposalAsk& into) {
  const std::string& id = doing.step.text("backup");
  const planning::Backup* const backup = doing.model.plan().backup(id);
  if (backup == nullptr) return error(Code::kNotFound, "the plan has no backup " + id);
  for (const std::string& key : backup->keys) {
    PYX_ASSIGN(const std::vector<Uuid> keys, keys_of(doing, at, key));
    into.backup_keys.insert(into.backup_keys.end(), keys.begin(), keys.end());
  }
  PYX_ASSIGN(into.shares, share_plan(doing, backup->holders, backup->shares));
  if (backup->replaces.empty()) return {};
  PYX_ASSIGN(into.replaces, backup_of(doing, at, backup->replaces));
  return {};
}

// The keys of the backup that are not destroyed.
Result<std::vector<Uuid>> living_keys(const AtVault& at, const Uuid& id) {
  PYX_ASSIGN(const auto backups, at.vault->backups());
  PYX_ASSIGN(const auto keys, at.vault->keys());
  const auto backup = std::ranges::find(backups, id, &custody::BackupRecord::id);
  if (backup == backups.end())
    return error(Code::kNotFound, "the vault has no backup " + id.text());
  std::vector<Uuid> living;
  for (const custody::KeyRecord& key : keys) {
    if (key.state == custody::KeyState::kDestroyed) continue;
    if (std::ranges::find(backup->keys, key.id) != backup->keys.end()) living.push_back(key.id);
  }
  return living;
}

Result<void> put_restore(const Doing& doing, const AtVault& at, ProposalAsk& into) {
  PYX_ASSIGN(into.backup_keys, living_keys(at, into.backup));
  PYX_ASSIGN(const pkcs11::TokenUri token,
             doing.host.uri_of(doing.step.text("token"), doing.record));
  if (!token.serial)
    return error(Code::kNotFound,
                 "token " + doing.step.text("token") + " has no serial yet: initialise it before");
  into.token_serial = *token.serial;
  return {};
}

Result<std::filesystem::path> site_file(const Doing& doing,
                                        const std::optional<std::filesystem::path>& file,
                                        std::string_view key) {
  if (file) return doing.host.path(*file);
  return error(Code::kNotFound, "the site has no " + std::string(key));
}

// What people know on the day.
Result<void> put_case(const Doing& doing, ProposalAsk& into) {
  const std::string& who = doing.doers.front();
  if (into.type == ActType::kClockAccept) {
    Question question =
        doing.question("until", {}, who, "the clock is right up to which time, in UTC");
    question.made_up = to_rfc3339(doing.host.context().clock.now() + kAcceptedInRehearsal);
    PYX_ASSIGN(const std::string until, doing.people.ask(question));
    PYX_ASSIGN(into.until, from_rfc3339(until));
    return {};
  }
  PYX_ASSIGN(const std::string leaf,
             doing.ask("leaf", {}, who, "leaf of the request, as pyx request list shows it"));
  const bool is_number = !leaf.empty() && leaf.size() <= 18 &&
                         leaf.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return error(Code::kBadInput, "\"" + leaf + "\" is no number of a leaf");
  into.leaf = std::stoull(leaf);
  PYX_ASSIGN(into.evidence, doing.ask("case", {}, who, "the case, in a few words"));
  if (into.type != ActType::kCoinsRefund) return {};
  PYX_ASSIGN(into.holder, doing.ask("holder", {}, who, "key of who gets the new coins"));
  PYX_TRY(custody::holder_key_from(into.holder));
  return {};
}

Result<void> put_freezes(const AtVault& at, ProposalAsk& into) {
  PYX_ASSIGN(const auto freezes, at.vault->freezes());
  if (freezes.empty()) return error(Code::kConflict, "nothing is frozen");
  for (const custody::FreezeRecord& freeze : freezes) into.freezes.push_back(freeze.id);
  return {};
}

Result<void> put(const Doing& doing, const AtVault& at, ProposalAsk& into) {
  const bool of_backup = into.type == ActType::kBackupProve ||
                         into.type == ActType::kBackupRestore ||
                         into.type == ActType::kSharesReshare;
  if (of_backup) {
    PYX_ASSIGN(into.backup, backup_of(doing, at, doing.step.text("backup")));
  }
  switch (into.type) {
    case ActType::kBackupCreate:
      return put_new_backup(doing, at, into);
    case ActType::kBackupRestore:
      return put_restore(doing, at, into);
    case ActType::kSharesReshare: {
      PYX_ASSIGN(into.shares,
                 share_plan(doing, doing.step.texts("holders"), doing.step.text("shares")));
      return {};
    }
    case ActType::kPolicyChange: {
      PYX_ASSIGN(into.policy_file, site_file(doing, doing.host.site().new_policy, "new_policy"));
      return {};
    }
    case ActType::kBudgetSet: {
      PYX_ASSIGN(into.budgets_file, site_file(doing, doing.host.site().budgets, "budgets"));
      return {};
    }
    case ActType::kThaw:
      return put_freezes(at, into);
    case ActType::kClockAccept:
    case ActType::kCoinsRefund:
    case ActType::kReservationFree:
      return put_case(doing, into);
    case ActType::kBackupProve:
    case ActType::kLogRotate:
      return {};
    default:
      return error(Code::kBadInput,
                   std::string(policies::to_text(into.type)) + " is not done by a plan");
  }
}

}  // namespace

Result<std::vector<WantedAct>> wanted_acts(const Doing& doing, const AtVault& at) {
  const auto type = policies::act_type_from(doing.step.text("act"));
  if (!type) return error(Code::kBadInput, "\"" + doing.step.text("act") + "\" is no act");
  switch (*type) {
    case ActType::kKeyGenerate:
      return keys_to_make(doing);
    case ActType::kKeysSchedule:
      return keys_to_schedule(doing, at);
    case ActType::kKeyActivate:
    case ActType::kKeyRetire:
    case ActType::kKeyDestroy:
      return about_keys(doing, at, *type);
    default:
      break;
  }
  WantedAct act = wanted(*type, doing.step.text("name"));
  PYX_TRY(put(doing, at, act.ask));
  return std::vector<WantedAct>{std::move(act)};
}

}  // namespace pyx::ceremony::steps
