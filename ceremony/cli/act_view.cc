#include "ceremony/cli/act_view.h"

#include <algorithm>
#include <utility>

#include "ceremony/cli/budget_view.h"
#include "ceremony/cli/escape.h"
#include "ceremony/cli/matrix_view.h"
#include "ceremony/cli/move_view.h"
#include "ceremony/cli/request_view.h"
#include "ceremony/cli/schedule_view.h"
#include "ceremony/line_diff.h"
#include "custody/acts/plain_words.h"

namespace pyx::ceremony {

Result<ShownAct> act_to_show(custody::VaultAccess& vault, const Uuid& id) {
  PYX_ASSIGN(const custody::VaultInfo info, vault.info());
  ShownAct shown;
  PYX_ASSIGN(shown.record, vault.act(id));
  const Bytes& bytes = shown.record.proposal.payload;
  PYX_ASSIGN(shown.record.act, custody::parse_act(bytes));
  if (shown.record.act.id != id || shown.record.act.vault != info.id) {
    return refused("ACT-SHOWN", "the vault handed out the bytes of another act than was asked for");
  }
  PYX_ASSIGN(shown.plain_words, custody::in_plain_words(bytes));
  return shown;
}

std::string exceptions_in_words(const policies::KeyProfile& profile) {
  std::string words;
  for (const TokenRule rule : profile.exceptions) {
    words += "  EXCEPTION: profile " + profile.name + " accepts a token that does not enforce " +
             std::string(to_text(rule)) + ": " + std::string(danger_without(rule)) + "\n";
  }
  return words;
}

std::string exceptions_in_words(const policies::SecondTokenTerms& terms) {
  std::string acts;
  for (const policies::ActType act : terms.acts)
    acts += (acts.empty() ? "" : " and ") + std::string(policies::to_text(act));
  std::string words;
  for (const TokenRule rule : terms.exceptions) {
    words += "  EXCEPTION: at " + acts + " " + escape_line(terms.token_text()) +
             " need not enforce " + std::string(to_text(rule)) + ": " +
             std::string(danger_without(rule)) + "\n";
  }
  return words;
}

std::string exceptions_in_words(const policies::Policy& policy) {
  std::string words;
  for (const policies::KeyProfile& profile : policy.profiles) words += exceptions_in_words(profile);
  for (const policies::SecondTokenTerms& terms : policy.second_tokens)
    words += exceptions_in_words(terms);
  return words;
}

namespace {

// Of the keys that the act makes or activates; without doubles.
Result<std::vector<std::string>> profiles_of(custody::VaultAccess& vault, const custody::Act& act,
                                             const policies::Policy& policy) {
  std::vector<std::string> names;
  if (const auto* generate = std::get_if<custody::KeyGenerate>(&act.parameters)) {
    names.push_back(generate->profile);
  } else if (const auto* activate = std::get_if<custody::KeyActivate>(&act.parameters)) {
    PYX_ASSIGN(const auto keys, vault.keys());
    const auto key = std::ranges::find(keys, activate->key, &custody::KeyRecord::id);
    if (key != keys.end()) names.push_back(key->profile);
  } else if (const auto* schedule = std::get_if<custody::KeysSchedule>(&act.parameters)) {
    for (const custody::ScheduledKey& key : schedule->keys) {
      const auto* const denomination = policy.denomination(key.denomination);
      if (denomination == nullptr) continue;
      if (std::ranges::find(names, denomination->profile) == names.end()) {
        names.push_back(denomination->profile);
      }
    }
  }
  return names;
}

Result<Bytes> document_of(custody::VaultAccess& vault, const Sha256& digest,
                          const std::optional<Bytes>& at_hand, const std::string& what) {
  if (at_hand) return *at_hand;
  PYX_ASSIGN(Bytes bytes, vault.blob(digest));
  if (sha256(bytes) != digest) {
    return refused("ACT-SHOWN", "the vault handed out " + what + " that the act does not name");
  }
  return bytes;
}

// Of a proof or a restore: what the policy lets the token go of to which the keys come. Of which
// model that is shows only at the table.
std::string second_tokens_in_words(const custody::Act& act, const policies::Policy& policy) {
  const auto* const restore = std::get_if<custody::BackupRestore>(&act.parameters);
  std::string words;
  for (const policies::SecondTokenTerms& terms : policy.second_tokens) {
    if (!terms.covers(act.type())) continue;
    if (restore != nullptr && !terms.serial.empty() && terms.serial != restore->token_serial)
      continue;
    words += exceptions_in_words(terms);
  }
  return words;
}

const std::optional<Sha256>* matrix_of(const custody::Act& act) {
  if (const auto* prove = std::get_if<custody::BackupProve>(&act.parameters)) return &prove->matrix;
  const auto* restore = std::get_if<custody::BackupRestore>(&act.parameters);
  return restore == nullptr ? nullptr : &restore->matrix;
}

std::string policy_change(ByteView bytes, const policies::Policy& policy,
                          const PolicyInForce& in_force) {
  return "the new policy, against the one in force:\n" +
         line_diff(as_text(in_force.bytes), as_text(bytes)) + exceptions_in_words(policy);
}

}  // namespace

Result<std::string> profile_in_words(custody::VaultAccess& vault, const custody::Act& act,
                                     const PolicyInForce& in_force) {
  if (act.policy != in_force.policy.digest) return std::string();
  PYX_ASSIGN(const std::vector<std::string> names, profiles_of(vault, act, in_force.policy));
  std::string words;
  for (const std::string& name : names) {
    const policies::KeyProfile* const profile = in_force.policy.profile(name);
    if (profile == nullptr) continue;
    words += "  the policy's profile " + profile->name + ": " +
             std::string(to_text(profile->type)) + " for " +
             std::string(to_text(profile->purpose)) + ", backup " +
             std::string(to_text(profile->backup)) + "\n" + exceptions_in_words(*profile);
  }
  return words + second_tokens_in_words(act, in_force.policy);
}

Result<std::string> change_in_words(custody::VaultAccess& vault, const custody::Act& act,
                                    const std::optional<Bytes>& document,
                                    const PolicyInForce& in_force, Time now) {
  if (const auto* change = std::get_if<custody::PolicyChange>(&act.parameters)) {
    PYX_ASSIGN(const Bytes bytes, document_of(vault, change->policy, document, "a policy"));
    PYX_ASSIGN(const policies::Policy policy,
               policies::parse_policy(as_text(bytes), "the new policy"));
    return policy_change(bytes, policy, in_force);
  }
  if (const auto* set = std::get_if<custody::BudgetSet>(&act.parameters)) {
    PYX_ASSIGN(const Bytes bytes, document_of(vault, set->budgets, document, "budgets"));
    PYX_ASSIGN(const policies::BudgetFile file,
               policies::parse_budgets(as_text(bytes), "the budgets"));
    PYX_ASSIGN(const std::vector<custody::BudgetRecord> there, vault.budgets());
    return budget_changes_in_words(file.budgets, there);
  }
  if (const auto* matrix = matrix_of(act); matrix != nullptr && *matrix) {
    PYX_ASSIGN(const Bytes bytes, document_of(vault, **matrix, document, "a token matrix"));
    PYX_ASSIGN(const custody::TokenMatrixFile file, custody::parse_matrix(bytes));
    return matrix_in_words(file);
  }
  if (const auto* schedule = std::get_if<custody::KeysSchedule>(&act.parameters)) {
    PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
    return added_keys_in_words(*schedule, in_force.policy, keys, now);
  }
  if (const auto* refund = std::get_if<custody::CoinsRefund>(&act.parameters)) {
    return request_in_words(vault, refund->leaf);
  }
  if (const auto* free = std::get_if<custody::ReservationFree>(&act.parameters)) {
    return request_in_words(vault, free->leaf);
  }
  if (const auto* replace = std::get_if<custody::TokenReplace>(&act.parameters)) {
    PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
    PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault.backups());
    return keys_on_move_in_words(replace->token.serial, keys, backups);
  }
  return std::string();
}

