#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace act_decide_commands_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kKey = "019aa000-0000-7000-8000-000000000001";

class ActDecide : public ::testing::Test {
 protected:
  std::string propose(std::vector<std::string> words) {
    words.insert(words.begin(), {"act", "propose"});
    EXPECT_EQ(desk_.run_as("olga", act_propose_commands(), std::move(words)), ExitCode::kDone)
        << desk_.words();
    return desk_.store->acts.back().act.id.text();
  }
  ExitCode decide(const std::string& verb, const std::string& id, const std::string& person,
                  std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"act", verb, id});
    return desk_.run_as(person, act_decide_commands(), std::move(more));
  }
  const std::vector<custody::RecordedDecision>& decisions() const {
    return desk_.store->acts.back().decisions;
  }
  Desk desk_;
};

TEST_F(ActDecide, ApprovalHoldsTheVeryBytesThatWereShown) {
  const std::string id = propose({"key.activate", "--key-id", kKey});
  ASSERT_EQ(decide("approve", id, "alice", {"--reason", "as planned"}), ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("activate a key"));
  EXPECT_THAT(desk_.words(), HasSubstr("recorded: alice as security-officer says approve"));
  EXPECT_THAT(desk_.words(), HasSubstr("still missing: "));
  ASSERT_THAT(decisions(), SizeIs(1));
  const custody::DecisionStatement& said = decisions()[0].statement;
  EXPECT_EQ(said.act, desk_.store->acts[0].proposal.payload);
  EXPECT_EQ(said.vault, desk_.store->id);
  EXPECT_EQ(said.person, "alice");
  EXPECT_EQ(said.role, "security-officer");
  EXPECT_EQ(said.choice, policies::Choice::kApprove);
  EXPECT_EQ(said.time, desk_.clock.now());
  EXPECT_EQ(said.reason, "as planned");
}

TEST_F(ActDecide, LastApprovalNamesTheNextStep) {
  const std::string id = propose({"key.activate", "--key-id", kKey});
  ASSERT_EQ(decide("approve", id, "alice"), ExitCode::kDone);
  ASSERT_EQ(decide("approve", id, "bob"), ExitCode::kDone);
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx act execute " + id + " --dir vault"));
}

TEST_F(ActDecide, RefusalAndWithdrawalAreSignedToo) {
  const std::string id = propose({"key.activate", "--key-id", kKey});
  ASSERT_EQ(decide("refuse", id, "bob"), ExitCode::kDone);
  ASSERT_EQ(decide("withdraw", id, "bob"), ExitCode::kDone);
  ASSERT_EQ(decide("withdraw", id, "olga"), ExitCode::kDone) << desk_.words();
  ASSERT_THAT(decisions(), SizeIs(3));
  EXPECT_EQ(decisions()[0].statement.choice, policies::Choice::kRefuse);
  EXPECT_EQ(decisions()[1].statement.choice, policies::Choice::kWithdraw);
  EXPECT_EQ(decisions()[2].statement.role, "");
}

