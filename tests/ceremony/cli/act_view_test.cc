#include "ceremony/cli/act_view.h"

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"
#include "tests/support/matrix_example.h"

namespace pyx::ceremony {
namespace act_view_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;
using ::testing::HasSubstr;

class ActView : public ::testing::Test {
 protected:
  // What a proposer would have handed in.
  Uuid record(custody::ActParameters parameters) {
    custody::ActRecord record;
    record.act.id = Uuid::v7(desk_.clock.now());
    record.act.parameters = std::move(parameters);
    record.act.vault = desk_.store->id;
    record.act.policy = sha256(desk_.policy_text());
    record.act.nonce = fresh_nonce();
    record.act.not_before = desk_.clock.now();
    record.act.expires = desk_.clock.now() + std::chrono::hours(1);
    record.act.proposer = "olga";
    record.proposal.payload = custody::encode_act(record.act);
    desk_.store->acts.push_back(record);
    return record.act.id;
  }
  PolicyInForce in_force() {
    auto info = vault_.info();
    auto policy = policy_in_force(vault_, *info);
    return std::move(policy).value();
  }
  // As somebody sees it who decides: nothing at hand but the act.
  Result<std::string> change_of(custody::ActParameters parameters) {
    custody::Act act;
    act.parameters = std::move(parameters);
    return change_in_words(vault_, act, std::nullopt, in_force(), desk_.clock.now());
  }
  testing::Desk desk_;
  testing::FakeVault vault_{desk_.store};
};

TEST_F(ActView, OfAProofShowsTheTokenMatrixThatItNames) {
  const Bytes matrix = *custody::encode_matrix(
      pyx::testing::matrix_of({"1", "Model", "Maker", ""}, {"2", "Model", "Maker", ""},
                              desk_.clock.now(), {KeyType::kP256}));
  desk_.store->blobs[sha256(matrix)] = matrix;
  const Uuid backup = Uuid::v7(desk_.clock.now());
  for (const custody::ActParameters& act :
       {custody::ActParameters(custody::BackupProve{backup, sha256(matrix)}),
        custody::ActParameters(custody::BackupRestore{
            backup, {backup}, "2", custody::RestoreWay::kInToken, sha256(matrix)})}) {
    const auto words = change_of(act);
    ASSERT_THAT(words, IsOk());
    EXPECT_THAT(*words, HasSubstr("come back: p-256\n"));
  }
  EXPECT_EQ(*change_of(custody::BackupProve{backup, {}}), "");
  desk_.store->blobs[sha256(matrix)] = to_bytes("another");
  EXPECT_THAT(change_of(custody::BackupProve{backup, sha256(matrix)}), RefusedBy("ACT-SHOWN"));
}

// TOKEN-ENFORCES
TEST_F(ActView, OfAPolicyShowsWhatASecondTokenNeedNotEnforce) {
  policies::Policy policy;
  policy.second_tokens = {{"17",
                           "",
                           "",
                           {policies::ActType::kBackupProve, policies::ActType::kBackupRestore},
                           {TokenRule::kUsage}}};
  EXPECT_EQ(exceptions_in_words(policy),
            "  EXCEPTION: at backup.prove and backup.restore token 17 need not enforce usage: " +
                std::string(danger_without(TokenRule::kUsage)) + "\n");
}
TEST_F(ActView, OfAProofOrARestoreShowsTheExceptionsThatMayMatterThere) {
  PolicyInForce policy = in_force();
  policy.policy.second_tokens = {
      {"17", "", "", {policies::ActType::kBackupRestore}, {TokenRule::kUsage}},
      {"18", "", "", {policies::ActType::kBackupRestore}, {TokenRule::kCopies}},
      {"", "Model", "Maker", {policies::ActType::kBackupProve}, {TokenRule::kLocal}}};
  custody::Act act;
  act.policy = policy.policy.digest;
  const Uuid backup = Uuid::v7(desk_.clock.now());
  act.parameters =
      custody::BackupRestore{backup, {backup}, "17", custody::RestoreWay::kInToken, {}};
  const auto restore = profile_in_words(vault_, act, policy);
  ASSERT_THAT(restore, IsOk());
  EXPECT_THAT(*restore, HasSubstr("usage"));
  EXPECT_THAT(*restore, ::testing::Not(HasSubstr("copies")));
  act.parameters = custody::BackupProve{backup, {}};
  EXPECT_THAT(*profile_in_words(vault_, act, policy), HasSubstr("any Model of Maker"));
}

TEST_F(ActView, IsMadeFromTheSignedBytesAndNotFromTheRecord) {
  const Uuid key = Uuid::v7(desk_.clock.now());
  const Uuid id = record(custody::KeyActivate{key});
  desk_.store->acts.back().act.parameters = custody::KeyDestroy{key};
  const auto shown = act_to_show(vault_, id);
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->record.act.type(), policies::ActType::kKeyActivate);
  EXPECT_THAT(shown->plain_words, HasSubstr(key.text()));
}

