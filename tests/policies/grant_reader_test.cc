#include "policies/grant_reader.h"

#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace grant_reader_test {

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

// The policy with a profile of this type and purpose that no client uses.
void read_unused(std::string_view type_and_purpose) {
  const std::string text = replaced(policy_text(), kTypeAndPurpose, type_and_purpose);
  must(parse_policy(replaced(text, kUse, R"(use = ["coins"])"), "policy.toml"));
}

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

// No token wraps it, so that no backup could be made.
TEST(GrantReader, RefusesABackupOfEd25519KeysAndSaysWhatToTake) {
  constexpr std::string_view kWhole = "type = \"p-256\"\npurpose = \"sign\"\nbackup = \"none\"";
  const std::string edwards = "type = \"ed25519\"\npurpose = \"sign\"\n";
  expect_refused(kWhole, edwards + "backup = ^\"split\"", "take p-256 or p-384");
  expect_refused("name = \"receipts\"\n" + std::string(kWhole), "name = ^\"receipts\"\n" + edwards,
                 "which is meant where none is said");
  read_unused("type = \"ed25519\"\npurpose = \"sign\"");
}

// TOKEN-ENFORCES: what leaves the token wrapped rests on two rules more.
TEST(GrantReader, TakesExceptionsFromTheRulesOfWrappedKeysOnlyForThem) {
  const std::string exceptions = "exceptions = [\"wrap-with-trusted\", \"trusted\"]";
  EXPECT_THAT(read_with(kBackup, exceptions).profile("receipts")->exceptions,
              ::testing::ElementsAre(TokenRule::kWrapWithTrusted, TokenRule::kTrusted));
  expect_refused(kBackup, "backup = \"none\"\nexceptions = [^\"wrap-with-trusted\"]",
                 "no key of this profile needs the rule \"wrap-with-trusted\"");
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
  expect_refused(kBackup, "exceptions = [^\"all\"]",
                 "no key of this profile needs the rule \"all\"");
  expect_refused(kBackup, "exceptions = [^\"always-authenticate\"]",
                 "no key of this profile needs");
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
    for (const std::string_view purpose :
         {"sign", "blind-sign", "mac", "encrypt", "coin", "coin-seed", "envelope", "answer"}) {
      const auto text = [&](std::string_view mark) {
        return "type = \"" + std::string(type) + "\"\npurpose = " + std::string(mark) + "\"" +
               std::string(purpose) + "\"";
      };
      if (fits(*key_type_from(type), *purpose_from(purpose)))
        read_unused(text(""));
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

TEST(GrantReader, RefusesUseWithoutAnAccessThatUsesKeys) {
  expect_refused(kDeskAccess, "access = [\"acts\"]\nuse = ^[\"coins\"]",
                 "client \"desk\" uses profiles, but has no access that uses keys: sign, "
                 "coins.mint, coins.check,");
}

TEST(GrantReader, TakesAClientThatMaySignAndUsesNothingYet) {
  EXPECT_THAT(read_with(kUse, "use = []").client_named("issuer")->use, ::testing::IsEmpty());
  EXPECT_THAT(read_with(kUse, "").client_named("issuer")->use, ::testing::IsEmpty());
}

// policy_text() with a profile for each of a mint's purposes, and the desk's access and use as
// said.
std::string mint_text(std::string_view access, std::string_view use, std::string_view more = "") {
  std::string profiles;
  const auto add = [&](std::string_view name, std::string_view type) {
    profiles += "[[profile]]\nname = \"" + std::string(name) + "\"\ntype = \"" + std::string(type) +
                "\"\npurpose = \"" + std::string(name) + "\"\n\n";
  };
  add("coin", "generic-secret");
  add("coin-seed", "generic-secret");
  add("envelope", "p-256");
  add("blind-sign", "rsa-2048");
  add("answer", "p-256");
  add("encrypt", "aes-256");
  const std::string text = replaced(policy_text(), "[[client]]", profiles + "[[client]]");
  return replaced(text, kDeskAccess,
                  "access = [" + std::string(access) + "]\nuse = [" + std::string(use) + "]\n" +
                      std::string(more));
}

Client desk_with(std::string_view access, std::string_view use, std::string_view more = "") {
  const std::string text = mint_text(access, use, more);
  return *must(parse_policy(text, "policy.toml")).client_named("desk");
}

TEST(GrantReader, TakesEachOperationOfAMintWithTheKeysThatItUses) {
  EXPECT_TRUE(desk_with(R"("coins.mint")", R"("coin")").has_access(Access::kCoinsMint));
  EXPECT_TRUE(desk_with(R"("coins.mint")", R"("coin", "coin-seed")").may_use("coin-seed"));
  EXPECT_TRUE(desk_with(R"("coins.check")", R"("envelope")").has_access(Access::kCoinsCheck));
  EXPECT_TRUE(desk_with(R"("coins.exchange")", R"("coin", "envelope")").may_use("envelope"));
  EXPECT_TRUE(desk_with(R"("coins.redeem")", R"("envelope")").has_access(Access::kCoinsRedeem));
  EXPECT_TRUE(desk_with(R"("blind.sign")", R"("blind-sign")").may_use("blind-sign"));
  EXPECT_TRUE(desk_with(R"("answer.sign")", R"("answer")").may_use("answer"));
  EXPECT_TRUE(desk_with(R"("ledger.attest")", R"("answer")").may_use("answer"));
  EXPECT_TRUE(
      desk_with(R"("log", "sign", "blind.sign")", R"("coins", "blind-sign")").may_use("coins"));
}

TEST(GrantReader, RefusesAnOperationWithoutTheKeysThatItNeeds) {
  const auto refused = [](std::string_view access, std::string_view use, std::string_view words) {
    SCOPED_TRACE(access);
    expect_refused_text(mint_text(access, use), words);
  };
  refused(R"(^"coins.mint")", "",
          "access coins.mint of client \"desk\" needs a profile of purpose coin in its use");
  refused(R"(^"coins.mint")", R"("coin-seed", "envelope")", "of purpose coin in its use");
  refused(R"(^"coins.exchange")", R"("envelope")", "of purpose coin in its use");
  refused(R"(^"coins.exchange")", R"("coin")", "of purpose envelope in its use");
  refused(R"(^"coins.check")", R"("coin")", "of purpose envelope in its use");
  refused(R"(^"coins.redeem")", R"("coin")", "of purpose envelope in its use");
  refused(R"(^"blind.sign")", "", "of purpose blind-sign in its use");
  refused(R"(^"answer.sign")", "", "of purpose answer in its use");
  refused(R"("log", ^"ledger.attest")", "", "of purpose answer in its use");
  refused(R"("blind.sign", ^"sign")", R"("blind-sign")", "of purpose sign or mac in its use");
  refused(R"(^"sign")", R"("encrypt")", "of purpose sign or mac in its use");
}

// A key of a mint never signs bytes that a caller chose (SIGN-GRANT).
TEST(GrantReader, RefusesRawSignaturesWithAKeyOfAMint) {
  for (const std::string_view purpose : {"coin", "coin-seed", "envelope"})
    expect_refused_text(mint_text(R"("sign")", "\"coins\", ^\"" + std::string(purpose) + "\""),
                        "client \"desk\" cannot use profile \"" + std::string(purpose) +
                            "\" of purpose " + std::string(purpose) +
                            " without an access of coins.mint, coins.check, coins.exchange, "
                            "coins.redeem");
  expect_refused_text(mint_text(R"("sign")", R"("coins", ^"blind-sign")"),
                      "of purpose blind-sign without an access of blind.sign");
  expect_refused_text(mint_text(R"("sign")", R"("coins", ^"answer")"),
                      "of purpose answer without an access of answer.sign, ledger.attest");
}

TEST(GrantReader, RefusesAProfileThatNoAccessOfTheClientUses) {
  expect_refused_text(mint_text(R"("blind.sign")", R"("blind-sign", ^"coins")"),
                      "of purpose mac without an access of sign");
  expect_refused_text(mint_text(R"("coins.mint")", R"("coin", ^"answer")"),
                      "without an access of answer.sign, ledger.attest");
}

TEST(GrantReader, TakesAProfileOfPurposeEncryptBesideOneThatSigns) {
  EXPECT_TRUE(desk_with(R"("sign")", R"("coins", "encrypt")").may_use("encrypt"));
}

// COIN-ORACLE
TEST(GrantReader, ReadsHowManyBadCoinsAClientMayBring) {
  EXPECT_EQ(desk_with(R"("coins.check")", R"("envelope")").most_bad_coins, kMostBadCoins);
  for (const std::string_view access : {"coins.check", "coins.exchange", "coins.redeem"}) {
    const std::string quoted = "\"" + std::string(access) + "\"";
    const std::string_view use = R"("coin", "envelope")";
    EXPECT_EQ(desk_with(quoted, use, "most_bad_coins = 0").most_bad_coins, 0U);
    EXPECT_EQ(desk_with(quoted, use, "most_bad_coins = 1000000").most_bad_coins, 1000000U);
  }
}

TEST(GrantReader, RefusesANumberOfBadCoinsBelowZeroOrPastAMillion) {
  for (const std::string_view number : {"^-1", "^1000001", "^\"16\""})
    expect_refused_text(
        mint_text(R"("coins.check")", R"("envelope")", "most_bad_coins = " + std::string(number)),
        "\"most_bad_coins\" must be a whole number from 0 to 1000000");
}

TEST(GrantReader, RefusesANumberOfBadCoinsForAClientThatBringsNone) {
  expect_refused_text(mint_text(R"("coins.mint")", R"("coin")", "most_bad_coins = ^16"),
                      "client \"desk\" brings no coins");
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

}  // namespace grant_reader_test
}  // namespace pyx::policies
