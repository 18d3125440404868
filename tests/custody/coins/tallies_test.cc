#include "custody/coins/tallies.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace tallies_test {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const Time kNoon(milliseconds(1'800'000'000'000));

class TalliesOfAMint : public ::testing::Test {
 protected:
  TalliesOfAMint() { set_budget(tallies_); }
  static void set_budget(Tallies& tallies) {
    policies::Budget budget;
    budget.name = "issue-all";
    budget.currency = "EUR";
    budget.limits = {{hours(1), 10, 1'000}, {std::nullopt, 100, 10'000}};
    tallies.budgets.set({budget});
  }
  static ChargedRequest coins(std::uint64_t count) {
    return {policies::Charge::kIssue,
            "issuer",
            {{"eur-1", "EUR", "coin", "key", {count, count * 100}}}};
  }
  void take_some() {
    EXPECT_TRUE(tallies_.budgets.take(coins(3), kNoon).ok());
    EXPECT_TRUE(tallies_.ledger.add(key_, LedgerEntry::kMinted, {3, 300}));
    tallies_.add_bad_coins("till", 2);
  }

  const Uuid key_ = Uuid::v7(kNoon);
  Tallies tallies_;
};

TEST_F(TalliesOfAMint, WrongTagsCountForADayAndForTheirClientAlone) {
  tallies_.add_bad_coins("till", 2);
  tallies_.keep(kNoon);
  tallies_.add_bad_coins("till", 3);
  tallies_.keep(kNoon + hours(12));
  EXPECT_EQ(tallies_.bad_coins("till", kNoon + hours(12)), 5U);
  EXPECT_EQ(tallies_.bad_coins("issuer", kNoon + hours(12)), 0U);
  EXPECT_THAT(tallies_.bad_coins_of_all(kNoon + hours(12)), ElementsAre(Pair("till", 5U)));
  EXPECT_EQ(tallies_.bad_coins("till", kNoon + hours(24)), 5U);
  EXPECT_EQ(tallies_.bad_coins("till", kNoon + hours(25)), 3U);
  EXPECT_EQ(tallies_.bad_coins("till", kNoon + hours(37)), 0U);
}
TEST_F(TalliesOfAMint, WrongTagsThatArePutAsideCountAtOnce) {
  tallies_.add_bad_coins("till", 2);
  tallies_.add_bad_coins("till", 1);
  EXPECT_EQ(tallies_.bad_coins("till", kNoon), 3U);
}
TEST_F(TalliesOfAMint, NoWrongTagIsNothingToBeStored) {
  tallies_.add_bad_coins("till", 0);
  EXPECT_THAT(tallies_.changes(kNoon).windows, IsEmpty());
}
TEST_F(TalliesOfAMint, WhatIsDroppedLeavesNoTrace) {
  take_some();
  tallies_.drop();
  EXPECT_EQ(tallies_.bad_coins("till", kNoon), 0U);
  EXPECT_EQ(tallies_.ledger.of(key_).issued(), Amount{});
  EXPECT_THAT(tallies_.budgets.taken_of("issue-all", kNoon),
              ::testing::ElementsAre(Amount{}, Amount{}));
  const TallyChanges changes = tallies_.changes(kNoon);
  EXPECT_THAT(changes.windows, IsEmpty());
  EXPECT_THAT(changes.ledger, IsEmpty());
}
TEST_F(TalliesOfAMint, WhatIsKeptIsNoChangeAnyMore) {
  take_some();
  const TallyChanges changes = tallies_.changes(kNoon);
  EXPECT_THAT(changes.windows, SizeIs(3));  // an hour, life, wrong tags
  EXPECT_THAT(changes.ledger, SizeIs(1));
  tallies_.keep(kNoon);
  EXPECT_THAT(tallies_.changes(kNoon).windows, IsEmpty());
  EXPECT_THAT(tallies_.changes(kNoon).ledger, IsEmpty());
  tallies_.drop();
  EXPECT_EQ(tallies_.bad_coins("till", kNoon), 2U);
  EXPECT_EQ(tallies_.ledger.of(key_).issued(), (Amount{3, 300}));
}
TEST_F(TalliesOfAMint, AreTheSameAfterARestart) {
  take_some();
  const TallyChanges changes = tallies_.changes(kNoon);
  tallies_.keep(kNoon);
  Tallies again;
  set_budget(again);
  again.restore(changes.windows, changes.ledger);
  for (const Time now : {kNoon, kNoon + minutes(59), kNoon + hours(2), kNoon + hours(25)}) {
    EXPECT_EQ(again.bad_coins("till", now), tallies_.bad_coins("till", now));
    EXPECT_EQ(again.budgets.taken_of("issue-all", now),
              tallies_.budgets.taken_of("issue-all", now));
  }
  EXPECT_EQ(again.ledger.of(key_).entries, tallies_.ledger.of(key_).entries);
}
// A client's name cannot make a budget of it: no budget's name has a colon.
TEST_F(TalliesOfAMint, WrongTagsAreStoredUnderANameThatNoBudgetHas) {
  tallies_.add_bad_coins("issue-all", 7);
  const TallyChanges changes = tallies_.changes(kNoon);
  ASSERT_THAT(changes.windows, SizeIs(1));
  EXPECT_EQ(changes.windows.front().budget, "bad-coins:issue-all");
  EXPECT_EQ(changes.windows.front().window, kBadCoinsWindow);
  EXPECT_EQ(changes.windows.front().taken, (Amount{7, 0}));
}

}  // namespace tallies_test
}  // namespace pyx::custody
