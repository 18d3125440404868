#include "policies/roster_reader.h"

#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace roster_reader_test {

using testing::expect_refused;
using testing::expect_refused_text;
using testing::filled;
using testing::kPolicyText;
using testing::must;
using testing::new_spki;
using testing::policy_text;
using testing::read_with;
using testing::replaced;
using testing::spki_of;

constexpr std::string_view kRoles = R"(roles = ["operator", "officer", "auditor"])";
constexpr std::string_view kBob = R"(id = "bob")";
constexpr std::string_view kBobsRoles = "roles = [\"officer\"]\n\n[[person]]\nid = \"carol\"";
constexpr std::string_view kFreezeRoles = "[freeze]\nroles = [\"officer\", \"auditor\"]";

// The text with bob's public key replaced; `key` may hold the mark of an error.
std::string with_bobs_key(const std::string& key) {
  return filled(replaced(std::string(kPolicyText), "\"@BOB_PUBLIC_KEY@\"", key));
}

std::string base64_of(KeyType type) { return to_base64(new_spki(type)); }

TEST(RosterReader, ReadsRolesPeopleAndWhoMayFreeze) {
  const Policy policy = read_with("", "");
  EXPECT_THAT(policy.roles, ::testing::ElementsAre("operator", "officer", "auditor"));
  ASSERT_EQ(policy.people.size(), 5U);
  EXPECT_EQ(policy.people[3].id, "carol");
  EXPECT_EQ(policy.people[3].name, "Carol");
  EXPECT_EQ(policy.people[3].key.spki(), spki_of("CAROL_PUBLIC_KEY"));
  EXPECT_THAT(policy.people[3].roles, ::testing::ElementsAre("officer", "auditor"));
  EXPECT_THAT(policy.may_freeze, ::testing::ElementsAre("officer", "auditor"));
}

TEST(RosterReader, ReadsAKeyInPem) {
  const PublicKey key = must(PublicKey::from_spki(new_spki(KeyType::kP256)));
  const Policy policy =
      must(parse_policy(with_bobs_key("\"\"\"\n" + key.pem() + "\"\"\""), "policy.toml"));
  EXPECT_EQ(policy.person("bob")->key.id(), key.id());
  EXPECT_EQ(policy.person("bob")->key.type(), KeyType::kP256);
}

TEST(RosterReader, RefusesAMalformedKey) {
  expect_refused_text(with_bobs_key("^\"\""), "public_key of \"bob\"");
  expect_refused_text(with_bobs_key("^\"AAAA\""), "public_key of \"bob\"");
  expect_refused_text(with_bobs_key("^\"not base64!\""), "public_key of \"bob\"");
  expect_refused_text(with_bobs_key("^\"-----BEGIN PUBLIC KEY-----\""), "public_key of \"bob\"");
  expect_refused_text(with_bobs_key("^\" " + base64_of(KeyType::kP256) + "\""), "\"bob\"");
  expect_refused_text(with_bobs_key("^7"), "public_key");
}

TEST(RosterReader, RefusesAKeyThatIsNeitherEd25519NorP256) {
  expect_refused_text(with_bobs_key("^\"" + base64_of(KeyType::kP384) + "\""), "type p-384");
  expect_refused_text(with_bobs_key("^\"" + base64_of(KeyType::kRsa2048) + "\""), "type rsa-2048");
}

// Trap 1: the same key counted twice.
TEST(RosterReader, RefusesTheSameKeyForTwoPeople) {
  expect_refused_text(with_bobs_key("^\"@ALICE_PUBLIC_KEY@\""),
                      "\"bob\" has the same public_key as \"alice\" at line 14");
}

// Trap 1 again: as text the two differ.
TEST(RosterReader, RefusesTheSameKeyOnceInBase64AndOnceInPem) {
  const PublicKey key = must(PublicKey::from_spki(spki_of("ALICE_PUBLIC_KEY")));
  expect_refused_text(with_bobs_key("^\"\"\"\n" + key.pem() + "\"\"\""),
                      "\"bob\" has the same public_key as \"alice\" at line 14");
}

TEST(RosterReader, RefusesASecondPersonOfTheSameId) {
  expect_refused(kBob, "id = ^\"alice\"", "person \"alice\" stands twice, first at line 12");
}

