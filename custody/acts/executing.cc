#include "custody/acts/executing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "custody/acts/deciding.h"
#include "custody/acts/effects.h"
#include "custody/acts/preconditions.h"

namespace pyx::custody {
namespace {

Error closed(const ActRecord& record) {
  return error(Code::kConflict,
               "act " + record.act.id.text() + " is " + std::string(to_text(record.state)));
}

Error stands_back(const Uuid& act) {
  return error(Code::kConflict, "act " + act.text() +
                                    " was cut off on the token that is being left: it ends with "
                                    "the move, or goes on if that is given up");
}

Result<const ActRecord*> find_act(const Books& books, const Uuid& id) {
  const ActRecord* record = books.act(id);
  if (record == nullptr) return error(Code::kNotFound, "there is no act " + id.text());
  return record;
}

// What was cut off on a token that is lost must not keep the vault from going on on another.
bool may_leave_behind(const Books& books, const Act& act) {
  return act.type() == policies::ActType::kTokenReplace &&
         !waits_for_people(books.act(*books.executing)->act.type());
}

}  // namespace

bool needs_token(policies::ActType type) {
  switch (type) {
    case policies::ActType::kKeyGenerate:
    case policies::ActType::kKeyDestroy:
    case policies::ActType::kLogRotate:
    case policies::ActType::kKeysSchedule:
    case policies::ActType::kCoinsRefund:
    case policies::ActType::kReservationFree:
    case policies::ActType::kBackupCreate:
    case policies::ActType::kBackupProve:
    case policies::ActType::kBackupRestore:
    case policies::ActType::kSharesReshare:
    case policies::ActType::kBackupRewrap:
    case policies::ActType::kCopyDestroy:
    case policies::ActType::kTokenReplace:
      return true;
    case policies::ActType::kKeyActivate:
    case policies::ActType::kKeyRetire:
    case policies::ActType::kPolicyChange:
    case policies::ActType::kThaw:
    case policies::ActType::kBudgetSet:
    case policies::ActType::kClockAccept:
    case policies::ActType::kStateAccept:
      return false;
  }
  return true;
}

bool needs_holders(policies::ActType type) {
  using policies::ActType;
  constexpr std::array kAtATable = {ActType::kBackupCreate,  ActType::kBackupProve,
                                    ActType::kBackupRestore, ActType::kSharesReshare,
                                    ActType::kBackupRewrap,  ActType::kCopyDestroy};
  return std::ranges::find(kAtATable, type) != kAtATable.end();
}

bool waits_for_people(policies::ActType type) {
  return needs_holders(type) || type == policies::ActType::kTokenReplace;
}

const std::string& token_of(const Books& books, const Act& act) {
  const auto* replace = std::get_if<TokenReplace>(&act.parameters);
  return replace == nullptr ? books.binding.serial() : replace->token.serial;
}

std::vector<Uuid> acts_voided_by(const Books& books, const Uuid& policy_change) {
  std::vector<Uuid> voided;
  for (const ActRecord& record : books.acts) {
    if (record.state == ActState::kOpen && record.act.id != policy_change)
      voided.push_back(record.act.id);
  }
  return voided;
}

Result<const ActRecord*> check_executable(const Books& books, const Uuid& act, Time time,
                                          const BlobReader& blobs) {
  PYX_ASSIGN(const ActRecord* record, find_act(books, act));
  if (record->state != ActState::kOpen) return closed(*record);
  if (record->act.policy != books.policy.digest) {
    return refused("ACT-QUORUM", "the act was approved under an older policy");
  }
  if (time < record->act.not_before) {
    return refused("ACT-QUORUM",
                   "the act may not be executed before " + to_rfc3339(record->act.not_before));
  }
  if (time >= record->act.expires) {
    return refused("ACT-QUORUM", "the act expired at " + to_rfc3339(record->act.expires));
  }
  if (const auto quorum = quorum_of(books, *record); !quorum.approved()) {
    return refused(quorum.control, quorum.reason);
  }
  if (books.executing && !may_leave_behind(books, record->act)) {
    return error(Code::kRetry,
                 "act " + books.executing->text() + " is being executed; acts run one at a time");
  }
  PYX_TRY(check_preconditions(books, record->act, When::kExecuted, time, blobs));
  return record;
}

Result<Change> check_intent(const Books& books, const IntentLeaf& leaf, Time time,
                            const BlobReader& blobs) {
  PYX_ASSIGN(const ActRecord* record, check_executable(books, leaf.act, time, blobs));
  if (!needs_token(record->act.type()))
    return error(Code::kBadInput, "this type of act has no intent");
  if (leaf.policy != books.policy.digest)
    return refused("ACT-QUORUM", "the intent names another policy");
  if (leaf.token_serial != token_of(books, record->act)) {
    return refused("ACT-ONCE", "the intent names another token than the vault's, or the act's");
  }
  return Change([act = leaf.act](Books& to) {
    ActRecord& changed = *to.act(act);
    changed.quorum = quorum_of(to, changed);
    to.set_state(changed, ActState::kExecuting);
    to.cut_off = to.executing;
    to.executing = act;
  });
}

Result<Change> check_executed(const Books& books, const ExecutedLeaf& leaf, Time time,
                              std::uint64_t index, const BlobReader& blobs, LeafChecks checks) {
  PYX_ASSIGN(const ActRecord* record, find_act(books, leaf.act));
  if (needs_token(record->act.type())) {
    if (record->state != ActState::kExecuting) return closed(*record);
    if (books.executing != leaf.act) return stands_back(leaf.act);
  } else {
    PYX_ASSIGN(record, check_executable(books, leaf.act, time, blobs));
  }
  PYX_ASSIGN(Effect effect, effect_of(books, record->act, leaf, time, blobs, checks));
  const policies::Decision quorum =
      needs_token(record->act.type()) ? record->quorum : quorum_of(books, *record);
  return Change(
      [act = leaf.act, index, quorum, voided = leaf.voided, effect = std::move(effect)](Books& to) {
        ActRecord& changed = *to.act(act);
        to.set_state(changed, ActState::kExecuted);
        changed.quorum = quorum;
        changed.closing_leaf = index;
        changed.outcome = effect.outcome;
        to.executing.reset();
        effect.change(to);  // last: a policy.change voids the other acts
        for (const Uuid& id : voided) to.act(id)->closing_leaf = index;
      });
}

Result<Change> check_failed(const Books& books, const FailedLeaf& leaf, std::uint64_t index) {
  PYX_ASSIGN(const ActRecord* record, find_act(books, leaf.act));
  if (record->state != ActState::kExecuting) return closed(*record);
  if (books.executing != leaf.act) return stands_back(leaf.act);
  std::string outcome = leaf.ckr.empty() ? leaf.code : leaf.ckr + " in " + leaf.call;
  return Change([act = leaf.act, index, outcome = std::move(outcome)](Books& to) {
    ActRecord& changed = *to.act(act);
    to.set_state(changed, ActState::kFailed);
    changed.closing_leaf = index;
    changed.outcome = outcome;
    to.executing = std::exchange(to.cut_off, std::nullopt);
  });
}

Result<Change> check_expired(const Books& books, const ExpiredLeaf& leaf, Time time,
                             std::uint64_t index) {
  PYX_ASSIGN(const ActRecord* record, find_act(books, leaf.act));
  if (record->state != ActState::kOpen) return closed(*record);
  if (time < record->act.expires) return error(Code::kBadInput, "the act has not expired");
  return Change([act = leaf.act, index](Books& to) {
    ActRecord& changed = *to.act(act);
    to.set_state(changed, ActState::kExpired);
    changed.closing_leaf = index;
  });
}

}  // namespace pyx::custody
