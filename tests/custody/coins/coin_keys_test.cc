#include "custody/coins/coin_keys.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace coin_keys_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

constexpr Duration kMs(1);

class CoinKeys : public ::testing::Test {
 protected:
  const KeyRecord& key(const Uuid& id) const { return *books_.key(id); }
  KeyRecord& key(const Uuid& id) { return *books_.key(id); }
  const policies::Period& period(const Uuid& id) const { return key(id).coins->period; }
  Result<Uuid> issuing(std::uint64_t count, Time now) const {
    PYX_ASSIGN(const KeyRecord* found, issuing_key(books_, ledger_, "eur-5", count, now));
    return found->id;
  }
  Result<void> may_issue(const Uuid& id, Time now, std::uint64_t count = 1) const {
    return check_may_issue(books_, ledger_, key(id), {count, count * 500}, now);
  }
  void mint(const Uuid& id, std::uint64_t count) {
    ASSERT_TRUE(ledger_.add(id, LedgerEntry::kMinted, {count, count * 500}));
    ledger_.keep();
  }
  void freeze(const FreezeTarget& target) {
    FreezeRecord record;
    record.statement.target = target;
    books_.freezes.push_back(record);
  }
  CoinFace face(const Uuid& id) const {
    CoinFace made;
    made.key = id;
    made.value = key(id).coins->value;
    made.expires = period(id).coins_expire;
    return made;
  }
  Verdict verdict(const Uuid& id, Time now, Operation operation = Operation::kCoinsRedeem) const {
    return verdict_by_key(books_, operation, face(id), now);
  }

  pyx::testing::MemoryMint mint_;
  const Uuid before_ = mint_.coin_key("eur-5", 0);  // it overlaps for a day
  const Uuid present_ = mint_.five;                 // of period 1
  const Uuid next_ = mint_.coin_key("eur-5", 2);
  const Time now_ = mint_.vault.clock.now();
  Books books_ = mint_.vault.books();
  Ledger ledger_;
};

TEST_F(CoinKeys, APhaseBeginsAtItsFirstMomentAndEndsBeforeTheNext) {
  const policies::Period& of = period(present_);
  const std::vector<std::pair<Time, CoinPhase>> all = {
      {of.born, CoinPhase::kWaiting},
      {of.begins - kMs, CoinPhase::kWaiting},
      {of.begins, CoinPhase::kMinting},
      {of.ends - kMs, CoinPhase::kMinting},
      {of.ends, CoinPhase::kMinting},
      {of.mints_until - kMs, CoinPhase::kMinting},
      {of.mints_until, CoinPhase::kChecking},
      {of.coins_expire - kMs, CoinPhase::kChecking},
      {of.coins_expire, CoinPhase::kRefreshOnly},
      {of.refresh_until - kMs, CoinPhase::kRefreshOnly},
      {of.refresh_until, CoinPhase::kOver}};
  for (const auto& [time, phase] : all)
    EXPECT_EQ(phase_of(key(present_), time), phase) << to_rfc3339(time);
}
TEST_F(CoinKeys, ADeactivatedKeyOnlyRefreshesUpToTheEndOfItsGrace) {
  key(present_).state = KeyState::kDeactivated;
  const policies::Period& of = period(present_);
  for (const Time time : {of.begins, of.mints_until, of.coins_expire, of.refresh_until - kMs})
    EXPECT_EQ(phase_of(key(present_), time), CoinPhase::kRefreshOnly) << to_rfc3339(time);
  EXPECT_EQ(phase_of(key(present_), of.refresh_until), CoinPhase::kOver);
}
TEST_F(CoinKeys, AKeyNeverActiveOrDestroyedIsUnusableAtAnyTime) {
  for (const KeyState state : {KeyState::kPreActivation, KeyState::kDestroyed}) {
    key(present_).state = state;
    for (const Time time : {period(present_).begins, period(present_).refresh_until})
      EXPECT_EQ(phase_of(key(present_), time), CoinPhase::kUnusable);
  }
}
TEST_F(CoinKeys, EachPhaseHasAName) {
  const std::vector<std::pair<CoinPhase, std::string_view>> all = {
      {CoinPhase::kWaiting, "waiting"},          {CoinPhase::kMinting, "minting"},
      {CoinPhase::kChecking, "checking"},        {CoinPhase::kOver, "over"},
      {CoinPhase::kRefreshOnly, "refresh-only"}, {CoinPhase::kUnusable, "unusable"}};
  for (const auto& [phase, name] : all) EXPECT_EQ(to_text(phase), name);
}

