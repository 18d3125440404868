#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace act_propose_command_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kKey = "019aa000-0000-7000-8000-000000000001";

class ActPropose : public ::testing::Test {
 protected:
  ExitCode propose(std::vector<std::string> words, const std::string& person = "olga") {
    words.insert(words.begin(), {"act", "propose"});
    return desk_.run_as(person, act_propose_commands(), std::move(words));
  }
  custody::Act only_act() const { return desk_.store->acts.at(0).act; }
  Desk desk_;
};

TEST_F(ActPropose, OfANewKeyMakesItsIdAndTakesTheLifetimeOfTheRule) {
  ASSERT_EQ(propose({"key.generate", "--profile", "issuer-p256", "--name", "mint-2027"}),
            ExitCode::kDone)
      << desk_.words();
  const custody::Act act = only_act();
  EXPECT_EQ(desk_.data(), act.id.text() + "\n");
  EXPECT_EQ(act.proposer, "olga");
  EXPECT_EQ(act.vault, desk_.store->id);
  EXPECT_EQ(act.policy, sha256(desk_.policy_text()));
  EXPECT_EQ(act.not_before, desk_.clock.now());
  EXPECT_EQ(act.expires, desk_.clock.now() + std::chrono::hours(24));
  const auto& made = std::get<custody::KeyGenerate>(act.parameters);
  EXPECT_EQ(made.profile, "issuer-p256");
  EXPECT_EQ(made.name, "mint-2027");
  EXPECT_THAT(desk_.words(), HasSubstr("the new key will have the id " + made.key.text()));
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx act approve " + act.id.text()));
}

TEST_F(ActPropose, AsJsonGivesActAndKey) {
  ASSERT_EQ(propose({"key.generate", "--profile", "issuer-p256", "--name", "mint-2027", "--output",
                     "json"}),
            ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("id").as_string(), only_act().id.text());
  EXPECT_TRUE(desk_.json().contains("key"));
  EXPECT_TRUE(desk_.json().contains("digest"));
}

TEST_F(ActPropose, LivesShorterOnRequestAndNeverLonger) {
  ASSERT_EQ(propose({"key.activate", "--key-id", kKey, "--lifetime", "1h"}), ExitCode::kDone);
  EXPECT_EQ(only_act().expires, desk_.clock.now() + std::chrono::hours(1));
  EXPECT_EQ(propose({"key.activate", "--key-id", kKey, "--lifetime", "25h"}), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("at most 1d"));
}

TEST_F(ActPropose, StartsLaterOnRequestButNotBehindItsEnd) {
  ASSERT_EQ(propose({"key.activate", "--key-id", kKey, "--not-before",
                     to_rfc3339(desk_.clock.now() + std::chrono::hours(2))}),
            ExitCode::kDone);
  EXPECT_EQ(only_act().not_before, desk_.clock.now() + std::chrono::hours(2));
  EXPECT_EQ(propose({"key.activate", "--key-id", kKey, "--not-before",
                     to_rfc3339(desk_.clock.now() + std::chrono::hours(24))}),
            ExitCode::kFailed);
}

TEST_F(ActPropose, OfEachOtherTypeFillsItsParameters) {
  const std::string freeze(64, 'a');
  ASSERT_EQ(propose({"key.retire", "--key-id", kKey}), ExitCode::kDone);
  ASSERT_EQ(propose({"key.destroy", "--key-id", kKey}), ExitCode::kDone);
  ASSERT_EQ(propose({"log.rotate"}), ExitCode::kDone) << desk_.words();
  ASSERT_EQ(propose({"thaw", "--freeze", freeze, "--suspend-freezer"}), ExitCode::kDone);
  const auto& acts = desk_.store->acts;
  EXPECT_EQ(std::get<custody::KeyRetire>(acts.at(0).act.parameters).key.text(), kKey);
  EXPECT_EQ(std::get<custody::KeyDestroy>(acts.at(1).act.parameters).key.text(), kKey);
  EXPECT_TRUE(std::holds_alternative<custody::LogRotate>(acts.at(2).act.parameters));
  EXPECT_TRUE(std::get<custody::Thaw>(acts.at(3).act.parameters).suspend_freezer);
}

TEST_F(ActPropose, OfAPolicyShowsTheDifferenceAndSendsTheBytes) {
  const std::string changed = desk_.policy_text() + "# a remark\n";
  const auto file = desk_.write("new.toml", changed);
  ASSERT_EQ(propose({"policy.change", "--policy", file.string()}), ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("+ # a remark\n"));
  EXPECT_TRUE(desk_.store->blobs.contains(sha256(changed)));
}

