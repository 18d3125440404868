#include "tests/ceremony/planning/plans.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::ceremony::planning {
namespace act_rules_test {

using testing::step_with;
using testing::Walk;

TEST(ActRules, ProposeOnlyOnAVaultThatWasCompared) {
  Walk walk("rotate");
  walk.upto("propose-make-issuer", {"open-vault", "verify-log"});
  EXPECT_EQ(walk.why("propose-make-issuer"), "the vault's id was not compared");
}

TEST(ActRules, ProposeUnderANameOfItsOwn) {
  Walk walk("rotate");
  walk.upto("approve-keys");
  EXPECT_EQ(walk.why("propose-make-issuer"), "act make-issuer was proposed already");
}

TEST(ActRules, LetOnePersonPropose) {
  Walk walk("genesis");
  walk.upto("propose-make-keys");
  Step step = walk.step("propose-make-keys");
  step.who = {"officer"};
  EXPECT_EQ(walk.why(step, {"officer-1", "officer-2"}),
            "officer-1, officer-2 do what one person does");
  step.who = {"witness"};
  EXPECT_EQ(walk.why(step, {"witness-1"}), "witness-1 is not in the policy");
}

// Trap 3: the requester approves himself.
TEST(ActRules, CountNoApprovalOfTheProposer) {
  Walk walk("genesis");
  walk.upto("propose-make-keys");
  Step propose = walk.step("propose-make-keys");
  propose.who = {"officer"};
  walk.does(propose).does("propose-make-coins");
  EXPECT_EQ(walk.why(walk.step("approve-keys"), {"officer-1", "officer-2"}),
            "officer-1 proposed act make-keys: his own approval does not count");
  EXPECT_EQ(walk.why(walk.step("approve-keys"), {"officer-2", "officer-3"}), "");
}

TEST(ActRules, ApproveByEnoughPeople) {
  Walk walk("genesis");
  walk.upto("approve-keys");
  EXPECT_EQ(walk.why(walk.step("approve-keys"), {"officer-2"}),
            "officer-2 do not fill the seats of key.generate: 2 of officer");
  EXPECT_EQ(walk.why(walk.step("approve-keys"), {"officer-2", "officer-3"}), "");
}

TEST(ActRules, ApproveAnActOnce) {
  Walk walk("genesis");
  walk.upto("execute-keys");
  EXPECT_EQ(walk.why("approve-keys"), "act make-keys was approved already");
}

TEST(ActRules, ExecuteWhatWasApprovedOnce) {
  Walk walk("genesis");
  walk.upto("approve-keys");
  EXPECT_EQ(walk.why("execute-keys"), "act make-keys was not approved");
  walk.does("approve-keys").does("execute-keys");
  EXPECT_EQ(walk.why("execute-keys"), "act make-keys was executed already");
  EXPECT_EQ(walk.state().keys.at("seed").state, custody::KeyState::kPreActivation);
}

TEST(ActRules, ExecuteNoActThatHasAnActionOfItsOwn) {
  Walk walk("genesis");
  walk.upto("open-so");
  Step step = walk.step("execute-keys");
  step.with["acts"] = std::vector<std::string>{"back-up"};
  EXPECT_EQ(walk.why(step), "act back-up is a backup.create");
}

// Keys of coins without a backup are live at once, as custody has it.
TEST(ActRules, LetScheduledKeysWithoutABackupLiveAtOnce) {
  Plan plan = testing::shipped("genesis");
  for (Key& key : plan.keys)
    if (key.id == "coins") key.backup = policies::Backup::kNone;
  Walk walk(std::move(plan));
  walk.upto("propose-back-up");
  EXPECT_EQ(walk.state().keys.at("coins").state, custody::KeyState::kActive);
}

TEST(ActRules, VoidOpenActsWhenThePolicyChanges) {
  Plan plan = testing::shipped("replace-officer");
  plan.rules.front().acts.push_back(policies::ActType::kBudgetSet);
  Walk walk(std::move(plan));
  walk.upto("propose-change");
  const Step budget =
      step_with(Action::kPropose, {"operator"},
                {{"act", std::string("budget.set")}, {"name", std::string("budgets")}});
  walk.does(budget).upto("checkpoint");
  EXPECT_EQ(walk.state().acts.at("budgets").state, ActState::kVoid);
  EXPECT_TRUE(walk.state().people.at("new-officer-1").in_policy);
  EXPECT_FALSE(walk.state().people.at("leaving-officer-1").in_policy);
  EXPECT_EQ(walk.why(step_with(Action::kApprove, {"officer"},
                               {{"acts", std::vector<std::string>{"budgets"}}})),
            "act budgets is void: the policy changed since");
}

TEST(ActRules, FreezeAndThaw) {
  Walk walk("emergency");
  walk.upto("verify-log");
  EXPECT_TRUE(walk.state().keys.at("suspect").frozen);
  walk.upto("execute-thaw");
  EXPECT_TRUE(walk.state().keys.at("successor").frozen) << "what is made under a freeze of all";
  walk.does("execute-thaw");
  EXPECT_FALSE(walk.state().keys.at("successor").frozen);
  const Step again =
      step_with(Action::kFreeze, {"administrator"}, {{"target", std::string("all")}});
  EXPECT_EQ(walk.why(again, {"administrator-1"}), "administrator-1 is not in the policy");
}

TEST(ActRules, FreezeOfMintingFreezesNoKey) {
  Walk walk("emergency");
  walk.upto("freeze");
  Step step = walk.step("freeze");
  step.with["target"] = std::string("minting");
  walk.does(step);
  EXPECT_FALSE(walk.state().keys.at("suspect").frozen);
  EXPECT_TRUE(walk.state().minting_frozen);
}

// The policy's own quorum holds beside the plan's.
TEST(ActRules, AskThePolicyToo) {
  const auto plan = std::make_shared<const Plan>(testing::shipped("genesis"));
  const auto policy = std::make_shared<const policies::Policy>(policies::testing::policy_with(
      policies::testing::rule_of({{2, "officer"}, {1, "auditor"}}, {"operator"})));
  std::vector<Participant> people = {{"adam", "Adam", {"administrator"}},
                                     {"wendy", "Wendy", {"witness"}},
                                     {"olga", "Olga", {"operator"}},
                                     {"alice", "Alice", {"officer", "custodian"}},
                                     {"bob", "Bob", {"officer", "custodian"}},
                                     {"carol", "Carol", {"officer", "custodian"}},
                                     {"dave", "Dave", {"officer"}}};
  Values values = testing::default_values(*plan);
  add_people_values(*plan, people, values);
  Model model = *Model::begin(plan, values, people, policy).model;
  for (const Step& step : plan->steps) {
    if (step.id == "approve-keys") break;
    model.apply(step, model.expected(step));
  }
  const std::vector<std::string> two = {"alice", "bob"};
  const auto refused = model.check(*plan->step("approve-keys"), two);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->what,
            "alice, bob do not fill the policy's seats of key.generate: 1 of auditor");
  EXPECT_EQ(refused->kind, FindingKind::kPolicy);
}

}  // namespace act_rules_test
}  // namespace pyx::ceremony::planning
