#include "custody/acts/lowering.h"

#include "custody/acts/lowering_statement.h"
#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace lowering_test {

using pyx::testing::envelope_by;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

// SIGN-BUDGET
class Lowering : public ::testing::Test {
 protected:
  Lowering() {
    pyx::testing::BudgetText issue{"issue", "issue", "all", 100, 50'000};
    issue.life_value = 900'000;
    vault_.set_budgets(pyx::testing::budgets_text({issue, {"redeem", "redeem"}}));
  }
  LoweringStatement to(policies::Limit limit, std::string person = "alice") const {
    LoweringStatement lowering;
    lowering.vault = vault_.books().vault;
    lowering.budget = "issue";
    lowering.limit = limit;
    lowering.person = std::move(person);
    lowering.time = vault_.clock.now();
    lowering.expires = vault_.clock.now() + std::chrono::minutes(10);
    lowering.nonce = pyx::testing::new_nonce();
    return lowering;
  }
  static policies::Limit hourly(std::uint64_t count, std::uint64_t value) {
    return {std::chrono::hours(1), count, value};
  }
  LoweringLeaf by(const std::string& person, const LoweringStatement& lowering) const {
    return {envelope_by({&vault_.people.at(person)}, encode_lowering(lowering))};
  }
  Result<std::uint64_t> record(const LoweringStatement& lowering) {
    return vault_.append(by(lowering.person, lowering));
  }
  const policies::Budget& budget() const { return *vault_.books().budget("issue"); }

  pyx::testing::MemoryVault vault_;
};

TEST_F(Lowering, ByWhoeverMayFreezeTakesALimitDownAtOnce) {
  std::uint64_t count = 100;
  for (const char* person : {"alice", "bob", "carol", "dave"}) {
    EXPECT_THAT(record(to(hourly(--count, 50'000), person)), IsOk());
    EXPECT_EQ(budget().limits[0], hourly(count, 50'000));
  }
}
TEST_F(Lowering, ChangesNoOtherWindowAndNoOtherBudget) {
  const policies::Budget before = budget();
  const policies::Budget other = *vault_.books().budget("redeem");
  must(record(to({std::nullopt, 7, 700})));
  EXPECT_EQ(budget().limits[0], before.limits[0]);
  EXPECT_EQ(budget().limits[1], (policies::Limit{std::nullopt, 7, 700}));
  EXPECT_EQ(*vault_.books().budget("redeem"), other);
}
TEST_F(Lowering, MayGoDownToNothing) {
  must(record(to(hourly(0, 0))));
  EXPECT_EQ(budget().limits[0], hourly(0, 0));
}
TEST_F(Lowering, ToTheSameLimitIsNoRise) { EXPECT_THAT(record(to(hourly(100, 50'000))), IsOk()); }
TEST_F(Lowering, ThatRaisesTheCountIsRefused) {
  EXPECT_THAT(record(to(hourly(101, 0))), FailsSaying(Code::kRefused, "budget.set"));
}
TEST_F(Lowering, ThatRaisesTheValueIsRefused) {
  EXPECT_THAT(record(to(hourly(0, 50'001))), RefusedBy("SIGN-BUDGET"));
  EXPECT_EQ(budget().limits[0], hourly(100, 50'000));
}
TEST_F(Lowering, IsRaisedAgainOnlyByTheAct) {
  must(record(to(hourly(10, 5'000))));
  EXPECT_THAT(record(to(hourly(100, 50'000))), RefusedBy("SIGN-BUDGET"));
  vault_.set_budgets(pyx::testing::budgets_text({{"issue", "issue", "all", 100, 50'000}}));
  EXPECT_EQ(budget().limits[0], hourly(100, 50'000));
}
TEST_F(Lowering, BySomebodyWithoutTheRightIsRefused) {
  EXPECT_THAT(record(to(hourly(1, 1), "olga")), RefusedBy("SIGN-BUDGET"));
}
TEST_F(Lowering, BySomebodyWhomAThawSuspendedIsRefused) {
  vault_.done(Thaw{{vault_.frozen(FreezeAll{}, "dave")}, true});
  EXPECT_THAT(record(to(hourly(1, 1), "dave")), FailsSaying(Code::kRefused, "suspended"));
  EXPECT_THAT(record(to(hourly(1, 1), "alice")), IsOk());
}
TEST_F(Lowering, WithAnotherPersonsSignatureOrOneMoreIsRefused) {
  const LoweringStatement lowering = to(hourly(1, 1));
  EXPECT_THAT(vault_.append(by("bob", lowering)), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(
      vault_.append(LoweringLeaf{envelope_by({&vault_.people.at("alice"), &vault_.people.at("bob")},
                                             encode_lowering(lowering))}),
      RefusedBy("SIGN-BUDGET"));
  LoweringStatement of_nobody = lowering;
  of_nobody.person = "mallory";
  EXPECT_THAT(vault_.append(by("alice", of_nobody)), RefusedBy("SIGN-BUDGET"));
}
TEST_F(Lowering, OfAnotherVaultIsRefused) {
  LoweringStatement lowering = to(hourly(1, 1));
  lowering.vault[0] ^= 1U;
  EXPECT_THAT(record(lowering), FailsSaying(Code::kRefused, "another vault"));
}
TEST_F(Lowering, AtItsExpiryIsRefused) {
  const LoweringStatement lowering = to(hourly(1, 1));
  vault_.clock.set(lowering.expires);
  EXPECT_THAT(record(lowering), FailsSaying(Code::kRefused, "expired"));
}
TEST_F(Lowering, JustBeforeItsExpiryCounts) {
  const LoweringStatement lowering = to(hourly(1, 1));
  vault_.clock.set(lowering.expires - Duration(1));
  EXPECT_THAT(record(lowering), IsOk());
}
// Trap 3: replayed, after the budget was set again it would lower it again.
TEST_F(Lowering, IsUsedOnceAlsoAfterTheBudgetWasSetAgain) {
  const LoweringLeaf leaf = by("alice", to(hourly(1, 1)));
  must(vault_.append(leaf));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kRefused, "used before"));
  vault_.set_budgets(pyx::testing::budgets_text({{"issue", "issue", "all", 100, 50'000}}));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kRefused, "used before"));
}
TEST_F(Lowering, OfAnUnknownBudgetOrWindowIsNotFound) {
  LoweringStatement lowering = to(hourly(1, 1));
  lowering.budget = "nothing";
  EXPECT_THAT(record(lowering), FailsWith(Code::kNotFound));
  EXPECT_THAT(record(to({std::chrono::hours(2), 1, 1})), FailsWith(Code::kNotFound));
}

}  // namespace lowering_test
}  // namespace pyx::custody