TEST_F(ActDecide, WhoHasTwoSeatsMustSayWhich) {
  const std::string id = propose({"key.destroy", "--key-id", kKey});
  EXPECT_EQ(decide("approve", id, "erin", {"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("say which with --role"));
  ASSERT_EQ(decide("approve", id, "erin", {"--yes", "--role", "auditor"}), ExitCode::kDone);
  EXPECT_EQ(decisions().at(0).statement.role, "auditor");
}

TEST_F(ActDecide, WhoHasNoSeatIsRefused) {
  const std::string id = propose({"key.activate", "--key-id", kKey});
  EXPECT_EQ(decide("approve", id, "dave"), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("dave has no seat"));
  EXPECT_EQ(decide("approve", id, "mallory"), ExitCode::kRefused);
  EXPECT_THAT(decisions(), SizeIs(0));
}

TEST_F(ActDecide, IrreversibleApprovalWaitsForTheTypedWord) {
  const std::string id = propose({"key.destroy", "--key-id", kKey});
  EXPECT_EQ(decide("approve", id, "alice"), ExitCode::kFailed);
  desk_.terminal = true;
  desk_.typed = "yes\n";
  EXPECT_EQ(decide("approve", id, "alice"), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("nothing was done"));
  EXPECT_THAT(decisions(), SizeIs(0));
  desk_.typed = "approve\n";
  EXPECT_EQ(decide("approve", id, "alice"), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(decisions(), SizeIs(1));
}

TEST_F(ActDecide, RefusingAnIrreversibleActIsNotAskedTwice) {
  const std::string id = propose({"key.destroy", "--key-id", kKey});
  EXPECT_EQ(decide("refuse", id, "alice"), ExitCode::kDone);
}

TEST_F(ActDecide, ApprovalOfAPolicyShowsTheDifference) {
  const auto file = desk_.write("new.toml", desk_.policy_text() + "# a remark\n");
  const std::string id = propose({"policy.change", "--policy", file.string()});
  ASSERT_EQ(decide("approve", id, "alice", {"--yes"}), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("+ # a remark\n"));
}

TEST_F(ActDecide, ApprovalOfKeysAndBudgetsShowsWhatTheyChange) {
  desk_.make_mint();
  std::string id = propose({"keys.schedule", "--denomination", "eur-5", "--period", "1"});
  ASSERT_EQ(decide("approve", id, "alice"), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("+ period 1  begins 2026-11-23T00:00:00.000Z"));
  EXPECT_THAT(desk_.words(), HasSubstr("the policy's profile coin: "));
  const auto file = desk_.write(
      "budgets.toml",
      "version = 1\n[[budget]]\nname = \"checks\"\ncharge = \"check\"\nscope = \"all\"\n"
      "[[budget.limit]]\nwindow = \"1m\"\ncount = 5\n");
  id = propose({"budget.set", "--budgets", file.string()});
  ASSERT_EQ(decide("approve", id, "alice"), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("checks  1m      5      -      NEW"));
  for (auto& [digest, bytes] : desk_.store->blobs) bytes = to_bytes("version = 1\n");
  EXPECT_EQ(decide("approve", id, "bob"), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("[ACT-SHOWN]"));
}

TEST_F(ActDecide, RefundWaitsForTheTypedWordAndShowsTheRequest) {
  desk_.make_mint();
  const std::string id = propose({"reservation.free", "--leaf", "9", "--evidence", "case 12"});
  EXPECT_EQ(decide("approve", id, "alice"), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the request at leaf 9"));
  EXPECT_EQ(decide("approve", id, "alice", {"--yes"}), ExitCode::kDone);
}

// Trap 4: what is shown is not what is signed.
TEST_F(ActDecide, ApprovalOfAPolicyThatWasExchangedIsRefused) {
  const auto file = desk_.write("new.toml", desk_.policy_text() + "# a remark\n");
  const std::string id = propose({"policy.change", "--policy", file.string()});
  for (auto& [digest, bytes] : desk_.store->blobs) bytes = to_bytes(desk_.policy_text());
  EXPECT_EQ(decide("approve", id, "alice", {"--yes"}), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("[ACT-SHOWN]"));
  EXPECT_THAT(decisions(), SizeIs(0));
  EXPECT_EQ(decide("refuse", id, "alice"), ExitCode::kDone);
}

TEST_F(ActDecide, UnderAnotherPolicyIsWarnedOf) {
  const std::string id = propose({"key.activate", "--key-id", kKey});
  desk_.store->policy += "# a remark\n";
  decide("approve", id, "alice");
  EXPECT_THAT(desk_.words(), HasSubstr("warning: the act was proposed under another policy"));
}

TEST_F(ActDecide, WrongWordsAreUsageErrorsThatNameTheFlag) {
  EXPECT_EQ(decide("approve", "7", "alice"), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("ID: "));
  EXPECT_EQ(decide("approve", kKey, "alice", {"--reason", std::string(513, 'x')}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--reason: "));
  EXPECT_EQ(decide("refuse", kKey, "alice", {"--yes"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--yes: "));
}

TEST_F(ActDecide, OfAnUnknownActSaysSo) {
  EXPECT_EQ(decide("approve", kKey, "alice"), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("no such act"));
}

}  // namespace act_decide_commands_test
}  // namespace pyx::ceremony