TEST_F(ActPropose, OfTheSameOrAnUnreadablePolicyIsNotSigned) {
  EXPECT_EQ(propose({"policy.change", "--policy",
                     desk_.write("same.toml", desk_.policy_text()).string()}),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("in force already"));
  EXPECT_EQ(
      propose({"policy.change", "--policy", desk_.write("bad.toml", "version = \n").string()}),
      ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("bad.toml:1:"));
  EXPECT_THAT(desk_.store->acts, SizeIs(0));
}

class ActProposeOfAMint : public ActPropose {
 protected:
  ActProposeOfAMint() { desk_.make_mint(); }
  const custody::KeysSchedule& scheduled() const {
    return std::get<custody::KeysSchedule>(desk_.store->acts.back().act.parameters);
  }
  std::string budgets(const std::string& count) const {
    return desk_
        .write("budgets.toml",
               "version = 1\n[[budget]]\nname = \"all\"\ncharge = \"issue\"\nscope = \"all\"\n"
               "currency = \"EUR\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = " +
                   count + "\nvalue = 1000\n")
        .string();
  }
};

TEST_F(ActProposeOfAMint, KeysAheadAreAllThatTheSchedulesWantTheNearestFirst) {
  ASSERT_EQ(propose({"keys.schedule", "--ahead", "--output", "json"}), ExitCode::kDone)
      << desk_.words();
  ASSERT_THAT(scheduled().keys, SizeIs(15));
  EXPECT_EQ(scheduled().keys[0].denomination, "eur-5");
  EXPECT_EQ(scheduled().keys[0].period, 0);
  EXPECT_EQ(scheduled().keys[14].period, 4);
  EXPECT_EQ(desk_.json().at("keys").as_array().size(), 15U);
  EXPECT_EQ(desk_.json().at("more_keys").to_number<std::uint64_t>(), 0U);
  EXPECT_THAT(desk_.words(), HasSubstr("what is added (+) to the keys that there are"));
  EXPECT_THAT(desk_.words(), HasSubstr("+ period 4  begins 2026-12-14T00:00:00.000Z"));
  EXPECT_THAT(desk_.words(), Not(HasSubstr("more keys are wanted")));
}

