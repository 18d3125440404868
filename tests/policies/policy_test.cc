#include "policies/policy.h"

#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace policy_test {

Policy good_policy() { return testing::must(parse_policy(testing::policy_text(), "policy.toml")); }

TEST(Policy, FindsAPersonByIdAndByKey) {
  const Policy policy = good_policy();
  const Person* const alice = policy.person("alice");
  ASSERT_NE(alice, nullptr);
  EXPECT_EQ(alice->name, "Alice");
  EXPECT_EQ(policy.person_with_key(alice->key.id()), alice);
}

TEST(Policy, FindsNobodyForAnUnknownIdOrKey) {
  const Policy policy = good_policy();
  EXPECT_EQ(policy.person("mallory"), nullptr);
  EXPECT_EQ(policy.person("Alice"), nullptr);
  EXPECT_EQ(policy.person(""), nullptr);
  EXPECT_EQ(policy.person_with_key(Sha256{}), nullptr);
}

TEST(Policy, HasNoRuleForAnActThatItDoesNotName) {
  const Policy policy = good_policy();
  EXPECT_NE(policy.rule(ActType::kPolicyChange), nullptr);
  EXPECT_EQ(policy.rule(ActType::kThaw), nullptr);
}

TEST(Policy, FindsAProfileByItsWholeNameOnly) {
  const Policy policy = good_policy();
  ASSERT_NE(policy.profile("coins"), nullptr);
  EXPECT_EQ(policy.profile("coin"), nullptr);
  EXPECT_EQ(policy.profile(""), nullptr);
}

// The administrator of the CA can issue a certificate with any name: the key must match as well.
TEST(Policy, FindsAClientOnlyIfBothNameAndKeyMatch) {
  const Policy policy = good_policy();
  const Client* const issuer = policy.client_named("issuer");
  const Client* const desk = policy.client_named("desk");
  ASSERT_NE(issuer, nullptr);
  ASSERT_NE(desk, nullptr);
  EXPECT_EQ(policy.client(issuer->san_uri, issuer->spki_sha256), issuer);
  EXPECT_EQ(policy.client(issuer->san_uri, desk->spki_sha256), nullptr);
  EXPECT_EQ(policy.client(desk->san_uri, issuer->spki_sha256), nullptr);
  EXPECT_EQ(policy.client("URN:TEST:ISSUER", issuer->spki_sha256), nullptr);
  EXPECT_EQ(policy.client_named("urn:test:issuer"), nullptr);
}

TEST(Client, MayUseOnlyTheProfilesItNames) {
  const Policy policy = good_policy();
  const Client* const issuer = policy.client_named("issuer");
  ASSERT_NE(issuer, nullptr);
  EXPECT_TRUE(issuer->may_use("coins"));
  EXPECT_FALSE(issuer->may_use("coin"));
  EXPECT_FALSE(issuer->may_use(""));
}

TEST(Client, WithoutAnAccessThatUsesKeysMayUseNothingWhateverItNames) {
  Client client;
  client.use = {"coins"};
  client.access = {Access::kActs, Access::kLog};
  EXPECT_FALSE(client.may_use("coins"));
  client.access = {};
  EXPECT_FALSE(client.may_use("coins"));
}

TEST(Client, MayUseWhatItNamesWithAnyAccessThatUsesKeys) {
  for (const Access access : kAccesses) {
    if (access == Access::kActs || access == Access::kLog) continue;
    Client client;
    client.use = {"coins"};
    client.access = {Access::kLog, access};
    EXPECT_TRUE(client.may_use("coins")) << to_text(access);
    EXPECT_FALSE(client.may_use("receipts")) << to_text(access);
  }
}

TEST(Policy, FindsADenominationByItsWholeNameOnly) {
  Policy policy = good_policy();
  policy.denominations.resize(2);
  policy.denominations[0].name = "eur-1";
  policy.denominations[1].name = "eur-10";
  EXPECT_EQ(policy.denomination("eur-10"), &policy.denominations[1]);
  EXPECT_EQ(policy.denomination("eur-"), nullptr);
  EXPECT_EQ(policy.denomination(""), nullptr);
}

TEST(Client, HasOnlyTheAccessItNames) {
  const Policy policy = good_policy();
  EXPECT_TRUE(policy.client_named("desk")->has_access(Access::kActs));
  EXPECT_TRUE(policy.client_named("desk")->has_access(Access::kLog));
  EXPECT_FALSE(policy.client_named("desk")->has_access(Access::kSign));
  EXPECT_FALSE(policy.client_named("issuer")->has_access(Access::kLog));
}

TEST(Person, HasOnlyTheRolesHeNames) {
  const Policy policy = good_policy();
  EXPECT_TRUE(policy.person("carol")->has_role("officer"));
  EXPECT_TRUE(policy.person("carol")->has_role("auditor"));
  EXPECT_FALSE(policy.person("carol")->has_role("operator"));
  EXPECT_FALSE(policy.person("carol")->has_role(""));
}

TEST(BackupAndAccess, AreReadBackFromTheirOwnNames) {
  for (const Backup backup : {Backup::kNone, Backup::kSplit})
    EXPECT_EQ(backup_from(to_text(backup)), backup);
  for (const Access access : kAccesses) EXPECT_EQ(access_from(to_text(access)), access);
}

TEST(BackupAndAccess, AreCalledWhatThePolicySays) {
  std::vector<std::string> names;
  for (const Access access : kAccesses) names.emplace_back(to_text(access));
  EXPECT_THAT(names, ::testing::ElementsAre("sign", "acts", "log", "coins.mint", "coins.check",
                                            "coins.exchange", "coins.redeem", "blind.sign",
                                            "answer.sign", "ledger.attest"));
}

TEST(BackupAndAccess, OfUnknownNamesAreNothing) {
  EXPECT_EQ(backup_from("None"), std::nullopt);
  EXPECT_EQ(backup_from(""), std::nullopt);
  EXPECT_EQ(access_from("admin"), std::nullopt);
  EXPECT_EQ(access_from("?"), std::nullopt);
}

}  // namespace policy_test
}  // namespace pyx::policies
