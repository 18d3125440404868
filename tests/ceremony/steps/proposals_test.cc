#include "ceremony/steps/proposals.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace proposals_test {

using policies::ActType;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using testing::act_steps;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using testing::StepRoom;
using testing::with_rules;
using testing::with_steps;

std::string with_more(std::string plan) {
  plan = with_rules(std::move(plan),
                    "\"thaw\", \"clock.accept\", \"coins.refund\", \"reservation.free\", "
                    "\"budget.set\", \"policy.change\", \"shares.reshare\", \"backup.restore\"");
  return with_steps(
      std::move(plan), "checkpoint",
      act_steps("accept", "proof", "clock.accept") + act_steps("refund", "proof", "coins.refund") +
          act_steps("free", "proof", "reservation.free") +
          act_steps("budget", "proof", "budget.set") +
          act_steps("reshare", "proof", "shares.reshare",
                    ", backup = \"first\", holders = [\"custodian\"], shares = \"2 of 3\"", false));
}

class Proposals : public ::testing::Test {
 protected:
  explicit Proposals(std::string_view upto = "propose-make-keys") {
    room_.upto(upto);
    room_.work_of_steps->log_out();
  }
  Result<std::vector<WantedAct>> of(std::string_view step) {
    const std::vector<std::string> doers = {"operator-1"};
    const Doing doing{
        {room_.step(step), *room_.model, doers, *room_.record, host_}, room_.people, *room_.record};
    PYX_ASSIGN(const AtVault at, at_vault(doing));
    return wanted_acts(doing, at);
  }
  StepRoom room_{"genesis", with_more};
  Host host_{room_.setting()};
};

TEST_F(Proposals, AListOfKeysIsAnActForEach) {
  const auto acts = of("propose-make-keys");
  ASSERT_THAT(acts, IsOk());
  ASSERT_THAT(*acts, SizeIs(4));
  EXPECT_EQ(acts->front().ask.type, ActType::kKeyGenerate);
  EXPECT_EQ(acts->front().ask.name, "seed");
  EXPECT_EQ(acts->front().ask.profile, "mint-seed");
  EXPECT_EQ(acts->front().subject, "key.generate seed");
}

TEST_F(Proposals, KeysOfDenominationsAreOneActForThePeriodsThatAreMissing) {
  const auto acts = of("propose-make-coins");
  ASSERT_THAT(acts, IsOk());
  ASSERT_THAT(*acts, SizeIs(1));
  const auto& periods = acts->front().ask.periods;
  ASSERT_THAT(periods, SizeIs(2));
  EXPECT_EQ(periods[0].first, "eur-5");
  EXPECT_EQ(periods[1].first, "eur-1");
  EXPECT_EQ(periods[0].second, periods[1].second);
  EXPECT_GE(periods[0].second, 40);  // of 2026, in the policy's weeks
}

TEST_F(Proposals, WhatNoPlanCanSayPeopleSay) {
  room_.people.answers = {{"propose-accept.until.operator-1", "2027-01-01T00:00:00Z"},
                          {"propose-free.leaf.operator-1", "17"},
                          {"propose-free.case.operator-1", "case 4"}};
  EXPECT_EQ(to_rfc3339(of("propose-accept")->front().ask.until), "2027-01-01T00:00:00.000Z");
  const auto free = of("propose-free");
  ASSERT_THAT(free, IsOk());
  EXPECT_EQ(free->front().ask.leaf, 17U);
  EXPECT_EQ(free->front().ask.evidence, "case 4");
  room_.people.answers["propose-free.leaf.operator-1"] = "seventeen";
  EXPECT_THAT(of("propose-free"), FailsSaying(Code::kBadInput, "no number of a leaf"));
  room_.people.answers["propose-refund.leaf.operator-1"] = "17";
  EXPECT_THAT(of("propose-refund"), FailsWith(Code::kBadInput));  // whose key?
}

TEST_F(Proposals, AFileThatTheSiteDoesNotNameIsMissed) {
  EXPECT_THAT(of("propose-budget"), FailsSaying(Code::kNotFound, "the site has no budgets"));
  room_.site->budgets = "budgets.toml";
  EXPECT_EQ(of("propose-budget")->front().ask.budgets_file, room_.path("budgets.toml"));
}

TEST_F(Proposals, KeysThatAreNotMadeYetCannotBeBackedUp) {
  EXPECT_THAT(of("propose-back-up"), FailsWith(Code::kNotFound));
}

class ProposalsAboutABackup : public Proposals {
 protected:
  ProposalsAboutABackup() : Proposals("propose-prove") {}
};

TEST_F(ProposalsAboutABackup, NameItsKeysAndHolders) {
  const auto create = of("propose-back-up");
  ASSERT_THAT(create, IsOk());
  EXPECT_THAT(create->front().ask.backup_keys, SizeIs(5));  // with two coins
  const custody::SharePlan plan = {1, {{2, {"custodian-1", "custodian-2", "custodian-3"}}}};
  EXPECT_EQ(create->front().ask.shares, plan);
  const auto prove = of("propose-prove");
  const auto reshare = of("propose-reshare");
  ASSERT_THAT(prove, IsOk());
  ASSERT_THAT(reshare, IsOk());
  EXPECT_EQ(reshare->front().ask.backup, prove->front().ask.backup);
  EXPECT_EQ(reshare->front().ask.shares, plan);
}

}  // namespace proposals_test
}  // namespace pyx::ceremony::steps