TEST_F(ActProposeOfAMint, KeysAheadFillOneActAndSayHowManyRemain) {
  std::string& policy = desk_.store->policy;
  for (std::size_t at = 0; (at = policy.find("ahead = \"30d\"", at)) != std::string::npos; ++at) {
    policy.replace(at, 13, "ahead = \"90d\"");
  }
  ASSERT_EQ(propose({"keys.schedule", "--ahead"}), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(scheduled().keys, SizeIs(24));
  EXPECT_THAT(desk_.words(), HasSubstr("18 more keys are wanted than one act makes"));
  EXPECT_THAT(desk_.words(), HasSubstr("repeat pyx act propose keys.schedule --ahead"));
}

TEST_F(ActProposeOfAMint, KeysAheadLeaveOutThoseThatAreThere) {
  custody::KeyRecord key;
  key.id = Uuid::v7(Time(Duration(1)));
  key.state = custody::KeyState::kActive;
  key.coins = custody::CoinTerms{"eur-5", "EUR", 500, {}, std::nullopt};
  for (std::int64_t number = 0; number < 5; ++number) {
    for (const char* name : {"eur-5", "eur-1", "eur-10-blind"}) {
      if (number == 2 && name == std::string_view("eur-1")) continue;
      key.coins->denomination = name;
      key.coins->period.number = number;
      desk_.store->keys.push_back(key);
    }
  }
  ASSERT_EQ(propose({"keys.schedule", "--ahead"}), ExitCode::kDone) << desk_.words();
  ASSERT_THAT(scheduled().keys, SizeIs(1));
  EXPECT_EQ(scheduled().keys[0].denomination, "eur-1");
  EXPECT_THAT(desk_.words(), HasSubstr("there are keys for period 0 to 1, 3 to 4\n"));
  key.coins->denomination = "eur-1";
  key.coins->period.number = 2;
  desk_.store->keys.push_back(key);
  EXPECT_EQ(propose({"keys.schedule", "--ahead"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("nothing to propose"));
}

TEST_F(ActProposeOfAMint, KeysByNameAreThose) {
  ASSERT_EQ(propose({"keys.schedule", "--denomination", "eur-1", "--period", "3", "--denomination",
                     "eur-5", "--period", "0"}),
            ExitCode::kDone)
      << desk_.words();
  ASSERT_THAT(scheduled().keys, SizeIs(2));
  EXPECT_EQ(scheduled().keys[0].denomination, "eur-1");
  EXPECT_EQ(scheduled().keys[0].period, 3);
  EXPECT_EQ(propose({"keys.schedule", "--denomination", "usd-1", "--period", "3"}),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the policy has no denomination usd-1"));
}

TEST_F(ActProposeOfAMint, BudgetsShowTheDifferenceAndSendTheBytes) {
  const std::string file = budgets("20");
  ASSERT_EQ(propose({"budget.set", "--budgets", file}), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("all is new and counts: all, issue, all, EUR"));
  EXPECT_THAT(desk_.words(), HasSubstr("1h      20     1000   NEW"));
  const auto set = std::get<custody::BudgetSet>(only_act().parameters);
  EXPECT_TRUE(desk_.store->blobs.contains(set.budgets));
}

TEST_F(ActProposeOfAMint, BudgetsThatCannotBeReadAreAUsageError) {
  EXPECT_EQ(propose({"budget.set", "--budgets", budgets("-1")}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("budgets.toml:9:9: "));
  EXPECT_EQ(propose({"budget.set", "--budgets", "no such file"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.store->acts, SizeIs(0));
}

TEST_F(ActProposeOfAMint, RefundsFreeingsAndClocksFillTheirParameters) {
  const std::string holder = "x25519:CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  ASSERT_EQ(propose({"coins.refund", "--leaf", "7", "--holder", holder, "--evidence", "case 12"}),
            ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("leaf 7: THE LOG HAS NO SUCH LEAF"));
  ASSERT_EQ(propose({"reservation.free", "--leaf", "8", "--evidence", "case 13"}), ExitCode::kDone)
      << desk_.words();
  ASSERT_EQ(propose({"clock.accept", "--until", "2026-12-01T00:00:00Z"}), ExitCode::kDone)
      << desk_.words();
  const auto& acts = desk_.store->acts;
  const auto& refund = std::get<custody::CoinsRefund>(acts.at(0).act.parameters);
  EXPECT_EQ(refund.leaf, 7U);
  EXPECT_EQ(refund.holder, holder);
  EXPECT_EQ(refund.evidence, "case 12");
  EXPECT_EQ(std::get<custody::ReservationFree>(acts.at(1).act.parameters).leaf, 8U);
  EXPECT_EQ(to_rfc3339(std::get<custody::ClockAccept>(acts.at(2).act.parameters).until),
            "2026-12-01T00:00:00.000Z");
}

TEST_F(ActPropose, ByAStrangerOrAnotherThanNamedIsRefused) {
  EXPECT_EQ(propose({"key.activate", "--key-id", kKey}, "mallory"), ExitCode::kRefused);
  EXPECT_EQ(propose({"key.activate", "--key-id", kKey, "--person", "alice"}), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("olga's, not alice's"));
  EXPECT_THAT(desk_.store->acts, SizeIs(0));
}

struct Wrong {
  std::vector<std::string> words;
  std::string_view said;
};
class ActProposeRefuses : public ::testing::TestWithParam<Wrong> {};

TEST_P(ActProposeRefuses, NamingTheFlag) {
  Desk desk;
  std::vector<std::string> words = {"act", "propose", "--key", "olga.key", "--dir", "vault"};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  EXPECT_EQ(desk.run(act_propose_commands(), words), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr(std::string(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Words, ActProposeRefuses,
    ::testing::Values(
        Wrong{{"key.make"}, "TYPE: \"key.make\" is no act; acts are: key.generate"},
        Wrong{{"key.generate", "--name", "a"}, "--profile: is needed for key.generate"},
        Wrong{{"key.generate", "--profile", "a"}, "--name: is needed for key.generate"},
        Wrong{{"key.destroy"}, "--key-id: is needed for key.destroy"},
        Wrong{{"key.destroy", "--key-id", "7"}, "--key-id: "},
        Wrong{{"key.destroy", "--key-id", kKey, "--name", "a"}, "--name: does not go with"},
        Wrong{{"policy.change"}, "--policy: is needed"},
        Wrong{{"log.rotate", "--key-id", kKey}, "--key-id: does not go with log.rotate"},
        Wrong{{"thaw"}, "--freeze: is needed"}, Wrong{{"thaw", "--freeze", "xyz"}, "--freeze: "},
        Wrong{{"key.retire", "--key-id", kKey, "--suspend-freezer"},
              "--suspend-freezer: does not go with"},
        Wrong{{"log.rotate", "--not-before", "tomorrow"}, "--not-before: "},
        Wrong{{"log.rotate", "--lifetime", "forever"}, "--lifetime: "},
        Wrong{{"log.rotate", "--passphrase-source", "secret"}, "--passphrase-source: "}));

}  // namespace act_propose_command_test
}  // namespace pyx::ceremony
