#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace share_rules_test {

using testing::step_with;
using testing::Walk;

TEST(ShareRules, MakeABackupOnlyWithTheSoPin) {
  Walk walk("genesis");
  walk.upto("open-so");
  EXPECT_EQ(walk.why("hand-out"), "so-card lies in so-envelope, which is sealed");
  walk.does("open-so");
  EXPECT_EQ(walk.why("hand-out"), "");
}

TEST(ShareRules, MakeABackupWithEnoughHoldersOfTheSoPin) {
  Walk walk("genesis");
  walk.upto("hand-out");
  Step step = walk.step("hand-out");
  step.who = {"operator"};
  EXPECT_EQ(walk.why(step), "0 holders of the SO PIN of token vault do this, but 2 are needed");
}

TEST(ShareRules, HandNoShareToSomebodyWhoIsNotThere) {
  Walk walk("genesis");
  walk.upto("hand-out");
  walk.does(step_with(Action::kLeave, {"custodian"}));
  EXPECT_EQ(walk.why("hand-out"),
            "0 holders of the SO PIN of token vault do this, but 2 are needed");
}

TEST(ShareRules, SealSharesToFilesWithoutTheirHolders) {
  Plan plan = testing::shipped("genesis");
  for (Backup& backup : plan.backups) backup.on = "backup-media";
  Walk walk(std::move(plan));
  walk.upto("hand-out").does("hand-out");
  EXPECT_TRUE(walk.state().things.at("backup-media").secrets.empty());
}

TEST(ShareRules, PrintOnlyOnAPrinterThatWasInspected) {
  Plan plan = testing::shipped("genesis");
  Item printer;
  printer.id = "printer";
  printer.kind = ItemKind::kPrinter;
  plan.items.push_back(printer);
  testing::step_of(plan, "hand-out").with["printer"] = std::string("printer");
  Walk walk(std::move(plan));
  walk.upto("hand-out");
  EXPECT_EQ(walk.why("hand-out"), "printer printer was not inspected");
  walk.does(
      step_with(Action::kInspect, {"witness"}, {{"things", std::vector<std::string>{"printer"}}}));
  EXPECT_EQ(walk.why("hand-out"), "");
}

// SHARE-SAFE.
TEST(ShareRules, LetSharesCountOnceAllHaveAcknowledged) {
  Walk walk("genesis");
  walk.upto("acknowledge");
  const Step step = walk.step("acknowledge");
  Model model = walk.model();
  model.apply(step, std::vector<std::string>{"custodian-1", "custodian-2"});
  EXPECT_EQ(model.state().backups.at("first").live(), nullptr);
  model.apply(step, std::vector<std::string>{"custodian-3"});
  ASSERT_NE(model.state().backups.at("first").live(), nullptr);
  const auto refused = model.check(step, model.expected(step));
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->what, "every holder of backup first has acknowledged");
}

TEST(ShareRules, LetOnlyHoldersAcknowledge) {
  Walk walk("genesis");
  walk.upto("acknowledge");
  EXPECT_EQ(
      walk.why(step_with(Action::kAcknowledge, {"officer"}, {{"backup", std::string("first")}})),
      "officer-1 holds no share of backup first");
}

TEST(ShareRules, ProveOnAnotherTokenWithEnoughShares) {
  Walk walk("genesis");
  walk.upto("prove");
  Step step = walk.step("prove");
  step.with["token"] = std::string("vault");
  EXPECT_EQ(walk.why(step), "token vault is the vault's own");
  step = walk.step("prove");
  step.who = {"operator"};
  EXPECT_EQ(walk.why(step), "0 holders of backup first do this, but 2 are needed");
  step = walk.step("prove");
  step.with["act"] = std::string("back-up");
  EXPECT_EQ(walk.why(step), "act back-up was executed already");
}

TEST(ShareRules, ProveNothingOnATokenThatIsNotReady) {
  Walk walk("genesis");
  walk.upto("prove", {"initialise-proof"});
  EXPECT_EQ(walk.why("prove"), "token proof is not initialised");
}

TEST(ShareRules, ReshareKillsTheOldSharesWhenTheNewOnesAreAcknowledged) {
  Walk walk("replace-holder");
  walk.upto("acknowledge");
  const auto& sets = walk.state().backups.at("kept").sets;
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_EQ(sets[0].state, custody::ShareSetState::kLive);
  EXPECT_EQ(sets[1].state, custody::ShareSetState::kPending);
  walk.does("acknowledge");
  EXPECT_EQ(walk.state().backups.at("kept").sets[0].state, custody::ShareSetState::kDead);
  EXPECT_EQ(walk.state().backups.at("kept").live()->version, 2U);
  EXPECT_EQ(walk.state().keys.at("issuer").proven, "kept") << "the wrap key is the same";
}

TEST(ShareRules, RestoreKeepsTheKeysOnTheOtherToken) {
  Plan plan = testing::shipped("drill-restore");
  plan.rules.front().acts.push_back(policies::ActType::kBackupRestore);
  testing::step_of(plan, "propose-prove").with["act"] = std::string("backup.restore");
  testing::step_of(plan, "propose-prove").with["token"] = std::string("proof");
  testing::step_of(plan, "prove").action = Action::kRestoreBackup;
  Walk walk(std::move(plan));
  walk.upto("wipe-proof");
  EXPECT_TRUE(walk.state().tokens.at("proof").keys.contains("issuer"));
  EXPECT_EQ(walk.why("wipe-proof"), "token proof holds issuer, seed");
}

TEST(ShareRules, DrillLiveSharesThatAreAtHand) {
  Walk walk("drill-restore");
  walk.upto("drill", {"open-envelopes"});
  EXPECT_EQ(walk.why("drill"), "share-card lies in share-envelope, which is sealed");
  walk.does("open-envelopes").does("drill");
  EXPECT_EQ(walk.state().backups.at("kept").live()->drilled.size(), 3U);
}

TEST(ShareRules, ExportOnMedia) {
  Walk walk("genesis");
  walk.upto("export-backup");
  Step step = walk.step("export-backup");
  step.with["on"] = std::string("so-card");
  EXPECT_EQ(walk.why(step), "so-card is no media");
}

}  // namespace share_rules_test
}  // namespace pyx::ceremony::planning
