#include "custody/coins/coin_keys.h"

#include "custody/acts/freezing.h"
#include "custody/acts/key_home.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kTerms = "KEY-TERMS";

std::string named(const KeyRecord& key) {
  return "key " + key.id.text() + " (" + key.coins->denomination + ", period " +
         std::to_string(key.coins->period.number) + ")";
}

bool is_used_up(const Ledger& ledger, const KeyRecord& key, std::uint64_t more) {
  if (!key.coins->most_issued) return false;
  const auto after = sum(ledger.of(key.id).issued(), {0, more});
  return !after || after->value > *key.coins->most_issued;
}

// The next period begins early once this one's key cannot issue a single coin more.
bool may_begin_early(const Books& books, const Ledger& ledger, const KeyRecord& key) {
  const std::int64_t number = key.coins->period.number;
  const KeyRecord* before =
      number > 0 ? books.coin_key(key.coins->denomination, number - 1) : nullptr;
  return before != nullptr && is_used_up(ledger, *before, before->coins->value);
}

Error frozen(std::string what) {
  Error failure = error(Code::kFrozen, std::move(what) + " is frozen");
  failure.control = "FREEZE-ONE";
  return failure;
}

}  // namespace

std::string_view to_text(CoinPhase phase) {
  switch (phase) {
    case CoinPhase::kWaiting:
      return "waiting";
    case CoinPhase::kMinting:
      return "minting";
    case CoinPhase::kChecking:
      return "checking";
    case CoinPhase::kRefreshOnly:
      return "refresh-only";
    case CoinPhase::kOver:
      return "over";
    case CoinPhase::kUnusable:
      return "unusable";
  }
  return "unusable";
}

CoinPhase phase_of(const KeyRecord& key, Time now) {
  if (key.state == KeyState::kPreActivation || key.state == KeyState::kDestroyed)
    return CoinPhase::kUnusable;
  const policies::Period& period = key.coins->period;
  if (now >= period.refresh_until) return CoinPhase::kOver;
  if (key.state == KeyState::kDeactivated || now >= period.coins_expire)
    return CoinPhase::kRefreshOnly;
  if (now >= period.mints_until) return CoinPhase::kChecking;
  return now >= period.begins ? CoinPhase::kMinting : CoinPhase::kWaiting;
}

Result<void> check_may_issue(const Books& books, const Ledger& ledger, const KeyRecord& key,
                             const Amount& amount, Time now) {
  if (key.state != KeyState::kActive) {
    return refused("KEY-STATE", named(key) + " is in state " + std::string(to_text(key.state)) +
                                    "; only an active key issues");
  }
  if (key.suspended) return in_the_gap(key);
  if (is_frozen(books, key)) return frozen(named(key));
  PYX_TRY(check_at_home(books, key));
  const CoinPhase phase = phase_of(key, now);
  const bool begins = phase == CoinPhase::kMinting ||
                      (phase == CoinPhase::kWaiting && may_begin_early(books, ledger, key));
  if (!begins)
    return refused(kTerms,
                   named(key) + " does not issue now: it is " + std::string(to_text(phase)));
  if (is_used_up(ledger, key, amount.value)) {
    return refused(kTerms, named(key) + " has issued what its denomination lets one key issue");
  }
  return {};
}

Result<const KeyRecord*> issuing_key(const Books& books, const Ledger& ledger,
                                     const std::string& denomination, std::uint64_t count,
                                     Time now) {
  const policies::Denomination* wanted = books.policy.denomination(denomination);
  if (wanted == nullptr)
    return error(Code::kNotFound, "the policy has no denomination " + denomination);
  const auto amount = times(count, wanted->value);
  if (!amount) return error(Code::kBadInput, "the value of " + denomination + " is too large");
  const auto number = policies::period_at(wanted->schedule, now);
  if (!number) return refused(kTerms, "denomination " + denomination + " has not begun");
  Error first = refused(kTerms, "denomination " + denomination + " has no key for period " +
                                    std::to_string(*number) + "; make one by keys.schedule");
  bool has_reason = false;
  // A key keeps the terms it was made with, which may be those of an older schedule.
  for (const std::int64_t candidate : {*number, *number + 1, *number - 1}) {
    const KeyRecord* key = books.coin_key(denomination, candidate);
    if (key == nullptr || key->coins->value != wanted->value) continue;
    const auto allowed = check_may_issue(books, ledger, *key, *amount, now);
    if (allowed) return key;
    if (!has_reason) first = allowed.error();
    has_reason = true;
  }
  return first;
}

Verdict verdict_by_key(const Books& books, Operation operation, const CoinFace& face, Time now) {
  const KeyRecord* key = books.key(face.key);
  if (key == nullptr || key->purpose != Purpose::kCoin || !key->coins) return Verdict::kUnknownKey;
  const CoinPhase phase = phase_of(*key, now);
  if (phase == CoinPhase::kUnusable) return Verdict::kUnknownKey;
  if (face.value != key->coins->value || face.expires != key->coins->period.coins_expire)
    return Verdict::kBadTag;  // no coin of this key says so
  if (key->suspended || is_frozen(books, *key)) return Verdict::kFrozen;
  if (phase == CoinPhase::kOver) return Verdict::kOver;
  if (phase == CoinPhase::kRefreshOnly && operation != Operation::kCoinsExchange)
    return Verdict::kExpired;
  return Verdict::kGood;
}

}  // namespace pyx::custody
