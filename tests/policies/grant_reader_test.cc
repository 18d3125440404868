#include "policies/grant_reader.h"

#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace {

using testing::expect_refused;
using testing::expect_refused_text;
using testing::must;
using testing::policy_text;
using testing::read_with;
using testing::replaced;

constexpr std::string_view kType = R"(type = "p-256")";
constexpr std::string_view kTypeAndPurpose = "type = \"p-256\"\npurpose = \"sign\"";
constexpr std::string_view kBackup = R"(backup = "none")";
constexpr std::string_view kDeskUri = R"(san_uri = "urn:test:desk")";
constexpr std::string_view kDeskAccess = R"(access = ["acts", "log"])";
constexpr std::string_view kUse = R"(use = ["coins", "receipts"])";

std::string desk_hash() { return "spki_sha256 = \"" + to_hex(sha256("DESK_HASH")) + "\""; }

TEST(GrantReader, ReadsProfilesAndClients) {
  const Policy policy = read_with("", "");
  ASSERT_EQ(policy.profiles.size(), 2U);
  EXPECT_EQ(policy.profiles[1].name, "receipts");
  EXPECT_EQ(policy.profiles[1].type, KeyType::kP256);
  EXPECT_EQ(policy.profiles[1].purpose, Purpose::kSign);
  EXPECT_EQ(policy.profiles[1].backup, Backup::kNone);
  ASSERT_EQ(policy.clients.size(), 2U);
  EXPECT_EQ(policy.clients[0].name, "issuer");
  EXPECT_EQ(policy.clients[0].san_uri, "urn:test:issuer");
  EXPECT_EQ(policy.clients[0].spki_sha256, sha256("ISSUER_HASH"));
  EXPECT_THAT(policy.clients[0].access, ::testing::ElementsAre(Access::kSign));
  EXPECT_THAT(policy.clients[0].use, ::testing::ElementsAre("coins", "receipts"));
  EXPECT_THAT(policy.clients[1].use, ::testing::IsEmpty());
}

TEST(GrantReader, TakesABackupForGrantedWhereNoneIsSaid) {
  EXPECT_EQ(read_with("", "").profile("coins")->backup, Backup::kSplit);
  EXPECT_EQ(read_with(kBackup, R"(backup = "split")").profile("receipts")->backup, Backup::kSplit);
}

TEST(GrantReader, RefusesAnUnknownBackup) {
  expect_refused(kBackup, "backup = ^\"no\"", "unknown backup \"no\"");
  expect_refused(kBackup, "backup = ^false", "backup");
}

// TOKEN-ENFORCES: an exception is named, or there is none.
TEST(GrantReader, TakesNoExceptionForGranted) {
  EXPECT_THAT(read_with("", "").profile("receipts")->exceptions, ::testing::IsEmpty());
  EXPECT_THAT(read_with(kBackup, "exceptions = [\"allowed-mechanisms\", \"local\"]")
                  .profile("receipts")
                  ->exceptions,
              ::testing::ElementsAre(TokenRule::kAllowedMechanisms, TokenRule::kLocal));
}

TEST(GrantReader, RefusesAnExceptionThatNoKeyNeedsOrThatStandsTwice) {
  expect_refused(kBackup, "exceptions = [^\"all\"]", "no key needs the rule \"all\"");
  expect_refused(kBackup, "exceptions = [^\"always-authenticate\"]", "no key needs the rule");
  expect_refused(kBackup, "exceptions = [\"local\", ^\"local\"]", "stands twice");
  expect_refused(kBackup, "exceptions = ^\"local\"", "exceptions");
}

TEST(GrantReader, RefusesAnUnknownTypeOrPurpose) {
  expect_refused(kType, "type = ^\"rsa-1024\"", "unknown type \"rsa-1024\"");
  expect_refused(kType, "type = ^\"P-256\"", "unknown type \"P-256\"");
  expect_refused(R"(purpose = "sign")", "purpose = ^\"wrap\"", "unknown purpose \"wrap\"");
}

TEST(GrantReader, TakesEveryPairOfTypeAndPurposeThatFitsAndNoOther) {
  for (const std::string_view type : {"rsa-2048", "rsa-3072", "rsa-4096", "p-256", "p-384",
                                      "ed25519", "generic-secret", "aes-256"}) {
    for (const std::string_view purpose : {"sign", "blind-sign", "mac", "encrypt"}) {
      const auto text = [&](std::string_view mark) {
        return "type = \"" + std::string(type) + "\"\npurpose = " + std::string(mark) + "\"" +
               std::string(purpose) + "\"";
      };
      if (fits(*key_type_from(type), *purpose_from(purpose)))
        read_with(kTypeAndPurpose, text(""));
      else
        expect_refused(kTypeAndPurpose, text("^"),
                       "a key of type \"" + std::string(type) + "\" cannot have the purpose \"" +
                           std::string(purpose) + "\"");
    }
  }
}

TEST(GrantReader, RefusesASecondProfileOfTheSameName) {
  expect_refused("name = \"receipts\"", "name = ^\"coins\"",
                 "profile \"coins\" stands twice, first at line 52");
}

TEST(GrantReader, RefusesASecondClientOfTheSameName) {
  expect_refused("name = \"desk\"", "name = ^\"issuer\"",
                 "client \"issuer\" stands twice, first at line 63");
}

