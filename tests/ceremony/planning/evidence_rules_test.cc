#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace evidence_rules_test {

using testing::Walk;

TEST(EvidenceRules, NeedAVault) {
  Walk walk("genesis");
  walk.upto("draft");
  EXPECT_EQ(walk.why("checkpoint"), "there is no vault yet");
  EXPECT_EQ(walk.why("export-log"), "there is no vault yet");
  EXPECT_EQ(walk.why("publish"), "there is no vault yet");
}

TEST(EvidenceRules, ExportOnMedia) {
  Walk walk("genesis");
  walk.upto("export-log");
  Step step = walk.step("export-log");
  step.with["on"] = std::string("share-card");
  EXPECT_EQ(walk.why(step), "share-card is no media");
}

TEST(EvidenceRules, KnowWhetherTheWholeLogWasExported) {
  Walk walk("emergency");
  walk.upto("inspect-envelopes");
  EXPECT_TRUE(walk.state().log_exported);
  walk.upto("approve-keys");
  EXPECT_FALSE(walk.state().log_exported);
}

TEST(EvidenceRules, SignTheTranscriptByEverybodyInTheRoom) {
  Walk walk("genesis");
  walk.upto("sign");
  Step step = walk.step("sign");
  step.who = {"administrator", "operator", "officer", "custodian"};
  EXPECT_EQ(walk.why(step), "witness-1 is in the room and does not sign");
}

TEST(EvidenceRules, SignTheTranscriptWithNoTokenLoggedIn) {
  Walk walk("genesis");
  walk.upto("sign", {"log-out"});
  EXPECT_EQ(walk.why("sign"), "token vault is logged in");
}

TEST(EvidenceRules, DoNothingAfterTheTranscriptIsSigned) {
  Walk walk("genesis");
  walk.upto("leave");
  EXPECT_EQ(walk.why("checkpoint"), "the transcript is signed already");
  EXPECT_EQ(walk.why("leave"), "");
}

}  // namespace evidence_rules_test
}  // namespace pyx::ceremony::planning