TEST_F(ActView, OfAnotherActsBytesIsRefused) {
  const Uuid asked = record(custody::KeyActivate{Uuid::v7(desk_.clock.now())});
  record(custody::KeyDestroy{Uuid::v7(desk_.clock.now())});
  desk_.store->acts.front().proposal = desk_.store->acts.back().proposal;
  EXPECT_THAT(act_to_show(vault_, asked), RefusedBy("ACT-SHOWN"));
}

TEST_F(ActView, OfAnotherVaultsActIsRefused) {
  const Uuid id = record(custody::KeyActivate{Uuid::v7(desk_.clock.now())});
  desk_.store->id = sha256("another vault");
  EXPECT_THAT(act_to_show(vault_, id), RefusedBy("ACT-SHOWN"));
}

TEST_F(ActView, ShowsWhatANewPolicyChanges) {
  const Bytes changed = to_bytes(desk_.policy_text() + "# more\n");
  desk_.store->blobs[sha256(changed)] = changed;
  const auto difference = change_of(custody::PolicyChange{sha256(changed)});
  ASSERT_THAT(difference, IsOk());
  EXPECT_THAT(*difference, HasSubstr("+ # more\n"));
}

// TOKEN-ENFORCES: whoever approves sees each exception and what it means.
class ActViewWithAnException : public ActView {
 protected:
  ActViewWithAnException() {
    profile_ = in_force().policy.profiles.front().name;
    const std::string mark = "name = \"" + profile_ + "\"\n";
    const std::size_t at = desk_.store->policy.find(mark);
    EXPECT_NE(at, std::string::npos);
    excepted_ = desk_.store->policy;
    excepted_.insert(at + mark.size(), "exceptions = [\"allowed-mechanisms\"]\n");
  }
  custody::Act generate() {
    record(custody::KeyGenerate{Uuid::v7(desk_.clock.now()), profile_, "a key"});
    return desk_.store->acts.back().act;
  }
  std::string profile_;
  std::string excepted_;
  const std::string danger_{danger_without(TokenRule::kAllowedMechanisms)};
};
TEST_F(ActViewWithAnException, OfANewKeyItIsShownInPlainWords) {
  desk_.store->policy = excepted_;
  const auto words = profile_in_words(vault_, generate(), in_force());
  ASSERT_THAT(words, IsOk());
  EXPECT_THAT(*words, HasSubstr("profile " + profile_));
  EXPECT_THAT(*words,
              HasSubstr("EXCEPTION: profile " + profile_ +
                        " accepts a token that does not enforce allowed-mechanisms: " + danger_));
}
TEST_F(ActViewWithAnException, WhereThereIsNoneNoneIsShown) {
  const auto words = profile_in_words(vault_, generate(), in_force());
  ASSERT_THAT(words, IsOk());
  EXPECT_THAT(*words, HasSubstr("profile " + profile_));
  EXPECT_THAT(*words, ::testing::Not(HasSubstr("EXCEPTION")));
}
TEST_F(ActViewWithAnException, OfAKeyThatIsToBeActivatedItIsShownToo) {
  desk_.store->policy = excepted_;
  custody::KeyRecord key;
  key.id = Uuid::v7(desk_.clock.now());
  key.profile = profile_;
  desk_.store->keys.push_back(key);
  record(custody::KeyActivate{key.id});
  const auto words = profile_in_words(vault_, desk_.store->acts.back().act, in_force());
  ASSERT_THAT(words, IsOk());
  EXPECT_THAT(*words, HasSubstr(danger_));
}
TEST_F(ActViewWithAnException, OfAnActUnderAnotherPolicyNothingIsSaid) {
  const custody::Act act = generate();
  desk_.store->policy = excepted_;
  EXPECT_EQ(*profile_in_words(vault_, act, in_force()), "");
}
TEST_F(ActViewWithAnException, OfANewPolicyItIsShownBesideTheDifference) {
  const Bytes changed = to_bytes(excepted_);
  desk_.store->blobs[sha256(changed)] = changed;
  const auto difference = change_of(custody::PolicyChange{sha256(changed)});
  ASSERT_THAT(difference, IsOk());
  EXPECT_THAT(*difference, HasSubstr("+ exceptions = [\"allowed-mechanisms\"]"));
  EXPECT_THAT(*difference, HasSubstr(danger_));
}

