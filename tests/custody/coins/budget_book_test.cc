#include "custody/coins/budget_book.h"

#include "tests/matchers.h"

namespace pyx::custody {
namespace budget_book_test {

using policies::Charge;
using policies::Limit;
using policies::Scope;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::ElementsAre;
using testing::FailsSaying;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::RefusedBy;
using ::testing::SizeIs;

constexpr std::uint64_t kAll = ~std::uint64_t{0};
const Time kNoon(milliseconds(1'800'000'000'000));

policies::Budget budget(std::string name, std::vector<Limit> limits, Scope scope = {},
                        Charge charge = Charge::kIssue, std::string currency = "EUR") {
  return {std::move(name), charge, std::move(scope), std::move(currency), std::move(limits)};
}
Limit hourly(std::uint64_t count, std::uint64_t value) { return {hours(1), count, value}; }
Limit for_life(std::uint64_t count, std::uint64_t value) { return {std::nullopt, count, value}; }

ChargeLine line(std::uint64_t count, std::uint64_t value) {
  return {"eur-1", "EUR", "coin", "key-1", {count, value}};
}
ChargedRequest request(std::vector<ChargeLine> lines, Charge charge = Charge::kIssue) {
  return {charge, "issuer", std::move(lines)};
}
ChargedRequest coins(std::uint64_t count) { return request({line(count, count * 100)}); }

class Book : public ::testing::Test {
 protected:
  void take_and_keep(const ChargedRequest& what, Time now = kNoon) {
    ASSERT_THAT(book_.take(what, now), IsOk());
    book_.keep(now);
  }
  BudgetBook book_;
};

// SIGN-BUDGET, FAIL-CLOSED: what no budget names is not allowed.
// Trap 21.
TEST_F(Book, WithoutABudgetRefusesEverything) {
  EXPECT_THAT(book_.take(coins(1), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.would_remain(coins(1), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.take(coins(1), kNoon), FailsSaying(Code::kRefused, "budget.set"));
}
TEST_F(Book, WithBudgetsForOtherThingsAloneRefuses) {
  book_.set({budget("charge", {hourly(10, 1'000)}, {}, Charge::kRedeem),
             budget("currency", {hourly(10, 1'000)}, {}, Charge::kIssue, "USD"),
             budget("client", {hourly(10, 1'000)}, {Scope::Kind::kClient, "till"}),
             budget("denomination", {hourly(10, 1'000)}, {Scope::Kind::kDenomination, "eur-5"}),
             budget("profile", {hourly(10, 1'000)}, {Scope::Kind::kProfile, "blind"}),
             budget("key", {hourly(10, 1'000)}, {Scope::Kind::kKey, "key-2"})});
  EXPECT_THAT(book_.take(coins(1), kNoon), RefusedBy("SIGN-BUDGET"));
}
TEST_F(Book, WithABudgetForOneLineAloneRefusesTheOther) {
  book_.set({budget("five", {hourly(10, 5'000)}, {Scope::Kind::kDenomination, "eur-5"})});
  const ChargeLine five{"eur-5", "EUR", "coin", "key-5", {1, 500}};
  EXPECT_THAT(book_.take(request({five}), kNoon), IsOk());
  EXPECT_THAT(book_.take(request({five, line(1, 100)}), kNoon),
              FailsSaying(Code::kRefused, "eur-1"));
}
TEST_F(Book, ARequestThatMovesNothingIsRefused) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  EXPECT_THAT(book_.take(request({}), kNoon), RefusedBy("SIGN-BUDGET"));
}

TEST_F(Book, EachKindOfScopeCountsWhatFallsUnderIt) {
  for (const Scope& scope :
       {Scope{}, Scope{Scope::Kind::kClient, "issuer"}, Scope{Scope::Kind::kDenomination, "eur-1"},
        Scope{Scope::Kind::kProfile, "coin"}, Scope{Scope::Kind::kKey, "key-1"}}) {
    BudgetBook book;
    book.set({budget("one", {hourly(2, 1'000)}, scope)});
    ASSERT_THAT(book.take(coins(2), kNoon), IsOk()) << to_text(scope);
    EXPECT_THAT(book.take(coins(1), kNoon), RefusedBy("SIGN-BUDGET")) << to_text(scope);
    EXPECT_THAT(book.taken_of("one", kNoon), ElementsAre(Amount{2, 200})) << to_text(scope);
  }
}
// A name that stands for a client and a denomination is two scopes.
TEST_F(Book, ANameCountsOnlyInItsKindOfScope) {
  book_.set({budget("denomination", {hourly(9, 900)}, {Scope::Kind::kDenomination, "issuer"}),
             budget("all", {hourly(9, 900)})});
  take_and_keep(coins(1));
  EXPECT_THAT(book_.taken_of("denomination", kNoon), ElementsAre(Amount{}));
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{1, 100}));
}
TEST_F(Book, CountsInEachOfSeveralBudgetsAndTheirWindows) {
  book_.set({budget("all", {hourly(9, 900), for_life(50, 5'000)}),
             budget("client", {hourly(8, 800)}, {Scope::Kind::kClient, "issuer"}),
             budget("other", {hourly(8, 800)}, {Scope::Kind::kClient, "till"})});
  take_and_keep(coins(3));
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{3, 300}, Amount{3, 300}));
  EXPECT_THAT(book_.taken_of("client", kNoon), ElementsAre(Amount{3, 300}));
  EXPECT_THAT(book_.taken_of("other", kNoon), ElementsAre(Amount{}));
  EXPECT_THAT(book_.taken_of("unknown", kNoon), IsEmpty());
}
TEST_F(Book, LinesOfOneRequestAreCountedTogether) {
  book_.set({budget("all", {hourly(5, 1'500)})});
  const ChargeLine five{"eur-5", "EUR", "coin", "key-5", {2, 1'000}};
  EXPECT_THAT(book_.take(request({five, line(4, 400)}), kNoon), RefusedBy("SIGN-BUDGET"));
  take_and_keep(request({five, line(3, 300)}));
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{5, 1'300}));
}
TEST_F(Book, ChecksAreCountedWithoutValue) {
  book_.set({budget("check", {{hours(1), 3, 0}}, {}, Charge::kCheck, "")});
  const auto looked_at = [](std::uint64_t count) {
    return request({{"", "", "envelope", "key-9", {count, 0}}}, Charge::kCheck);
  };
  EXPECT_THAT(book_.take(looked_at(3), kNoon), IsOk());
  EXPECT_THAT(book_.take(looked_at(1), kNoon), RefusedBy("SIGN-BUDGET"));
}

// Trap 30.
TEST_F(Book, ARequestMustFitIntoEveryWindow) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(12, 10'000)}),
             budget("key", {hourly(100, 950)}, {Scope::Kind::kKey, "key-1"})});
  EXPECT_THAT(book_.take(coins(10), kNoon), FailsSaying(Code::kRefused, "budget key"));
  take_and_keep(coins(9));
  EXPECT_THAT(book_.take(coins(2), kNoon), FailsSaying(Code::kRefused, "budget all"));
  EXPECT_THAT(book_.take(coins(4), kNoon + hours(2)),
              FailsSaying(Code::kRefused, "its window of life"));
  EXPECT_THAT(book_.take(coins(3), kNoon + hours(2)), IsOk());
}
TEST_F(Book, UpToTheLimitFits) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  EXPECT_THAT(book_.take(coins(10), kNoon), IsOk());
}
TEST_F(Book, OneCoinAboveTheCountDoesNot) {
  book_.set({budget("all", {hourly(10, 100'000)})});
  EXPECT_THAT(book_.take(coins(11), kNoon), RefusedBy("SIGN-BUDGET"));
}
TEST_F(Book, OneMinorUnitAboveTheValueDoesNot) {
  book_.set({budget("all", {hourly(100, 1'000)})});
  EXPECT_THAT(book_.take(request({line(1, 1'001)}), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.take(request({line(1, 1'000)}), kNoon), IsOk());
}
// Trap of value overflow: sums near 2^64 do not come out small.
TEST_F(Book, WhatDoesNotFitInto64BitsIsRefusedAndChangesNothing) {
  book_.set({budget("all", {hourly(kAll, kAll), for_life(kAll, kAll)})});
  take_and_keep(request({line(1, kAll - 5)}));
  EXPECT_THAT(book_.take(request({line(1, 6)}), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.take(request({line(1, kAll), line(1, kAll)}), kNoon),
              FailsSaying(Code::kRefused, "too large"));
  EXPECT_THAT(book_.take(request({line(kAll, 1)}), kNoon), RefusedBy("SIGN-BUDGET"));
  const Amount before{1, kAll - 5};
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(before, before));
  EXPECT_THAT(book_.take(request({line(1, 5)}), kNoon), IsOk());
}

TEST_F(Book, TheAnswerIsTheWindowThatIsNearestToItsEnd) {
  book_.set({budget("wide", {hourly(100, 10'000), for_life(100, 500)}),
             budget("narrow", {{minutes(15), 50, 600}})});
  const auto first = book_.take(coins(1), kNoon);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(*first, (Remaining{"wide", "life", 99, 400}));
  book_.set({budget("narrow", {{minutes(15), 50, 300}}), budget("wide", {hourly(100, 10'000)})});
  const auto second = book_.would_remain(coins(1), kNoon);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->budget, "narrow");
  EXPECT_EQ(second->window, "15m");
}
TEST_F(Book, WouldRemainSaysTheSameAndTakesNothing) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  const auto would = book_.would_remain(coins(4), kNoon);
  ASSERT_THAT(would, IsOk());
  EXPECT_EQ(*would, (Remaining{"all", "1h", 6, 600}));
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{}));
  EXPECT_THAT(book_.changes(kNoon), IsEmpty());
  EXPECT_EQ(*book_.take(coins(4), kNoon), *would);
  EXPECT_THAT(book_.would_remain(coins(7), kNoon), RefusedBy("SIGN-BUDGET"));
}

TEST_F(Book, WhatIsPutAsideCountsAtOnce) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(10, 1'000)})});
  ASSERT_THAT(book_.take(coins(6), kNoon), IsOk());
  EXPECT_THAT(book_.take(coins(5), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.take(coins(4), kNoon), IsOk());
}
TEST_F(Book, WhatIsDroppedLeavesNoTrace) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(10, 1'000)})});
  take_and_keep(coins(1));
  ASSERT_THAT(book_.take(coins(9), kNoon), IsOk());
  book_.give_back(coins(1));
  book_.drop();
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{1, 100}, Amount{1, 100}));
  EXPECT_THAT(book_.changes(kNoon), IsEmpty());
  book_.keep(kNoon);
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{1, 100}, Amount{1, 100}));
}
TEST_F(Book, ARefusalChangesNothingAlsoInTheBudgetsThatHadRoom) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(10, 1'000)}),
             budget("key", {hourly(1, 100)}, {Scope::Kind::kKey, "key-1"})});
  EXPECT_THAT(book_.take(coins(2), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.changes(kNoon), IsEmpty());
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{}, Amount{}));
  EXPECT_THAT(book_.taken_of("key", kNoon), ElementsAre(Amount{}));
}

TEST_F(Book, WhatIsGivenBackFreesOnlyTheLifeWindows) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(10, 1'000)})});
  take_and_keep(coins(8));
  book_.give_back(coins(8));
  book_.keep(kNoon);
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{8, 800}, Amount{}));
  EXPECT_THAT(book_.take(coins(3), kNoon), FailsSaying(Code::kRefused, "its window of 1h"));
  EXPECT_THAT(book_.take(coins(10), kNoon + hours(2)), IsOk());
}
TEST_F(Book, MoreGivenBackThanTakenLeavesNothingBelowZero) {
  book_.set({budget("all", {for_life(10, 1'000)})});
  take_and_keep(coins(2));
  book_.give_back(coins(5));
  book_.keep(kNoon);
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{}));
  EXPECT_THAT(book_.take(coins(11), kNoon), RefusedBy("SIGN-BUDGET"));
}
TEST_F(Book, WhatNoBudgetCountsAnyMoreIsGivenBackToNobody) {
  book_.set({budget("all", {for_life(10, 1'000)})});
  take_and_keep(coins(2));
  book_.give_back(request({{"usd-1", "USD", "coin", "key-7", {1, 100}}}));
  EXPECT_THAT(book_.changes(kNoon), IsEmpty());
}

TEST_F(Book, TheRefusalNamesTheWindowWhatRemainsAndWhenThereIsRoom) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  take_and_keep(coins(8));
  const auto refused = book_.take(coins(3), kNoon + minutes(10));
  ASSERT_THAT(refused, RefusedBy("SIGN-BUDGET"));
  const std::string& text = refused.error().message;
  EXPECT_THAT(text, ::testing::HasSubstr("budget all has no room in its window of 1h"));
  EXPECT_THAT(text, ::testing::HasSubstr(
                        "2 coins worth 200 minor units of EUR remain of 10 coins worth 1000"));
  EXPECT_THAT(text, ::testing::HasSubstr("asked are 3 coins worth 300 minor units of EUR"));
  EXPECT_THAT(text, ::testing::HasSubstr("there is room at 2027-01-15T"));
}
// The time that a refusal names, read out of it.
Time named_time(const Error& refused) {
  constexpr std::string_view kMark = "there is room at ";
  const std::size_t at = refused.message.find(kMark);
  EXPECT_NE(at, std::string::npos) << refused.message;
  return from_rfc3339(refused.message.substr(at + kMark.size())).value();
}
TEST_F(Book, AtTheTimeThatARefusalNamesTheRequestFitsAndNotBefore) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  take_and_keep(coins(4));
  take_and_keep(coins(5), kNoon + minutes(30));
  const auto refused = book_.take(coins(4), kNoon + minutes(40));
  ASSERT_THAT(refused, RefusedBy("SIGN-BUDGET"));
  const Time then = named_time(refused.error());
  EXPECT_THAT(book_.would_remain(coins(4), then - milliseconds(1)), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.would_remain(coins(4), then), IsOk());
}
// Two requests of one commit: the second waits until the first counts no longer.
TEST_F(Book, WhatIsPutAsideFreesWithTimeToo) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  ASSERT_THAT(book_.take(coins(8), kNoon), IsOk());
  const auto refused = book_.take(coins(8), kNoon);
  ASSERT_THAT(refused, RefusedBy("SIGN-BUDGET"));
  book_.keep(kNoon);
  const Time then = named_time(refused.error());
  EXPECT_THAT(book_.would_remain(coins(8), then - milliseconds(1)), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.would_remain(coins(8), then), IsOk());
}
TEST_F(Book, WhatIsLargerThanTheLimitOrForLifeWillNotFitByWaiting) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  EXPECT_THAT(book_.take(coins(11), kNoon), FailsSaying(Code::kRefused, "not fit by waiting"));
  book_.set({budget("all", {for_life(10, 1'000)})});
  take_and_keep(coins(10));
  EXPECT_THAT(book_.take(coins(1), kNoon), FailsSaying(Code::kRefused, "not fit by waiting"));
}

TEST_F(Book, ChangesNameEachWindowOnceAsItIsToBeStored) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(20, 2'000)})});
  take_and_keep(coins(1));
  ASSERT_THAT(book_.take(coins(2), kNoon), IsOk());
  ASSERT_THAT(book_.take(coins(3), kNoon), IsOk());
  const std::vector<WindowPart> changes = book_.changes(kNoon);
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].budget, "all");
  EXPECT_EQ(changes[0].window, hours(1));
  EXPECT_EQ(changes[0].taken, (Amount{6, 600}));
  EXPECT_EQ(changes[1], (WindowPart{"all", Duration(0), 0, {6, 600}}));
}

TEST_F(Book, AWindowThatStaysKeepsWhatItHasTaken) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(10, 1'000)})});
  take_and_keep(coins(6));
  book_.set({budget("all", {for_life(7, 700), {minutes(15), 10, 1'000}, hourly(7, 700)})});
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{6, 600}, Amount{}, Amount{6, 600}));
  EXPECT_THAT(book_.take(coins(2), kNoon), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(book_.take(coins(1), kNoon), IsOk());
}
TEST_F(Book, ALimitBelowWhatWasTakenLeavesNothing) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  take_and_keep(coins(6));
  book_.set({budget("all", {hourly(5, 500)})});
  EXPECT_THAT(book_.take(coins(1), kNoon),
              FailsSaying(Code::kRefused, "0 coins worth 0 minor units of EUR"));
}
TEST_F(Book, ABudgetThatIsGoneOrHasAnotherNameBeginsEmpty) {
  book_.set({budget("all", {hourly(10, 1'000)})});
  take_and_keep(coins(6));
  book_.set({budget("another", {hourly(10, 1'000)})});
  EXPECT_THAT(book_.taken_of("another", kNoon), ElementsAre(Amount{}));
  book_.set({budget("all", {hourly(10, 1'000)})});
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{}));
}
TEST_F(Book, WhatAStoreKeepsOfOtherBudgetsAndWindowsIsLeftAlone) {
  book_.set({budget("all", {hourly(10, 1'000), for_life(10, 1'000)})});
  book_.restore({{"another", hours(1), 500'000, {7, 700}},
                 {"all", minutes(15), 2'000'000, {7, 700}},
                 {"bad-coins:issuer", hours(24), 20'000, {7, 0}},
                 {"all", Duration(0), 0, {3, 300}}});
  EXPECT_THAT(book_.taken_of("all", kNoon), ElementsAre(Amount{}, Amount{3, 300}));
}

}  // namespace budget_book_test
}  // namespace pyx::custody