// KEY-TERMS
TEST_F(CoinKeys, TheKeyOfThePresentPeriodIssues) {
  EXPECT_EQ(must(issuing(1, now_)), present_);
  EXPECT_EQ(must(issuing(1, period(present_).begins)), present_);
  EXPECT_EQ(must(issuing(1, period(present_).ends - kMs)), present_);
}
TEST_F(CoinKeys, FromTheEndOfAPeriodOnTheNextKeyIssues) {
  EXPECT_EQ(must(issuing(1, period(present_).ends)), next_);
}
TEST_F(CoinKeys, AKeyIssuesFromItsFirstMomentToTheEndOfItsOverlap) {
  const policies::Period& of = period(present_);
  EXPECT_THAT(may_issue(present_, of.begins - kMs), RefusedBy("KEY-TERMS"));
  EXPECT_THAT(may_issue(present_, of.begins), IsOk());
  EXPECT_THAT(may_issue(present_, of.mints_until - kMs), IsOk());
  EXPECT_THAT(may_issue(present_, of.mints_until), RefusedBy("KEY-TERMS"));
}
TEST_F(CoinKeys, IfThePresentKeyIsFrozenTheOneBeforeIssuesAsLongAsItOverlaps) {
  freeze(FreezeKey{present_});
  EXPECT_EQ(must(issuing(1, now_)), before_);
  EXPECT_EQ(must(issuing(1, period(before_).mints_until - kMs)), before_);
  EXPECT_THAT(issuing(1, period(before_).mints_until), FailsWith(Code::kFrozen));
}
TEST_F(CoinKeys, IfThePresentKeyIsNotActiveTheOneBeforeIssuesAsLongAsItOverlaps) {
  for (const KeyState state :
       {KeyState::kPreActivation, KeyState::kDeactivated, KeyState::kDestroyed}) {
    key(present_).state = state;
    EXPECT_EQ(must(issuing(1, now_)), before_) << to_text(state);
    EXPECT_THAT(issuing(1, period(before_).mints_until), RefusedBy("KEY-STATE")) << to_text(state);
  }
}
TEST_F(CoinKeys, IfThePresentKeyIsMissingTheOneBeforeIssuesAsLongAsItOverlaps) {
  books_.coin_keys["eur-5"].erase(1);
  EXPECT_EQ(must(issuing(1, now_)), before_);
  EXPECT_THAT(issuing(1, period(before_).mints_until), RefusedBy("KEY-TERMS"));
}
TEST_F(CoinKeys, WithoutAnyKeyTheRefusalSaysHowToMakeOne) {
  books_.coin_keys.erase("eur-5");
  EXPECT_THAT(issuing(1, now_), FailsSaying(Code::kRefused, "period 1; make one by keys.schedule"));
}
TEST_F(CoinKeys, AFreezeOfAllStopsEveryKey) {
  freeze(FreezeAll{});
  const auto refused = issuing(1, now_);
  EXPECT_THAT(refused, FailsWith(Code::kFrozen));
  EXPECT_EQ(refused.error().control, "FREEZE-ONE");
}
TEST_F(CoinKeys, AnUnknownDenominationIsNotFound) {
  EXPECT_THAT(issuing_key(books_, ledger_, "eur-50", 1, now_), FailsWith(Code::kNotFound));
  EXPECT_THAT(issuing_key(books_, ledger_, "", 1, now_), FailsWith(Code::kNotFound));
}
TEST_F(CoinKeys, BeforeTheFirstPeriodNothingIssues) {
  EXPECT_THAT(issuing(1, period(before_).begins - kMs), RefusedBy("KEY-TERMS"));
  EXPECT_EQ(must(issuing(1, period(before_).begins)), before_);
}
TEST_F(CoinKeys, AValueThatDoesNotFitInto64BitsIsBadInput) {
  EXPECT_THAT(issuing(~std::uint64_t{0}, now_), FailsWith(Code::kBadInput));
}
// The policy gave the denomination another value: coins of the old key would be worth that.
TEST_F(CoinKeys, AKeyOfAnotherValueThanTheDenominationHasNowDoesNotIssue) {
  key(present_).coins->value = 200;
  EXPECT_EQ(must(issuing(1, now_)), before_);
}