// Acts at which holders of shares sit have commands of their own.
std::string execute_words(const custody::ActRecord& record, const VaultPlace& place) {
  const std::string act = " --act " + record.act.id.text() + place_words(place);
  switch (record.act.type()) {
    case policies::ActType::kBackupCreate:
      return "pyx backup create" + act + " --so-pin-source SOURCE";
    case policies::ActType::kBackupProve:
      return "pyx backup prove" + act + " --second-token URI";
    case policies::ActType::kBackupRestore:
      return "pyx backup restore" + act + " --second-token URI";
    case policies::ActType::kSharesReshare:
      return "pyx share reshare" + act;
    case policies::ActType::kBackupRewrap:
      return "pyx backup rewrap" + act + " --so-pin-source SOURCE";
    case policies::ActType::kCopyDestroy:
      return "pyx backup destroy-copy" + act + " --second-token URI";
    case policies::ActType::kTokenReplace:
      return "pyx vault move" + act + " --new-token URI";
    default:
      return "pyx act execute " + record.act.id.text() + place_words(place);
  }
}

std::vector<std::string> next_steps(const custody::ActRecord& record, const VaultPlace& place) {
  const std::string id = record.act.id.text();
  switch (record.state) {
    case custody::ActState::kOpen:
      if (record.quorum.approved()) return {"next: " + execute_words(record, place)};
      return {"still missing: " + record.quorum.reason,
              "next: pyx act approve " + id + " --key FILE" + place_words(place)};
    case custody::ActState::kExecuting:
      return {"it was cut off while it was executed; next: " + execute_words(record, place)};
    default:
      return {};
  }
}

}  // namespace pyx::ceremony
