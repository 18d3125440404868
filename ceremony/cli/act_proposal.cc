#include "ceremony/cli/act_proposal.h"

#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/budget_file.h"
#include "ceremony/cli/known_checkpoint.h"
#include "ceremony/cli/planned_token.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/key_calendar.h"
#include "custody/acts/plain_words.h"
#include "custody/evidence/merkle.h"

namespace pyx::ceremony {
namespace {

using policies::ActType;

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

Result<custody::Act> act_of(const ProposalAsk& ask, const ProposalTerms& terms,
                            const custody::VaultInfo& info, const PolicyInForce& in_force,
                            const Material& material, Time now) {
  const ActType type = ask.type;
  const policies::QuorumRule* const rule = in_force.policy.rule(type);
  if (rule == nullptr) {
    return refused("ACT-QUORUM", "the policy has no rule for " + std::string(to_text(type)));
  }
  if (terms.lifetime && *terms.lifetime > rule->lifetime) {
    return refused("ACT-QUORUM", "the policy gives " + std::string(to_text(type)) + " at most " +
                                     to_text(rule->lifetime));
  }
  custody::Act act;
  act.id = Uuid::v7(now);
  act.parameters = parameters_of(ask, material, now);
  act.vault = info.id;
  act.policy = info.policy;
  act.nonce = fresh_nonce();
  act.not_before = terms.not_before.value_or(now);
  act.expires = now + terms.lifetime.value_or(rule->lifetime);
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

}  // namespace

Result<Proposal> put_together(const ProposalAsk& ask, const ProposalTerms& terms,
                              custody::VaultAccess& vault, const custody::VaultInfo& info,
                              const PolicyInForce& in_force, Context& context) {
  const Time now = context.clock.now();
  PYX_ASSIGN(Material material, material_of(ask, in_force, vault, now, context));
  Proposal proposal;
  PYX_ASSIGN(proposal.act, act_of(ask, terms, info, in_force, material, now));
  PYX_ASSIGN(proposal.change,
             change_in_words(vault, proposal.act, material.document, in_force, now));
  proposal.document = std::move(material.document);
  proposal.keys = std::move(material.keys);
  proposal.more_keys = material.more_keys;
  return proposal;
}

Result<custody::ActRecord> propose(Proposal proposal, const std::string& proposer,
                                   const Signer& signer, custody::VaultAccess& vault,
                                   const PolicyInForce& in_force,
                                   const std::function<Result<void>(const std::string&)>& show) {
  proposal.act.proposer = proposer;
  const Bytes bytes = custody::encode_act(proposal.act);
  PYX_TRY(custody::parse_act(bytes));  // what nobody could read is not signed
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  PYX_ASSIGN(const std::string profile, profile_in_words(vault, proposal.act, in_force));
  PYX_TRY(show(words + profile));
  PYX_ASSIGN(const custody::Envelope envelope, signer.sign_statement(bytes));
  return vault.propose(envelope, proposal.document);
}

}  // namespace pyx::ceremony
