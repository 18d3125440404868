#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace token_rules_test {

using testing::step_with;
using testing::Walk;

TEST(TokenRules, InspectWhatIsAtHand) {
  Walk walk("genesis");
  walk.upto("open-bag");
  EXPECT_EQ(walk.why("inspect-vault"), "vault lies in vault-bag, which is sealed");
}

TEST(TokenRules, InitialiseWhatWasInspected) {
  Walk walk("genesis");
  walk.upto("initialise", {"inspect-vault"});
  EXPECT_EQ(walk.why("initialise"), "token vault was not inspected");
}

TEST(TokenRules, InitialiseNoVault) {
  Walk walk("genesis");
  walk.upto("publish");
  EXPECT_EQ(walk.why("initialise"), "token vault is the vault's");
  EXPECT_EQ(
      walk.why(step_with(Action::kWipeToken, {"operator"}, {{"token", std::string("vault")}})),
      "token vault is the vault's");
}

TEST(TokenRules, SplitThePinAmongThoseWhoAreThere) {
  Walk walk("genesis");
  walk.upto("initialise");
  Step step = walk.step("initialise");
  step.who = {"operator"};
  EXPECT_EQ(walk.why(step), "custodian-1 gets a part of the SO PIN and is not there for it");
  step = walk.step("initialise");
  step.with["so_pin_shares"] = std::string("2 of 4");
  EXPECT_EQ(walk.why(step), "the SO PIN is split 2 of 4, but 3 people get parts");
  step.with["so_pin_shares"] = std::string("1 of 3");
  EXPECT_EQ(walk.why(step), "one holder alone would have the SO PIN");
}

TEST(TokenRules, PutBothPinsNotOnOneThing) {
  Walk walk("genesis");
  walk.upto("initialise");
  Step step = walk.step("initialise");
  step.with["user_pin"] = std::string("sealed");
  step.with["user_pin_on"] = std::string("so-card");
  EXPECT_EQ(walk.why(step), "both PINs would be on so-card");
}

TEST(TokenRules, PutNoSecretWhereOneIs) {
  Walk walk("replace-holder");
  walk.upto("change-pin");
  Step step = walk.step("change-pin");
  step.with["so_pin_on"] = std::string("so-card");
  EXPECT_EQ(walk.why(step), "so-card carries the SO PIN of token vault already");
}

TEST(TokenRules, ChangeThePinWithTheOldOne) {
  Walk walk("replace-holder");
  walk.upto("change-pin",
            {"open-envelopes", "hand-out", "acknowledge", "seal-shares", "export-record"});
  EXPECT_EQ(walk.why("change-pin"), "so-card lies in so-envelope, which is sealed");
}

TEST(TokenRules, ForgetWhatIsWrittenOfAnOldPin) {
  Walk walk("replace-holder");
  walk.upto("seal-so");
  EXPECT_TRUE(walk.state().things.at("so-card").secrets.empty());
  ASSERT_EQ(walk.state().things.at("new-so-card").secrets.size(), 1U);
  EXPECT_EQ(to_text(walk.state().things.at("new-so-card").secrets.front()),
            "the SO PIN of token vault");
  EXPECT_EQ(walk.state().tokens.at("vault").so_holders.size(), 3U);
}

TEST(TokenRules, WipeLeavesABlankToken) {
  Walk walk("genesis");
  walk.upto("propose-activate");
  EXPECT_EQ(walk.state().tokens.at("proof").state, TokenState::kBlank);
  EXPECT_EQ(walk.why("probe"), "");
  walk.does("log-out");
  EXPECT_EQ(walk.state().tokens.at("vault").logged_in, LoggedIn::kNobody);
}

TEST(TokenRules, LoseThePinsOfASessionWithAnIntermission) {
  Walk walk("genesis");
  walk.upto("prove").does("log-out");
  walk.does(intermission_step({"administrator", "witness"}));
  walk.does(resume_step({"administrator", "witness"}));
  walk.does(step_with(Action::kArrive, {"operator", "officer", "custodian"}));
  walk.does("identify").does("digests").does("inspect-vault").does("inspect-proof");
  EXPECT_EQ(walk.why("prove"), "the user PIN of token proof went with the interruption");
  walk.does("initialise-proof").does("prove");
}

}  // namespace token_rules_test
}  // namespace pyx::ceremony::planning
