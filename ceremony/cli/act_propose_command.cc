// pyx act propose: puts an act together, shows it, signs it, and hands it in.

#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/budget_file.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/known_checkpoint.h"
#include "ceremony/cli/planned_token.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/proposal_flags.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/key_calendar.h"
#include "custody/acts/plain_words.h"
#include "custody/evidence/merkle.h"

namespace pyx::ceremony {
namespace {

using policies::ActType;

struct ProposeAsk {
  VaultPlace place;
  SignerPlace signer;
  ProposalAsk what;
  std::optional<Time> not_before;
  std::optional<Duration> lifetime;
};

Result<ProposeAsk> parse(const Arguments& given) {
  ProposeAsk ask;
  PYX_ASSIGN(ask.what, proposal_ask(given));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  PYX_ASSIGN(ask.not_before, given.time_if("--not-before"));
  PYX_ASSIGN(ask.lifetime, given.duration_if("--lifetime"));
  return ask;
}

// What an act is made of beside the words that were typed.
struct Material {
  std::optional<Bytes> document;            // travels beside the proposal
  std::vector<custody::ScheduledKey> keys;  // of keys.schedule
  std::uint64_t more_keys = 0;              // wanted, for which one act has no room
  pkcs11::TokenIdentity new_token;          // of token.replace
  custody::KnownCheckpoint checkpoint;      // of it
  Sha256 root{};                            // of state.accept: of the log as it is
  std::uint64_t size = 0;
};

std::optional<Sha256> matrix_of(const ProposalAsk& ask, const Sha256& document) {
  return ask.matrix_file.empty() ? std::optional<Sha256>() : document;
}

custody::ActParameters parameters_of(const ProposalAsk& ask, const Material& material, Time now) {
  const Sha256 document = material.document ? sha256(*material.document) : Sha256{};
  switch (ask.type) {
    case ActType::kKeyGenerate:
      return custody::KeyGenerate{Uuid::v7(now), ask.profile, ask.name};
    case ActType::kKeyActivate:
      return custody::KeyActivate{ask.key};
    case ActType::kKeyRetire:
      return custody::KeyRetire{ask.key};
    case ActType::kKeyDestroy:
      return custody::KeyDestroy{ask.key};
    case ActType::kPolicyChange:
      return custody::PolicyChange{document};
    case ActType::kLogRotate:
      return custody::LogRotate{Uuid::v7(now)};
    case ActType::kThaw:
      return custody::Thaw{ask.freezes, ask.suspend_freezer};
    case ActType::kKeysSchedule:
      return custody::KeysSchedule{material.keys};
    case ActType::kBudgetSet:
      return custody::BudgetSet{document};
    case ActType::kCoinsRefund:
      return custody::CoinsRefund{ask.leaf, ask.holder, ask.evidence};
    case ActType::kReservationFree:
      return custody::ReservationFree{ask.leaf, ask.evidence};
    case ActType::kClockAccept:
      return custody::ClockAccept{ask.until};
    case ActType::kBackupCreate:
      return custody::BackupCreate{Uuid::v7(now), ask.backup_keys, ask.shares, ask.replaces};
    case ActType::kBackupProve:
      return custody::BackupProve{ask.backup, matrix_of(ask, document)};
    case ActType::kBackupRestore:
      return custody::BackupRestore{ask.backup, ask.backup_keys, ask.token_serial, ask.way,
                                    matrix_of(ask, document)};
    case ActType::kSharesReshare:
      return custody::SharesReshare{ask.backup, ask.shares};
    case ActType::kBackupRewrap:
      return custody::BackupRewrap{ask.backup, Uuid::v7(now), ask.shares};
    case ActType::kCopyDestroy:
      return custody::CopyDestroy{ask.key, ask.token_serial};
    case ActType::kTokenReplace:
      return custody::TokenReplace{material.new_token, Uuid::v7(now), Uuid::v7(now),
                                   material.checkpoint};
    case ActType::kStateAccept:
      return custody::StateAccept{ask.lost_size, ask.lost_root, material.size, material.root};
  }
  return custody::Thaw{};  // no freezes: refused by everybody
}

Result<custody::Act> act_of(const ProposeAsk& ask, const custody::VaultInfo& info,
                            const PolicyInForce& in_force, const Material& material, Time now) {
  const ActType type = ask.what.type;
  const policies::QuorumRule* const rule = in_force.policy.rule(type);
  if (rule == nullptr) {
    return refused("ACT-QUORUM", "the policy has no rule for " + std::string(to_text(type)));
  }
  if (ask.lifetime && *ask.lifetime > rule->lifetime) {
    return refused("ACT-QUORUM", "the policy gives " + std::string(to_text(type)) + " at most " +
                                     to_text(rule->lifetime));
  }
  custody::Act act;
  act.id = Uuid::v7(now);
  act.parameters = parameters_of(ask.what, material, now);
  act.vault = info.id;
  act.policy = info.policy;
  act.nonce = fresh_nonce();
  act.not_before = ask.not_before.value_or(now);
  act.expires = now + ask.lifetime.value_or(rule->lifetime);
  if (act.not_before >= act.expires) {
    return error(Code::kBadInput,
                 "--not-before lies at or behind the act's end, " + to_rfc3339(act.expires));
  }
  return act;
}

Result<Bytes> new_policy(const ProposalAsk& ask, const PolicyInForce& in_force) {
  PYX_ASSIGN(PolicyFile file, read_policy(ask.policy_file));
  if (file.policy.digest == in_force.policy.digest) {
    return error(Code::kConflict, ask.policy_file.string() + " is the policy in force already");
  }
  return std::move(file.bytes);
}

// The log as it is, from which state.accept goes on.
Result<void> put_tree(custody::VaultAccess& vault, std::uint64_t size, Material& into) {
  custody::MerkleEdge edge;
  while (edge.size() < size) {
    PYX_ASSIGN(const std::vector<Bytes> leaves, vault.leaves(edge.size(), size - edge.size()));
    if (leaves.empty()) return error(Code::kStore, "the log is shorter than the vault says");
    for (const Bytes& leaf : leaves) edge.append(custody::leaf_hash(leaf));
  }
  into.size = size;
  into.root = edge.root();
  return {};
}

// The keys that were named, or as many of those that are missing as one act makes.
Result<void> put_keys(const ProposalAsk& ask, const PolicyInForce& in_force,
                      custody::VaultAccess& vault, Time now, Material& into) {
  for (const auto& [denomination, period] : ask.periods) {
    if (in_force.policy.denomination(denomination) == nullptr) {
      return error(Code::kNotFound, "the policy has no denomination " + denomination);
    }
    into.keys.push_back({Uuid::v7(now), denomination, period});
  }
  if (!ask.ahead) return {};
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
  const MissingKeys missing = missing_keys(in_force.policy, keys, now, custody::kMostScheduledKeys);
  if (missing.count == 0) {
    return error(Code::kConflict,
                 "every key that the policy's schedules want by now is there; nothing to propose");
  }
  for (const CalendarEntry& entry : missing.first) {
    into.keys.push_back({Uuid::v7(now), entry.denomination, entry.period.number});
  }
  into.more_keys = missing.count - missing.first.size();
  return {};
}

Result<Material> material_of(const ProposalAsk& ask, const PolicyInForce& in_force,
                             custody::VaultAccess& vault, Time now, Context& context) {
  Material material;
  if (ask.type == ActType::kPolicyChange) {
    PYX_ASSIGN(material.document, new_policy(ask, in_force));
  } else if (ask.type == ActType::kBudgetSet) {
    PYX_ASSIGN(BudgetText budgets, read_budgets(ask.budgets_file));
    material.document = std::move(budgets.bytes);
  } else if (ask.type == ActType::kKeysSchedule) {
    PYX_TRY(put_keys(ask, in_force, vault, now, material));
  } else if (!ask.matrix_file.empty()) {
    PYX_ASSIGN(material.document, read_matrix(ask.matrix_file));
  } else if (ask.type == ActType::kTokenReplace) {
    PYX_ASSIGN(const pkcs11::SeenToken seen, context.look_at_token(*ask.new_token));
    material.new_token = seen.identity;
    PYX_ASSIGN(material.checkpoint, checkpoint_to_go_on_from(vault, ask.checkpoint));
  } else if (ask.type == ActType::kStateAccept) {
    PYX_ASSIGN(const custody::VaultInfo info, vault.info());
    PYX_TRY(put_tree(vault, info.log_size, material));
  }
  return material;
}

void put_matrix_hint(Outcome& outcome, const ProposalAsk& ask) {
  const bool brings_keys =
      ask.type == ActType::kBackupProve ||
      (ask.type == ActType::kBackupRestore && ask.way == custody::RestoreWay::kInToken);
  if (!brings_keys || !ask.matrix_file.empty()) return;
  outcome.words.push_back(
      "no token matrix was named: whether the keys come back on that token shows only at the "
      "table; pyx token matrix --out FILE finds out before, and --matrix FILE holds the act to it");
}

void put_made_key(Outcome& outcome, const custody::Act& act) {
  std::optional<Uuid> key;
  if (const auto* made = std::get_if<custody::KeyGenerate>(&act.parameters)) key = made->key;
  if (const auto* made = std::get_if<custody::LogRotate>(&act.parameters)) key = made->key;
  if (!key) return;
  outcome.data["key"] = key->text();
  outcome.words.insert(outcome.words.begin(), "the new key will have the id " + key->text());
}

void put_backup(Outcome& outcome, const custody::Act& act) {
  std::optional<Uuid> backup;
  if (const auto* made = std::get_if<custody::BackupCreate>(&act.parameters)) backup = made->backup;
  if (const auto* made = std::get_if<custody::BackupRewrap>(&act.parameters)) backup = made->backup;
  if (!backup) return;
  outcome.data["backup"] = backup->text();
  outcome.words.insert(outcome.words.begin(), "the backup will have the id " + backup->text());
}

void put_move(Outcome& outcome, const custody::Act& act) {
  const auto* move = std::get_if<custody::TokenReplace>(&act.parameters);
  if (move == nullptr) return;
  outcome.data["token_serial"] = move->token.serial;
  outcome.data["log_key"] = move->log_key.text();
  outcome.data["checkpoint_size"] = move->checkpoint.size;
}

void put_scheduled_keys(Outcome& outcome, const Material& material, const VaultPlace& place) {
  if (material.keys.empty()) return;
  json::array list;
  for (const custody::ScheduledKey& key : material.keys) {
    json::object entry;
    entry["key"] = key.key.text();
    entry["denomination"] = key.denomination;
    entry["period"] = key.period;
    list.push_back(std::move(entry));
  }
  outcome.data["keys"] = std::move(list);
  outcome.data["more_keys"] = material.more_keys;
  if (material.more_keys > 0) {
    outcome.words.push_back(std::to_string(material.more_keys) +
                            " more keys are wanted than one act makes: once this act is executed, "
                            "repeat pyx act propose keys.schedule --ahead --key FILE" +
                            place_words(place));
  }
}

// Budgets that cannot be read are wrong words, as a wrong flag is.
Result<void> check_budgets(const ProposalAsk& ask) {
  if (ask.type != ActType::kBudgetSet) return {};
  PYX_TRY(read_budgets(ask.budgets_file));
  return {};
}

Result<Outcome> run(const ProposeAsk& ask, Context& context) {
  if (const auto budgets = check_budgets(ask.what);
      !budgets && budgets.error().code == Code::kBadInput) {
    return wrong_input(budgets.error());
  }
  PYX_TRY(check_second_token(ask.what, context.output));
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  const Time now = context.clock.now();
  PYX_ASSIGN(const Material material, material_of(ask.what, in_force, *vault, now, context));
  PYX_ASSIGN(custody::Act act, act_of(ask, info, in_force, material, now));
  PYX_ASSIGN(const std::string change,
             change_in_words(*vault, act, material.document, in_force, now));
  context.output.show(change);

  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(const policies::Person* const person,
             signing_person(in_force.policy, *signer, ask.signer, info.token_serials));
  act.proposer = person->id;
  const Bytes bytes = custody::encode_act(act);
  PYX_TRY(custody::parse_act(bytes));  // what nobody could read is not signed
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  context.output.show(words);
  PYX_ASSIGN(const std::string profile, profile_in_words(*vault, act, in_force));
  context.output.show(profile);
  PYX_ASSIGN(const custody::Envelope envelope, signer->sign_statement(bytes));
  PYX_ASSIGN(const custody::ActRecord record, vault->propose(envelope, material.document));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.text = act.id.text() + "\n";
  outcome.words = next_steps(record, ask.place);
  put_made_key(outcome, act);
  put_backup(outcome, act);
  put_move(outcome, act);
  put_scheduled_keys(outcome, material, ask.place);
  put_matrix_hint(outcome, ask.what);
  outcome.words.insert(outcome.words.begin(), person->id + " has proposed the act above");
  return outcome;
}

Result<Run> prepare(const Arguments& given) {
  PYX_ASSIGN(const ProposeAsk ask, parse(given));
  return Run([ask](Context& context) { return run(ask, context); });
}

}  // namespace

Commands act_propose_commands() {
  std::vector<FlagSpec> flags =
      with({{"--not-before", "TIME", "executed no earlier, 2026-11-23T09:00:00Z; now if left out"},
            {"--lifetime", "DURATION", "shorter than the policy's rule: 90s, 15m, 24h, 7d"}},
           proposal_flags());
  return {{"act",
           "propose",
           "propose an act; its bytes are fixed from then on",
           {proposal_word()},
           with(with(vault_place_flags(), std::move(flags)), signer_flags()),
           prepare}};
}

}  // namespace pyx::ceremony
