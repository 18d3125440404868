#include "ceremony/cli/act_decision.h"

#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace act_decision_test {

using policies::Choice;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;
using ::testing::HasSubstr;

class ActDecision : public ::testing::Test {
 protected:
  ShownAct proposed(std::vector<std::string> words) {
    words.insert(words.begin(), {"act", "propose"});
    EXPECT_EQ(desk_.run_as("olga", act_propose_commands(), std::move(words)), ExitCode::kDone)
        << desk_.words();
    return *act_to_show(vault_, desk_.store->acts.back().act.id);
  }
  PolicyInForce in_force() { return *policy_in_force(vault_, *vault_.info()); }
  Result<std::string> seat(const ShownAct& shown, const std::string& person, Choice choice,
                           const std::optional<std::string>& named = std::nullopt) {
    const PolicyInForce now = in_force();
    return seat_of(now.policy, *now.policy.person(person), shown.record.act, choice, named);
  }
  testing::Desk desk_;
  testing::FakeVault vault_{desk_.store};
  const std::string key_ = "019aa000-0000-7000-8000-000000000001";
};

TEST_F(ActDecision, IsReadAsTheActItsProfileAndItsChange) {
  const ShownAct shown =
      proposed({"key.generate", "--profile", "issuer-p256", "--name", "issuer-2027"});
  const auto read = act_to_decide(vault_, shown, Choice::kApprove, in_force(), desk_.clock.now());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->act, shown.plain_words);
  EXPECT_THAT(read->profile, HasSubstr("issuer-p256"));
  EXPECT_EQ(read->change, "");
  EXPECT_FALSE(read->of_another_policy);
  PolicyInForce other = in_force();
  other.policy.digest = sha256("another policy");
  EXPECT_TRUE(
      act_to_decide(vault_, shown, Choice::kApprove, other, desk_.clock.now())->of_another_policy);
}

TEST_F(ActDecision, WhoSaysNoNeedNotSeeWhatWouldChange) {
  const auto file = desk_.write("new.toml", desk_.policy_text() + "# a remark\n");
  const ShownAct shown = proposed({"policy.change", "--policy", file.string()});
  desk_.store->blobs.clear();
  EXPECT_THAT(act_to_decide(vault_, shown, Choice::kApprove, in_force(), desk_.clock.now()),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(act_to_decide(vault_, shown, Choice::kRefuse, in_force(), desk_.clock.now()), IsOk());
}

TEST_F(ActDecision, IsForTheOnlySeatThatFits) {
  const ShownAct shown = proposed({"key.destroy", "--key-id", key_});
  EXPECT_EQ(*seat(shown, "alice", Choice::kApprove), "security-officer");
  EXPECT_EQ(*seat(shown, "dave", Choice::kApprove), "auditor");
  EXPECT_THAT(seat(shown, "erin", Choice::kApprove),
              FailsSaying(Code::kBadInput, "security-officer, auditor"));
  EXPECT_EQ(*seat(shown, "erin", Choice::kApprove, "auditor"), "auditor");
  EXPECT_THAT(seat(shown, "olga", Choice::kApprove), RefusedBy("ACT-QUORUM"));
  EXPECT_EQ(*seat(shown, "olga", Choice::kWithdraw), "");
}

TEST_F(ActDecision, OnlySomeActsCanBeTakenBack) {
  EXPECT_TRUE(is_irreversible(policies::ActType::kKeyDestroy));
  EXPECT_TRUE(is_irreversible(policies::ActType::kPolicyChange));
  EXPECT_FALSE(is_irreversible(policies::ActType::kKeyGenerate));
  EXPECT_FALSE(is_irreversible(policies::ActType::kThaw));
}

}  // namespace act_decision_test
}  // namespace pyx::ceremony
