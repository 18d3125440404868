#include "custody/acts/preconditions.h"

#include <algorithm>

#include "custody/acts/backing_up.h"
#include "custody/acts/backup_planning.h"
#include "custody/acts/freezing.h"
#include "custody/acts/key_home.h"
#include "custody/acts/replacing_token.h"
#include "custody/founding/token_enforces.h"

namespace pyx::custody {
namespace {

struct Checker {
  const Books& books;
  When when;
  Time time;
  const BlobReader& blobs;

  Result<void> new_key_id(const Uuid& id) const {
    if (books.key_id_taken(id))
      return error(Code::kConflict, "key " + id.text() + " is there already");
    return {};
  }
  Result<const KeyRecord*> key(const Uuid& id) const {
    const KeyRecord* record = books.key(id);
    if (record == nullptr) return error(Code::kNotFound, "there is no key " + id.text());
    return record;
  }
  static Error wrong_state(const KeyRecord& key, std::string_view needed) {
    return refused("KEY-STATE", "key " + key.id.text() + " is in state " +
                                    std::string(to_text(key.state)) + "; needed is " +
                                    std::string(needed));
  }

  Result<void> operator()(const KeyGenerate& act) const {
    const policies::KeyProfile* profile = books.policy.profile(act.profile);
    if (profile == nullptr) {
      return error(Code::kNotFound, "the policy has no key profile " + act.profile);
    }
    if (profile->purpose == Purpose::kCoin || profile->purpose == Purpose::kBlindSign) {
      return refused("KEY-TERMS", "a key of profile " + profile->name +
                                      " is worth money: it is made for a denomination and a "
                                      "period, by keys.schedule");
    }
    PYX_TRY(check_token_enforces(books.binding.findings.rules, profile->exceptions, profile->backup,
                                 "profile " + profile->name));
    return new_key_id(act.key);
  }
  Result<void> operator()(const KeysSchedule& act) const {
    for (const ScheduledKey& key : act.keys) PYX_TRY(schedulable(key));
    return {};
  }
  Result<void> schedulable(const ScheduledKey& key) const {
    const policies::Denomination* denomination = books.policy.denomination(key.denomination);
    if (denomination == nullptr)
      return error(Code::kNotFound, "the policy has no denomination " + key.denomination);
    const policies::KeyProfile* profile = books.policy.profile(denomination->profile);
    if (profile == nullptr)
      return error(Code::kNotFound, "the policy has no key profile " + denomination->profile);
    PYX_TRY(check_token_enforces(books.binding.findings.rules, profile->exceptions, profile->backup,
                                 "profile " + profile->name));
    const policies::Period period = policies::period_of(denomination->schedule, key.period);
    const std::string what = "period " + std::to_string(key.period) + " of " + denomination->name;
    if (time < period.born) {
      return refused("KEY-TERMS", what + " is too far ahead: its key may be made from " +
                                      to_rfc3339(period.born) + " on");
    }
    if (time >= period.mints_until)
      return refused("KEY-TERMS", what + " is over since " + to_rfc3339(period.mints_until));
    if (const KeyRecord* there = books.coin_key(key.denomination, key.period);
        there != nullptr &&
        (there->state == KeyState::kActive || there->state == KeyState::kPreActivation)) {
      return error(Code::kConflict,
                   what + " has the key " + there->id.text() + " already; retire it first");
    }
    return new_key_id(key.key);
  }
  Result<void> operator()(const BudgetSet& act) const {
    PYX_ASSIGN(const policies::BudgetFile file, proposed_budgets(act, blobs));
    std::size_t more = 0;
    for (const policies::Budget& budget : file.budgets) {
      PYX_TRY(known(budget));
      if (books.budget(budget.name) == nullptr) ++more;
    }
    if (books.budgets.size() + more > policies::kMostBudgets) {
      return error(Code::kConflict,
                   "there may be " + std::to_string(policies::kMostBudgets) + " budgets at most");
    }
    return {};
  }
  Result<void> known(const policies::Budget& budget) const {
    const auto missing = [&](std::string_view what) {
      return error(Code::kNotFound, "budget " + budget.name + " is for " +
                                        policies::to_text(budget.scope) +
                                        ", but there is no such " + std::string(what));
    };
    switch (budget.scope.kind) {
      case policies::Scope::Kind::kAll:
        break;
      case policies::Scope::Kind::kClient:
        if (books.policy.client_named(budget.scope.name) == nullptr) return missing("client");
        break;
      case policies::Scope::Kind::kDenomination:
        if (books.policy.denomination(budget.scope.name) == nullptr) return missing("denomination");
        break;
      case policies::Scope::Kind::kProfile:
        if (books.policy.profile(budget.scope.name) == nullptr) return missing("profile");
        break;
      case policies::Scope::Kind::kKey: {
        const auto id = Uuid::parse(budget.scope.name);
        if (!id || books.key(*id) == nullptr) return missing("key");
        break;
      }
    }
    const bool in_use =
        budget.currency.empty() ||
        std::ranges::find(books.policy.denominations, budget.currency,
                          &policies::Denomination::currency) != books.policy.denominations.end();
    if (!in_use) {
      return error(Code::kNotFound, "budget " + budget.name + " is in " + budget.currency +
                                        ", in which the policy has no denomination");
    }
    return {};
  }
  // Whether the leaf is one that can be refunded or freed is seen where leaves are read
  // (custody/coins/operation_gate.h).
  Result<void> operator()(const CoinsRefund&) const { return {}; }
  Result<void> operator()(const ReservationFree&) const { return {}; }
  Result<void> operator()(const ClockAccept& act) const {
    if (act.until <= books.last_time)
      return error(Code::kConflict, "the clock is accepted to later than the log's last leaf");
    return {};
  }
  // That the act names the log in front of it is seen where the tree is (acts/lost_history.h).
  Result<void> operator()(const StateAccept& act) const {
    if (act.lost_size == act.size && act.lost_root == act.root)
      return error(Code::kConflict, "what was seen is what is left: nothing is lost");
    if (const LostHistory* lost = given_up(books.lost, act.lost_size, act.lost_root))
      return error(Code::kConflict, in_words(*lost));
    return {};
  }
  Result<void> operator()(const KeyActivate& act) const {
    PYX_ASSIGN(const KeyRecord* record, key(act.key));
    if (record->state != KeyState::kPreActivation) return wrong_state(*record, "pre-activation");
    if (record->suspended) return in_the_gap(*record);
    // By the policy in force: an exception that was taken back since lets no key go live.
    const policies::KeyProfile* profile = books.policy.profile(record->profile);
    PYX_TRY(check_proven(books, *record));
    if (record->exposed() && (profile == nullptr || !profile->may_be_exposed)) {
      return refused("KEY-EXPOSED", "key " + record->id.text() +
                                        " was in the clear outside a token that enforces its "
                                        "secrecy, and profile " +
                                        record->profile + " does not say may_be_exposed");
    }
    PYX_TRY(check_at_home(books, *record));
    if (!was_brought_in(*record)) {
      PYX_TRY(check_token_enforces(
          books.binding.findings.rules,
          profile == nullptr ? std::span<const TokenRule>() : profile->exceptions, record->backup,
          "key " + record->id.text() + " of profile " + record->profile));
    }
    return when == When::kExecuted ? not_frozen(*record) : Result<void>();
  }
  Result<void> not_frozen(const KeyRecord& record) const {
    if (!is_frozen(books, record)) return {};
    Error frozen = error(Code::kFrozen, "key " + record.id.text() + " is frozen; thaw it first");
    frozen.control = "FREEZE-ONE";
    return frozen;
  }
  Result<void> operator()(const KeyRetire& act) const {
    PYX_ASSIGN(const KeyRecord* record, key(act.key));
    if (record->state != KeyState::kActive) return wrong_state(*record, "active");
    return {};
  }
  Result<void> operator()(const KeyDestroy& act) const {
    PYX_ASSIGN(const KeyRecord* record, key(act.key));
    if (record->state == KeyState::kActive)
      return wrong_state(*record, "deactivated (retire it first)");
    if (record->state == KeyState::kDestroyed)
      return wrong_state(*record, "pre-activation or deactivated");
    const bool holds_value = record->coins && record->state == KeyState::kDeactivated &&
                             time < record->coins->period.refresh_until;
    if (holds_value && !is_frozen(books, *record)) {
      return refused("KEY-TERMS", "coins of key " + record->id.text() + " are good until " +
                                      to_rfc3339(record->coins->period.refresh_until) +
                                      "; if the key is compromised, freeze it first");
    }
    return {};
  }
  Result<void> operator()(const PolicyChange& act) const {
    if (act.policy == books.policy.digest)
      return error(Code::kConflict, "this policy is in force already");
    PYX_ASSIGN(const policies::Policy ignored, proposed_policy(act, blobs));
    static_cast<void>(ignored);
    return {};
  }
  Result<void> operator()(const LogRotate& act) const { return new_key_id(act.key); }
  Result<void> operator()(const BackupCreate& act) const { return check_backup(books, act); }
  Result<void> operator()(const BackupProve& act) const {
    PYX_TRY(check_backup(books, act));
    return check_planned(books, act, time, blobs);
  }
  Result<void> operator()(const BackupRestore& act) const {
    PYX_TRY(check_backup(books, act));
    PYX_TRY(check_planned(books, act, time, blobs));
    if (when == When::kProposed) return {};
    for (const Uuid& id : act.keys) PYX_TRY(not_frozen(*books.key(id)));
    return {};
  }
  Result<void> operator()(const SharesReshare& act) const { return check_backup(books, act); }
  Result<void> operator()(const BackupRewrap& act) const { return check_backup(books, act); }
  Result<void> operator()(const CopyDestroy& act) const { return check_backup(books, act); }
  Result<void> operator()(const TokenReplace& act) const { return check_replace(books, act); }
  Result<void> operator()(const Thaw& act) const {
    for (const Sha256& id : act.freezes) {
      if (std::ranges::find(books.freezes, id, &FreezeRecord::id) == books.freezes.end()) {
        return error(Code::kNotFound, "no freeze " + to_hex(id) + " is in force");
      }
    }
    return {};
  }
};

}  // namespace

Result<void> check_preconditions(const Books& books, const Act& act, When when, Time time,
                                 const BlobReader& blobs) {
  return std::visit(Checker{books, when, time, blobs}, act.parameters);
}

Result<policies::BudgetFile> proposed_budgets(const BudgetSet& set, const BlobReader& blobs) {
  PYX_ASSIGN(const Bytes bytes, blobs(set.budgets));
  return policies::parse_budgets(as_text(bytes), "budgets " + to_hex(set.budgets).substr(0, 8));
}

std::string scheduled_key_name(const ScheduledKey& key) {
  return key.denomination + " " + std::to_string(key.period);
}

Result<policies::Policy> proposed_policy(const PolicyChange& change, const BlobReader& blobs) {
  PYX_ASSIGN(const Bytes bytes, blobs(change.policy));
  return policies::parse_policy(as_text(bytes), "policy " + to_hex(change.policy).substr(0, 8));
}

}  // namespace pyx::custody
