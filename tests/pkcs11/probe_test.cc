#include "pkcs11/probe.h"

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace probe_test {

class ProbeOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path());
};

TEST_F(ProbeOnSoftHsm, TellsWhatIsThereAndLeavesNothingBehind) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(token_->generate(spec));
  const auto report = must(token_->probe(ProbeScope::kAll));
  EXPECT_EQ(report.token_model, "SoftHSM v2");
  EXPECT_FALSE(report.module_description.empty());
  EXPECT_FALSE(report.firmware_version.empty());
  EXPECT_GT(report.lines.size(), 20U);
  EXPECT_EQ(must(token_->objects()).size(), 2U);
  EXPECT_EQ(report.rules.size(), kTokenRules.size());
  EXPECT_THAT(token_->inspect(spec), IsOk());
}

TEST_F(ProbeOnSoftHsm, OfTheRulesOnlyTriesNothingElse) {
  const auto report = must(token_->probe(ProbeScope::kRules));
  EXPECT_TRUE(report.lines.empty());
  EXPECT_EQ(report.rules.size(), kTokenRules.size());
  EXPECT_TRUE(must(token_->objects()).empty());
}

// TOKEN-ENFORCES: what a token that breaks on the way did not refuse, it did not refuse.
TEST_F(ProbeOnSoftHsm, ATokenThatCanMakeNoKeyEnforcesNothing) {
  faulty_.fail("C_GenerateKey", CKR_DEVICE_ERROR, 1000);
  faulty_.fail("C_GenerateKeyPair", CKR_DEVICE_ERROR, 1000);
  for (const RuleFinding& finding : must(token_->probe(ProbeScope::kRules)).rules) {
    EXPECT_NE(finding.outcome, RuleOutcome::kEnforced) << to_text(finding.rule);
  }
}

TEST_F(ProbeOnSoftHsm, AnOriginThatIsALieIsSeen) {
  faulty_.lie_about(CKA_LOCAL);
  const auto rules = must(token_->probe(ProbeScope::kRules)).rules;
  EXPECT_FALSE(enforces(rules, TokenRule::kLocal));
  EXPECT_TRUE(enforces(rules, TokenRule::kNeverExtractable));
}

TEST_F(ProbeOnSoftHsm, SessionObjectsThatCouldNotBeDestroyedAreReported) {
  faulty_.fail("C_DestroyObject", CKR_DEVICE_ERROR, 1000);
  EXPECT_THAT(token_->probe(ProbeScope::kRules), FailsSaying(Code::kToken, "objects behind"));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(ProbeOnSoftHsm, ASessionThatBreaksOnTheWayIsTransient) {
  faulty_.fail("C_GetMechanismList", CKR_DEVICE_REMOVED);
  EXPECT_THAT(token_->probe(ProbeScope::kRules), FailsWith(Code::kRetry));
}

}  // namespace probe_test
}  // namespace pyx::pkcs11