class UsedUp : public CoinKeys {
 protected:
  UsedUp() {
    key(before_).coins->most_issued = 1'000;
    key(present_).coins->most_issued = 5'000;
  }
};
TEST_F(UsedUp, AKeyIssuesUpToItsMost) {
  EXPECT_THAT(may_issue(present_, now_, 10), IsOk());
  mint(present_, 4);
  EXPECT_THAT(may_issue(present_, now_, 6), IsOk());
}
TEST_F(UsedUp, ACoinAboveItsMostIsRefused) {
  EXPECT_THAT(may_issue(present_, now_, 11), RefusedBy("KEY-TERMS"));
  mint(present_, 4);
  EXPECT_THAT(may_issue(present_, now_, 7), FailsSaying(Code::kRefused, "one key issue"));
}
TEST_F(UsedUp, WhatWasRedeemedDoesNotMakeRoomAgain) {
  mint(present_, 10);
  ASSERT_TRUE(ledger_.add(present_, LedgerEntry::kRedeemed, {10, 5'000}));
  EXPECT_THAT(may_issue(present_, now_), RefusedBy("KEY-TERMS"));
}
TEST_F(UsedUp, TheNextKeyBeginsEarlyOnceNotASingleCoinMoreFits) {
  EXPECT_THAT(may_issue(next_, now_), RefusedBy("KEY-TERMS"));
  mint(present_, 9);
  EXPECT_THAT(may_issue(next_, now_), RefusedBy("KEY-TERMS"));
  mint(present_, 1);
  EXPECT_THAT(may_issue(next_, now_), IsOk());
  EXPECT_EQ(must(issuing(1, now_)), next_);
}
TEST_F(UsedUp, TheRestOfAKeyIsNotTopUpFromTheNext) {
  mint(present_, 9);
  mint(before_, 2);
  EXPECT_EQ(must(issuing(1, now_)), present_);
  EXPECT_THAT(issuing(2, now_), FailsSaying(Code::kRefused, "period 1) has issued"));
}
TEST_F(UsedUp, WithoutANextKeyTheOneBeforeIssuesWhatItStillMay) {
  mint(present_, 10);
  books_.coin_keys["eur-5"].erase(2);
  EXPECT_EQ(must(issuing(2, now_)), before_);
  EXPECT_THAT(issuing(3, now_), RefusedBy("KEY-TERMS"));
}
TEST_F(UsedUp, TheNextKeyIsTakenBeforeTheOneBefore) {
  mint(present_, 10);
  EXPECT_EQ(must(issuing(1, now_)), next_);
}

// COIN-GOOD
TEST_F(CoinKeys, ACoinIsGoodAsLongAsItsKeyWaitsMintsAndChecks) {
  const policies::Period& of = period(present_);
  for (const Time time : {of.born, of.begins, of.mints_until, of.coins_expire - kMs})
    EXPECT_EQ(verdict(present_, time), Verdict::kGood) << to_rfc3339(time);
}
TEST_F(CoinKeys, AnExpiredCoinIsOnlyExchanged) {
  const Time expired = period(present_).coins_expire;
  for (const Time time : {expired, period(present_).refresh_until - kMs}) {
    EXPECT_EQ(verdict(present_, time, Operation::kCoinsExchange), Verdict::kGood);
    EXPECT_EQ(verdict(present_, time, Operation::kCoinsRedeem), Verdict::kExpired);
    EXPECT_EQ(verdict(present_, time, Operation::kCoinsCheck), Verdict::kExpired);
  }
}
TEST_F(CoinKeys, PastItsGraceACoinIsOverForEverything) {
  const Time over = period(present_).refresh_until;
  for (const Operation operation :
       {Operation::kCoinsExchange, Operation::kCoinsRedeem, Operation::kCoinsCheck})
    EXPECT_EQ(verdict(present_, over, operation), Verdict::kOver);
}
TEST_F(CoinKeys, ACoinOfADeactivatedKeyIsOnlyExchanged) {
  key(present_).state = KeyState::kDeactivated;
  EXPECT_EQ(verdict(present_, now_, Operation::kCoinsExchange), Verdict::kGood);
  EXPECT_EQ(verdict(present_, now_, Operation::kCoinsRedeem), Verdict::kExpired);
}
TEST_F(CoinKeys, ACoinOfAnotherValueOrExpiryThanItsKeysWasNeverMade) {
  CoinFace other = face(present_);
  ++other.value;
  EXPECT_EQ(verdict_by_key(books_, Operation::kCoinsRedeem, other, now_), Verdict::kBadTag);
  other = face(present_);
  other.expires += kMs;
  EXPECT_EQ(verdict_by_key(books_, Operation::kCoinsRedeem, other, now_), Verdict::kBadTag);
}
TEST_F(CoinKeys, ACoinOfAFrozenKeyIsFrozen) {
  freeze(FreezeKey{present_});
  EXPECT_EQ(verdict(present_, now_), Verdict::kFrozen);
  EXPECT_EQ(verdict(next_, now_), Verdict::kGood);
}
TEST_F(CoinKeys, OnlyKeysOfCoinsThatAreThereAreKnown) {
  const auto judged = [&](const Uuid& id) {
    CoinFace made = face(present_);
    made.key = id;
    return verdict_by_key(books_, Operation::kCoinsRedeem, made, now_);
  };
  const Uuid blind = mint_.blind();
  books_ = mint_.vault.books();
  for (const Uuid& id : {Uuid::v7(now_), mint_.seed, mint_.envelope, mint_.answer, blind})
    EXPECT_EQ(judged(id), Verdict::kUnknownKey);
  for (const KeyState state : {KeyState::kPreActivation, KeyState::kDestroyed}) {
    key(present_).state = state;
    EXPECT_EQ(judged(present_), Verdict::kUnknownKey);
  }
}

}  // namespace coin_keys_test
}  // namespace pyx::custody