TEST(RosterReader, RefusesAMalformedIdOrName) {
  expect_refused(kBob, "id = ^\"Bob\"", "id \"Bob\" must be");
  expect_refused(kBob, "id = ^\"\"", "id \"\" must be");
  expect_refused(kBob, "id = ^\"" + std::string(33, 'b') + "\"", "must be");
  expect_refused(kBob, "id = ^3", "id");
  expect_refused("name = \"Bob\"", "name = ^\"B\\u202Eob\"", "name \"B???ob\" must be");
  expect_refused("name = \"Bob\"", "name = ^\"\"", "name");
}

TEST(RosterReader, RefusesAnUnknownRole) {
  expect_refused(kBobsRoles, "roles = [\"officer\", ^\"audit\"]\n\n[[person]]\nid = \"carol\"",
                 "unknown role \"audit\"");
  expect_refused(kFreezeRoles, "[freeze]\nroles = [^\"Officer\"]", "unknown role \"Officer\"");
}

TEST(RosterReader, RefusesARoleThatStandsTwice) {
  expect_refused(kRoles, R"(roles = ["operator", "officer", ^"operator", "auditor"])",
                 "role \"operator\" stands twice, first at line 3");
  expect_refused(kBobsRoles, "roles = [\"officer\", ^\"officer\"]\n\n[[person]]\nid = \"carol\"",
                 "role \"officer\" stands twice");
  expect_refused(kFreezeRoles, "[freeze]\nroles = [\"officer\", ^\"officer\"]",
                 "role \"officer\" stands twice");
}

TEST(RosterReader, RefusesAMalformedRole) {
  expect_refused(kRoles, R"(roles = ["operator", "officer", "auditor", ^"a b"])", "role \"a b\"");
  expect_refused(kRoles, R"(roles = ["operator", "officer", "auditor", ^""])", "role \"\"");
}

TEST(RosterReader, RefusesARoleThatNobodyHas) {
  expect_refused(kRoles, R"(roles = ["operator", "officer", ^"witness", "auditor"])",
                 "nobody has the role \"witness\"");
}

// Trap 2: empty or missing passes.
TEST(RosterReader, RefusesEmptyLists) {
  expect_refused(kRoles, "roles = ^[]", "at least one role");
  expect_refused(kBobsRoles, "roles = ^[]\n\n[[person]]\nid = \"carol\"", "at least one role");
  expect_refused(kFreezeRoles, "[freeze]\nroles = ^[]", "at least one role");
}

TEST(RosterReader, RefusesAPolicyInWhichNobodyMayFreeze) {
  const auto policy = parse_policy(replaced(policy_text(), kFreezeRoles, ""), "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(Code::kBadInput, "freeze"));
}

// `count` people in all, olga to dave among them.
std::string with_people(std::size_t count) {
  std::string more;
  for (std::size_t i = 5; i < count; ++i) {
    const std::string id = "extra-" + std::to_string(i);
    more += (i == kMostPeople ? "^[[person]]\nid = \"" : "[[person]]\nid = \"") + id +
            "\"\nname = \"Extra\"\npublic_key = \"" + to_base64(spki_of(id)) +
            "\"\nroles = [\"officer\"]\n\n";
  }
  return replaced(policy_text(), "[freeze]", more + "[freeze]");
}

TEST(RosterReader, Takes256People) {
  EXPECT_EQ(must(parse_policy(with_people(256), "policy.toml")).people.size(), 256U);
}

TEST(RosterReader, Refuses257People) {
  expect_refused_text(with_people(257), "more than 256 people");
}

// `count` roles in all; bob has those that nobody else has.
std::string with_roles(std::size_t count) {
  std::string names;
  for (std::size_t i = 3; i < count; ++i)
    names += (i == kMostRoles ? ", ^\"r-" : ", \"r-") + std::to_string(i) + "\"";
  std::string text =
      replaced(policy_text(), kRoles, R"(roles = ["operator", "officer", "auditor")" + names + "]");
  std::string held = names;
  std::erase(held, '^');
  return replaced(std::move(text), kBobsRoles,
                  "roles = [\"officer\"" + held + "]\n\n[[person]]\nid = \"carol\"");
}

TEST(RosterReader, Takes64Roles) {
  EXPECT_EQ(must(parse_policy(with_roles(64), "policy.toml")).roles.size(), 64U);
}

TEST(RosterReader, Refuses65Roles) { expect_refused_text(with_roles(65), "more than 64 roles"); }

}  // namespace roster_reader_test
}  // namespace pyx::policies