TEST(GrantReader, RefusesTheSameUriForTwoClients) {
  expect_refused(kDeskUri, "san_uri = ^\"urn:test:issuer\"",
                 "client \"desk\" has the same san_uri as client \"issuer\" at line 64");
}

TEST(GrantReader, RefusesTheSameKeyForTwoClients) {
  expect_refused(desk_hash(), "spki_sha256 = ^\"" + to_hex(sha256("ISSUER_HASH")) + "\"",
                 "client \"desk\" has the same spki_sha256 as client \"issuer\" at line 65");
}

TEST(GrantReader, RefusesMalformedNames) {
  expect_refused("name = \"desk\"", "name = ^\"Desk\"", "name \"Desk\" must be");
  expect_refused("name = \"receipts\"", "name = ^\"my receipts\"", "must be");
}

TEST(GrantReader, RefusesAMalformedUri) {
  expect_refused(kDeskUri, "san_uri = ^\"desk\"", "must be a URI");
  expect_refused(kDeskUri, "san_uri = ^\"\"", "must be a URI");
  expect_refused(kDeskUri, "san_uri = ^\"urn:test:desk \"", "must be a URI");
}

TEST(GrantReader, RefusesAMalformedKeyHash) {
  const std::string hash = to_hex(sha256("DESK_HASH"));
  expect_refused(desk_hash(), "spki_sha256 = ^\"" + hash.substr(1) + "\"", "64 lower-case hex");
  expect_refused(desk_hash(), "spki_sha256 = ^\"" + hash + "0\"", "64 lower-case hex");
  expect_refused(desk_hash(), "spki_sha256 = ^\"" + std::string(64, 'A') + "\"", "64 lower-case");
  expect_refused(desk_hash(), "spki_sha256 = ^\"\"", "64 lower-case hex");
}

TEST(GrantReader, RefusesAnUnknownAccess) {
  expect_refused(kDeskAccess, "access = [\"acts\", ^\"admin\"]", "unknown access \"admin\"");
}

TEST(GrantReader, RefusesAnAccessThatStandsTwice) {
  expect_refused(kDeskAccess, "access = [\"acts\", ^\"acts\"]", "access \"acts\" stands twice");
}

TEST(GrantReader, TakesAClientThatMayOnlyLook) {
  EXPECT_THAT(read_with(kDeskAccess, "access = []").client_named("desk")->access,
              ::testing::IsEmpty());
}

TEST(GrantReader, RefusesAClientThatDoesNotSayItsAccess) {
  const auto policy = parse_policy(replaced(policy_text(), kDeskAccess, ""), "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(Code::kBadInput, "access"));
}

TEST(GrantReader, RefusesUseWithoutSignAccess) {
  expect_refused(kDeskAccess, "access = [\"acts\"]\nuse = ^[\"coins\"]",
                 "client \"desk\" uses profiles, but its access lacks sign");
}

TEST(GrantReader, RefusesUseOfAnUnknownProfile) {
  expect_refused(kUse, "use = [\"coins\", ^\"coin\"]",
                 "unknown profile \"coin\" in use of client \"issuer\"");
}

TEST(GrantReader, RefusesAProfileThatStandsTwiceInUse) {
  expect_refused(kUse, "use = [\"coins\", ^\"coins\"]", "profile \"coins\" stands twice");
}

TEST(GrantReader, TakesAPolicyWithoutProfilesAndClients) {
  std::string text = policy_text();
  text.erase(text.find("[[profile]]"));
  const Policy policy = must(parse_policy(text, "policy.toml"));
  EXPECT_THAT(policy.profiles, ::testing::IsEmpty());
  EXPECT_THAT(policy.clients, ::testing::IsEmpty());
}

// `count` profiles in all, coins and receipts among them.
std::string with_profiles(std::size_t count) {
  std::string more;
  for (std::size_t i = 2; i < count; ++i)
    more += std::string(i == kMostProfiles ? "^" : "") + "[[profile]]\nname = \"extra-" +
            std::to_string(i) + "\"\ntype = \"p-256\"\npurpose = \"sign\"\n\n";
  return replaced(policy_text(), "[[client]]", more + "[[client]]");
}

TEST(GrantReader, Takes256Profiles) {
  EXPECT_EQ(must(parse_policy(with_profiles(256), "policy.toml")).profiles.size(), 256U);
}

TEST(GrantReader, Refuses257Profiles) {
  expect_refused_text(with_profiles(257), "more than 256 profiles");
}

// `count` clients in all, issuer and desk among them.
std::string with_clients(std::size_t count) {
  std::string text = policy_text();
  for (std::size_t i = 2; i < count; ++i) {
    const std::string name = "extra-" + std::to_string(i);
    text += std::string(i == kMostClients ? "^" : "") + "\n[[client]]\nname = \"" + name +
            "\"\nsan_uri = \"urn:test:" + name + "\"\nspki_sha256 = \"" + to_hex(sha256(name)) +
            "\"\naccess = []\n";
  }
  return text;
}

TEST(GrantReader, Takes1024Clients) {
  EXPECT_EQ(must(parse_policy(with_clients(1024), "policy.toml")).clients.size(), 1024U);
}

TEST(GrantReader, Refuses1025Clients) {
  const auto policy = parse_policy(testing::Marked(with_clients(1025)).text, "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(Code::kBadInput, "more than 1024 clients"));
}

}  // namespace
}  // namespace pyx::policies
