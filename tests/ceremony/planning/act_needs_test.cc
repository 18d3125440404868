#include "ceremony/planning/act_needs.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace act_needs_test {

using testing::step_with;
using testing::Walk;

// A proposal about keys that the plan has not.
Step about(std::string act, std::vector<std::string> keys) {
  return step_with(
      Action::kPropose, {"operator"},
      {{"act", std::move(act)}, {"name", std::string("other")}, {"keys", std::move(keys)}});
}

TEST(ActNeeds, OfANewKeyAreThatItIsNotThere) {
  Walk walk("rotate");
  walk.upto("propose-make-issuer");
  EXPECT_EQ(walk.why(about("key.generate", {"old-issuer"})), "key old-issuer is there already");
}

// FAIL-CLOSED: what the model does not know it does not let pass.
TEST(ActNeeds, OfAnActThatTheModelDoesNotKnowAreNotMet) {
  Walk walk("rotate");
  walk.upto("propose-make-issuer");
  for (const char* act : {"backup.rewrap", "copy.destroy", "token.replace", "state.accept"}) {
    const Step step = step_with(Action::kPropose, {"operator"},
                                {{"act", std::string(act)}, {"name", std::string("other")}});
    EXPECT_EQ(walk.why(step), "the model does not know what " + std::string(act) + " changes");
  }
}

// KEY-TERMS: what is worth money is made for a denomination and a period.
TEST(ActNeeds, OfKeysOfCoinsAreASchedule) {
  Walk walk("rotate");
  walk.upto("propose-make-issuer");
  EXPECT_EQ(walk.why(about("key.generate", {"coins"})), "key coins is for coin");
  EXPECT_EQ(walk.why(about("keys.schedule", {"issuer"})), "key issuer is for sign");
}

// KEY-PROVEN.
TEST(ActNeeds, OfActivationAreAProvenBackup) {
  Walk walk("rotate");
  walk.upto("propose-prove");
  EXPECT_EQ(walk.why("propose-activate"), "key issuer has no proven backup");
}

TEST(ActNeeds, OfStatesAreThoseOfSp800) {
  Walk walk("rotate");
  walk.upto("propose-make-issuer");
  EXPECT_EQ(walk.why(about("key.retire", {"issuer"})), "key issuer is not there");
  EXPECT_EQ(walk.why(about("key.destroy", {"old-issuer"})), "key old-issuer is in state active");
  EXPECT_EQ(walk.why(about("key.activate", {"old-issuer"})), "key old-issuer is in state active");
  EXPECT_EQ(walk.why(about("key.retire", {"old-issuer"})), "");
}

// FREEZE-ONE: a frozen key can be proposed for activation, and is not activated.
TEST(ActNeeds, OfActivationAreNoFreezeWhenItIsExecuted) {
  Walk walk("emergency");
  walk.upto("execute-change", {"execute-thaw"});
  EXPECT_EQ(walk.why("execute-change"), "key successor is frozen");
}

TEST(ActNeeds, OfABackupAreKeysThatAreThereAndMayLeave) {
  Walk walk("rotate");
  walk.upto("propose-make-issuer");
  EXPECT_EQ(walk.why("propose-back-up"), "key issuer of backup next is not there, or destroyed");
  Plan plan = testing::shipped("backup");
  plan.keys.front().backup = policies::Backup::kNone;
  Walk other(std::move(plan));
  other.upto("propose-back-up");
  EXPECT_EQ(other.why("propose-back-up"), "key issuer was made to stay on its token");
}

TEST(ActNeeds, OfABackupAreThatItIsNewAndReplacesALivingOne) {
  Walk walk("wrap-key-rotation");
  walk.upto("open-old");
  Step again = walk.step("propose-back-up");
  again.with["name"] = std::string("again");
  EXPECT_EQ(walk.why(again), "backup next is there already");
  EXPECT_TRUE(walk.state().backups.at("until-today").dead);
  Step prove = walk.step("propose-prove");
  prove.with["name"] = std::string("again");
  prove.with["backup"] = std::string("until-today");
  EXPECT_EQ(walk.why(prove), "backup until-today is dead: another replaced it");
}

TEST(ActNeeds, OfAProofAreLiveShares) {
  Walk walk("genesis");
  walk.upto("acknowledge");
  EXPECT_EQ(walk.why("propose-prove"), "the shares of backup first do not count yet");
}

TEST(ActNeeds, OfAProofAreAKeyThatLives) {
  Plan plan = testing::shipped("destroy");
  plan.rules.front().acts.push_back(policies::ActType::kBackupProve);
  Walk walk(std::move(plan));
  walk.upto("inspect-envelopes");
  EXPECT_EQ(walk.why(step_with(Action::kPropose, {"operator"},
                               {{"act", std::string("backup.prove")},
                                {"name", std::string("p")},
                                {"backup", std::string("old")}})),
            "every key of backup old is destroyed");
}

TEST(ActNeeds, OfARestoreAreAnotherToken) {
  Walk walk("drill-restore");
  walk.upto("propose-prove");
  Step step = step_with(Action::kPropose, {"operator"},
                        {{"act", std::string("backup.restore")},
                         {"name", std::string("r")},
                         {"backup", std::string("kept")},
                         {"token", std::string("vault")}});
  EXPECT_EQ(walk.why(step), "token vault is the vault's own");
  step.with["token"] = std::string("proof");
  EXPECT_EQ(walk.why(step), "");
}

TEST(ActNeeds, OfNewSharesAreAPlanThatNobodyMeetsAlone) {
  Walk walk("replace-holder");
  walk.upto("propose-reshare");
  Step step = walk.step("propose-reshare");
  step.with["shares"] = std::string("1 of 3");
  EXPECT_EQ(walk.why(step), "one holder alone would open the backup");
  step.with["shares"] = std::string("2 of 4");
  EXPECT_EQ(walk.why(step), "the shares are 2 of 4, but there are 3 holders");
}

TEST(ActNeeds, OfANewPolicyAreThatItWasReadAndItsPeopleHaveKeys) {
  Walk walk("replace-officer");
  walk.upto("propose-change", {"read-policy", "new-key"});
  EXPECT_EQ(walk.why("propose-change"), "the new policy was not read aloud");
  walk.does("read-policy");
  EXPECT_EQ(walk.why("propose-change"), "new-officer-1 is to be in the policy and has no key");
}

TEST(ActNeeds, OfAThawAreAFreeze) {
  Walk walk("emergency");
  walk.upto("freeze");
  EXPECT_EQ(walk.why("propose-thaw"), "nothing is frozen");
}

}  // namespace act_needs_test
}  // namespace pyx::ceremony::planning
