#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace founding_rules_test {

using testing::step_with;
using testing::Walk;

TEST(FoundingRules, MakeOneKeyForEach) {
  Walk walk("genesis");
  walk.upto("policy");
  EXPECT_EQ(walk.why("people-keys"), "operator-1 has a key already");
}

TEST(FoundingRules, ReadAPolicyOfPeopleWithKeys) {
  Walk walk("genesis");
  walk.upto("policy", {"people-keys"});
  EXPECT_EQ(walk.why("policy"), "custodian-1 is to be in the policy and has no key");
}

TEST(FoundingRules, ReadTheFirstPolicyOnlyBeforeAVault) {
  Walk walk("replace-officer");
  walk.upto("read-policy");
  EXPECT_EQ(walk.why(step_with(Action::kCheckPolicy, {"administrator", "witness"},
                               {{"which", std::string("first")}})),
            "the vault has its first policy");
  Walk genesis("genesis");
  genesis.upto("draft");
  EXPECT_EQ(genesis.why(step_with(Action::kCheckPolicy, {"administrator", "witness"},
                                  {{"which", std::string("new")}})),
            "there is no vault whose policy could change");
}

TEST(FoundingRules, DraftUnderAPolicyThatWasRead) {
  Walk walk("genesis");
  walk.upto("draft", {"policy"});
  EXPECT_EQ(walk.why("draft"), "the policy was not read aloud");
  walk.does("policy").does("draft");
  EXPECT_EQ(walk.why("draft"), "there is a vault, or a draft of one");
}

TEST(FoundingRules, SignADraftOnceEach) {
  Walk walk("genesis");
  walk.upto("draft");
  EXPECT_EQ(walk.why("sign-founding"), "there is no draft of a vault");
  walk.does("draft").does("sign-founding");
  EXPECT_EQ(walk.why("sign-founding"), "operator-1 has signed already");
}

TEST(FoundingRules, LetOnlyPeopleOfThePolicySign) {
  Walk walk("genesis");
  walk.upto("sign-founding");
  EXPECT_EQ(walk.why(step_with(Action::kSignFounding, {"witness"})),
            "witness-1 is not in the policy");
}

TEST(FoundingRules, FoundWhatEverybodySigned) {
  Walk walk("genesis");
  walk.upto("sign-founding");
  Step step = walk.step("sign-founding");
  step.who = {"operator", "officer"};
  walk.does(step);
  EXPECT_EQ(walk.why("found"),
            "the founding statement is not signed by custodian-1, custodian-2, custodian-3");
  step.who = {"custodian"};
  walk.does(step).does("found");
  EXPECT_EQ(walk.why("found"), "the vault is founded");
  EXPECT_EQ(walk.state().tokens.at("vault").state, TokenState::kVault);
}

TEST(FoundingRules, OpenTheVaultOnItsOwnToken) {
  Walk walk("rotate");
  walk.upto("open-vault", {"inspect-vault"});
  EXPECT_EQ(walk.why("open-vault"), "token vault was not inspected");
  EXPECT_EQ(
      walk.why(step_with(Action::kOpenVault, {"operator"}, {{"token", std::string("proof")}})),
      "token proof is not the vault's");
}

}  // namespace founding_rules_test
}  // namespace pyx::ceremony::planning
