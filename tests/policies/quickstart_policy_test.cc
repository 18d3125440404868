// The example that the quickstart fills in must be read as it stands.
#include "base/file.h"
#include "policies/quorum.h"
#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace quickstart_policy_test {

using testing::filled;
using testing::must;

std::string example() {
  return pyx::to_text(must(read_file(PYX_SOURCE_DIR "/policies/examples/quickstart.toml.in")));
}

Policy quickstart() { return must(parse_policy(filled(example()), "quickstart.toml")); }

TEST(QuickstartPolicy, UsesTheSignAtForMarksOnlyAndNamesThemAll) {
  const std::string text = example();
  for (const std::string_view mark :
       {"@OLGA_PUBLIC_KEY@", "@ALICE_PUBLIC_KEY@", "@BOB_PUBLIC_KEY@", "@CAROL_PUBLIC_KEY@",
        "@DAVE_PUBLIC_KEY@", "@ISSUER_SPKI_SHA256@", "@OFFICERS_DESK_SPKI_SHA256@",
        "@AUDITOR_DESK_SPKI_SHA256@"})
    EXPECT_NE(text.find(mark), std::string::npos) << mark;
  EXPECT_EQ(std::ranges::count(text, '@'), 16);
}

TEST(QuickstartPolicy, IsRefusedWhileAMarkIsLeft) {
  EXPECT_THAT(parse_policy(example(), "quickstart.toml"),
              pyx::testing::FailsSaying(Code::kBadInput, "public_key of \"olga\""));
}

TEST(QuickstartPolicy, HasARuleForEveryAct) {
  const Policy policy = quickstart();
  for (const ActType type : kActTypes) EXPECT_NE(policy.rule(type), nullptr) << to_text(type);
}

TEST(QuickstartPolicy, LetsOlgaProposeEveryActAndVoteOnNone) {
  const Policy policy = quickstart();
  for (const ActType type : kActTypes) {
    EXPECT_TRUE(may_propose(policy, type, "olga").approved()) << to_text(type);
    for (const Seats& seats : policy.rule(type)->seats)
      EXPECT_FALSE(policy.person("olga")->has_role(seats.role)) << to_text(type);
  }
}

TEST(QuickstartPolicy, CanAlwaysBeChanged) {
  EXPECT_FALSE(quickstart().rule(ActType::kPolicyChange)->no_spare);
}

TEST(QuickstartPolicy, HasAProfileForEveryKeyTypeAndNamesThoseWithoutBackup) {
  const Policy policy = quickstart();
  for (const KeyType type :
       {KeyType::kRsa2048, KeyType::kRsa3072, KeyType::kRsa4096, KeyType::kP256, KeyType::kP384,
        KeyType::kEd25519, KeyType::kGenericSecret, KeyType::kAes256}) {
    const KeyProfile* const profile = policy.profile("issuer-" + std::string(to_text(type)));
    ASSERT_NE(profile, nullptr) << to_text(type);
    EXPECT_EQ(profile->type, type);
    EXPECT_EQ(profile->backup, Backup::kNone);
  }
  EXPECT_EQ(policy.profile("issuer-rsa-2048-blind")->purpose, Purpose::kBlindSign);
}

TEST(QuickstartPolicy, LetsTheIssuerUseEveryProfileThatSigns) {
  const Policy policy = quickstart();
  const Client* const issuer = policy.client_named("issuer");
  ASSERT_NE(issuer, nullptr);
  for (const KeyProfile& profile : policy.profiles) {
    // Seeds are custody's own affair; nothing is encrypted yet.
    const bool serves =
        profile.purpose != Purpose::kEncrypt && profile.purpose != Purpose::kCoinSeed;
    EXPECT_EQ(issuer->may_use(profile.name), serves) << profile.name;
  }
}

TEST(QuickstartPolicy, GivesEachDeskItsOwnAccessOnly) {
  const Policy policy = quickstart();
  EXPECT_THAT(
      policy.client_named("issuer")->access,
      ::testing::ElementsAre(Access::kSign, Access::kCoinsMint, Access::kCoinsCheck,
                             Access::kCoinsExchange, Access::kCoinsRedeem, Access::kBlindSign,
                             Access::kAnswerSign, Access::kLedgerAttest, Access::kLog));
  EXPECT_THAT(policy.client_named("officers-desk")->access,
              ::testing::ElementsAre(Access::kActs, Access::kLog));
  EXPECT_THAT(policy.client_named("auditor-desk")->access, ::testing::ElementsAre(Access::kLog));
}

}  // namespace quickstart_policy_test
}  // namespace pyx::policies