TEST_F(ActView, OfAPolicyThatIsNotTheOneNamedIsRefused) {
  const Sha256 named = sha256("the policy that was proposed");
  desk_.store->blobs[named] = to_bytes(desk_.policy_text() + "# more\n");
  EXPECT_THAT(change_of(custody::PolicyChange{named}), RefusedBy("ACT-SHOWN"));
}

TEST_F(ActView, OfBytesThatAreNoPolicySaysWhere) {
  const Bytes garbage = to_bytes("version = \n");
  desk_.store->blobs[sha256(garbage)] = garbage;
  EXPECT_THAT(change_of(custody::PolicyChange{sha256(garbage)}),
              FailsSaying(Code::kBadInput, "the new policy:1:"));
  EXPECT_THAT(change_of(custody::PolicyChange{sha256("nothing")}), FailsWith(Code::kNotFound));
}

TEST_F(ActView, OfBudgetsShowsEachLimitFromWhatToWhat) {
  policies::Budget there;
  there.name = "all";
  there.currency = "EUR";
  there.limits = {{std::chrono::hours(1), 10, 1000}};
  desk_.store->budgets.push_back({there, {}});
  const Bytes text = to_bytes(
      "version = 1\n[[budget]]\nname = \"all\"\ncharge = \"issue\"\nscope = \"all\"\n"
      "currency = \"EUR\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = 20\nvalue = 1000\n");
  desk_.store->blobs[sha256(text)] = text;
  const auto change = change_of(custody::BudgetSet{sha256(text)});
  ASSERT_THAT(change, IsOk());
  EXPECT_THAT(*change, HasSubstr("all     1h      10 -> 20  1000   RAISED"));
}
TEST_F(ActView, OfOtherBudgetsThanTheActNamesIsRefused) {
  const Sha256 named = sha256("the budgets that were proposed");
  desk_.store->blobs[named] = to_bytes("version = 1\n");
  EXPECT_THAT(change_of(custody::BudgetSet{named}), RefusedBy("ACT-SHOWN"));
}
TEST_F(ActView, OfBytesThatAreNoBudgetsSaysWhere) {
  const Bytes garbage = to_bytes("version = \n");
  desk_.store->blobs[sha256(garbage)] = garbage;
  EXPECT_THAT(change_of(custody::BudgetSet{sha256(garbage)}),
              FailsSaying(Code::kBadInput, "the budgets:1:"));
}

TEST_F(ActView, OfScheduledKeysShowsWhatIsAddedAndTheirProfilesOnce) {
  desk_.make_mint();
  const custody::KeysSchedule schedule{
      {{Uuid::v7(desk_.clock.now()), "eur-5", 0}, {Uuid::v7(desk_.clock.now()), "eur-1", 0}}};
  const auto change = change_of(schedule);
  ASSERT_THAT(change, IsOk());
  EXPECT_THAT(*change, HasSubstr("+ period 0"));
  record(schedule);
  const auto profile = profile_in_words(vault_, desk_.store->acts.back().act, in_force());
  ASSERT_THAT(profile, IsOk());
  EXPECT_EQ(*profile, "  the policy's profile coin: generic-secret for coin, backup none\n");
}

TEST_F(ActView, OfARefundOrAFreeingShowsTheRequest) {
  const auto refund = change_of(custody::CoinsRefund{3, "", ""});
  ASSERT_THAT(refund, IsOk());
  EXPECT_THAT(*refund, HasSubstr("leaf 3: THE LOG HAS NO SUCH LEAF"));
  EXPECT_EQ(*change_of(custody::ReservationFree{3, ""}), *refund);
}

TEST_F(ActView, OfOtherActsThereIsNothingToCompare) {
  EXPECT_EQ(*change_of(custody::LogRotate{}), "");
  EXPECT_EQ(*change_of(custody::ClockAccept{}), "");
}

TEST(NextSteps, NameTheCommand) {
  custody::ActRecord record;
  record.act.id = Uuid::v7(Time(Duration(1)));
  record.quorum.reason = "needs 1 more of auditor";
  VaultPlace place;
  place.folder = "vault";
  EXPECT_THAT(next_steps(record, place),
              ::testing::ElementsAre(
                  "still missing: needs 1 more of auditor",
                  "next: pyx act approve " + record.act.id.text() + " --key FILE --dir vault"));
  record.quorum.verdict = policies::Verdict::kApproved;
  EXPECT_THAT(
      next_steps(record, place),
      ::testing::ElementsAre("next: pyx act execute " + record.act.id.text() + " --dir vault"));
  record.state = custody::ActState::kExecuted;
  EXPECT_THAT(next_steps(record, place), ::testing::IsEmpty());
}

}  // namespace act_view_test
}  // namespace pyx::ceremony
