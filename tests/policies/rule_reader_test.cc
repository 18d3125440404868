#include "policies/rule_reader.h"

#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace rule_reader_test {

using testing::expect_refused;
using testing::read_with;

constexpr std::string_view kGenerate = R"(act = "key.generate")";
constexpr std::string_view kQuorum = R"(quorum = ["2 of officer", "1 of auditor"])";
constexpr std::string_view kPropose = R"(may_propose = ["operator"])";
constexpr std::string_view kLifetime = R"(lifetime = "24h")";

TEST(SeatsFrom, ReadsANumberAndARole) {
  const auto seats = seats_from("2 of security-officer");
  ASSERT_TRUE(seats.has_value());
  EXPECT_EQ(seats->needed, 2U);
  EXPECT_EQ(seats->role, "security-officer");
}

TEST(SeatsFrom, Reads256AsTheMost) {
  ASSERT_TRUE(seats_from("256 of x").has_value());
  EXPECT_EQ(seats_from("256 of x")->needed, 256U);
}

TEST(SeatsFrom, RefusesNumbersThatDoNotFit) {
  for (const std::string_view text : {"257 of x", "4294967297 of x", "18446744073709551618 of x"})
    EXPECT_EQ(seats_from(text), std::nullopt) << text;
}

TEST(SeatsFrom, RefusesAnyOtherForm) {
  for (const std::string_view text :
       {"",        "2",        "of",       " of ",    "2 of",    "2 of ",
        " of x",   "two of x", "-1 of x",  "+1 of x", "02 of x", "2  of x",
        "2 of  x", " 2 of x",  "2 of x ",  "2 Of x",  "2of x",   "2 of x of y",
        "2 of X",  "0x2 of x", "2.0 of x", "2 of x\n"})
    EXPECT_EQ(seats_from(text), std::nullopt) << text;
}

TEST(RuleReader, ReadsQuorumProposersLifetimeAndSpare) {
  const Policy policy = read_with("", "");
  const QuorumRule* const rule = policy.rule(ActType::kKeyGenerate);
  ASSERT_NE(rule, nullptr);
  ASSERT_EQ(rule->seats.size(), 2U);
  EXPECT_EQ(rule->seats[0].needed, 2U);
  EXPECT_EQ(rule->seats[0].role, "officer");
  EXPECT_EQ(rule->seats[1].needed, 1U);
  EXPECT_EQ(rule->seats[1].role, "auditor");
  EXPECT_THAT(rule->may_propose, ::testing::ElementsAre("operator"));
  EXPECT_EQ(rule->lifetime, std::chrono::hours(24));
  EXPECT_FALSE(rule->no_spare);
  EXPECT_TRUE(policy.rule(ActType::kPolicyChange)->no_spare);
}

TEST(RuleReader, ReadsARuleForEveryAct) {
  for (const ActType type : kActTypes) {
    if (type == ActType::kPolicyChange) continue;
    const std::string act(to_text(type));
    EXPECT_NE(read_with(kGenerate, "act = \"" + act + "\"").rule(type), nullptr) << act;
  }
}

TEST(RuleReader, RefusesAnUnknownAct) {
  expect_refused(kGenerate, "act = ^\"key.generat\"", "unknown act \"key.generat\"");
  expect_refused(kGenerate, "act = ^\"\"", "unknown act \"\"");
  expect_refused(kGenerate, "act = ^1", "act");
}

TEST(RuleReader, RefusesASecondRuleForTheSameAct) {
  expect_refused(R"(act = "policy.change")", "act = ^\"key.generate\"",
                 "the rule for act \"key.generate\" stands twice, first at line 39");
}

TEST(RuleReader, RefusesAPolicyThatCouldNeverBeChanged) {
  const auto policy = parse_policy(
      testing::replaced(testing::policy_text(), "policy.change", "thaw"), "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(Code::kBadInput, "no rule for policy.change"));
}

// Trap 2: threshold zero, empty or missing passes.
TEST(RuleReader, RefusesAThresholdOfZero) {
  expect_refused(kQuorum, R"(quorum = ["2 of officer", ^"0 of auditor"])", "asks for nobody");
}

TEST(RuleReader, RefusesAnEmptyQuorum) {
  expect_refused(kQuorum, "quorum = ^[]", "at least one person");
}

TEST(RuleReader, RefusesAMissingQuorum) {
  const auto policy =
      parse_policy(testing::replaced(testing::policy_text(), kQuorum, ""), "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(Code::kBadInput, "quorum"));
}

TEST(RuleReader, TakesAThresholdOfAllWhoHaveTheRoleIfNoSpareIsMeant) {
  read_with(std::string(kQuorum), "quorum = [\"4 of officer\"]\nno_spare = true");
}

TEST(RuleReader, RefusesAThresholdAboveTheNumberOfPeopleInTheRole) {
  expect_refused(kQuorum, "no_spare = true\nquorum = [^\"5 of officer\"]",
                 "asks for more people than have the role: 4");
}

TEST(RuleReader, RefusesAMalformedQuorum) {
  expect_refused(kQuorum, R"(quorum = [^"2 officer"])", "must be written as");
  expect_refused(kQuorum, R"(quorum = [^"257 of officer"])", "must be written as");
  expect_refused(kQuorum, R"(quorum = ["1 of officer", ^2])", "quorum");
  expect_refused(kQuorum, R"(quorum = ^"2 of officer")", "quorum");
}

TEST(RuleReader, RefusesAnUnknownRole) {
  expect_refused(kQuorum, R"(quorum = [^"1 of witness"])", "unknown role \"witness\"");
  expect_refused(kPropose, R"(may_propose = ["operator", ^"witness"])", "unknown role \"witness\"");
}

// Trap 1 in the rule itself: two lines of one role could be read as two factors.
TEST(RuleReader, RefusesTheSameRoleTwiceInAQuorum) {
  expect_refused(kQuorum, R"(quorum = ["1 of officer", ^"1 of officer"])",
                 "role \"officer\" stands twice, first at line 40");
}

TEST(RuleReader, RefusesARuleThatNobodyMayPropose) {
  expect_refused(kPropose, "may_propose = ^[]", "at least one role");
}

// Trap 3: an approval that never expires.
TEST(RuleReader, RefusesARuleWithoutLifetime) {
  const auto policy =
      parse_policy(testing::replaced(testing::policy_text(), kLifetime, ""), "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(Code::kBadInput, "lifetime"));
}

TEST(RuleReader, RefusesAMalformedLifetime) {
  for (const std::string text :
       {"\"\"", "\"24\"", "\"0h\"", "\"-1h\"", "\"1.5h\"", "\"24 h\"", "24"})
    expect_refused(kLifetime, "lifetime = ^" + text, "lifetime");
}

TEST(RuleReader, TakesALifetimeOf90Days) { read_with(kLifetime, "lifetime = \"90d\""); }

TEST(RuleReader, RefusesALifetimeAbove90Days) {
  expect_refused(kLifetime, "lifetime = ^\"91d\"", "longer than 90d");
  expect_refused(kLifetime, "lifetime = ^\"7776001s\"", "longer than 90d");
}

TEST(RuleReader, RefusesAQuorumThatOneAbsentPersonCouldBlockNamingHim) {
  expect_refused(kQuorum, "quorum = ^[\"2 of auditor\"]",
                 "with olga proposing and carol missing, 2 of auditor cannot be filled: 1 person");
}

TEST(RuleReader, TakesAQuorumThatOneAbsentPersonCouldBlockIfNoSpareIsMeant) {
  read_with(kQuorum, "quorum = [\"2 of auditor\"]\nno_spare = true");
}

// Trap 2: one person in two roles fills both. Each role alone has people enough, both together not:
// carol and dave are the auditors, and two of the four officers.
TEST(RuleReader, CountsAPersonOfTwoRolesOnceWhenItAsksWhetherARuleCanBeMet) {
  expect_refused(kQuorum, "no_spare = true\nquorum = ^[\"3 of officer\", \"2 of auditor\"]",
                 "3 of officer and 2 of auditor cannot be filled: 4 people are left");
  read_with(kQuorum, "no_spare = true\nquorum = [\"2 of officer\", \"2 of auditor\"]");
}

// Trap 3: the requester approves himself. Four officers, one proposes and one is missing: two left.
TEST(RuleReader, CountsTheProposerOutWhenItAsksWhetherARuleCanBeMet) {
  read_with(kQuorum, "quorum = [\"3 of officer\"]");
  const auto policy = parse_policy(
      testing::replaced(
          testing::replaced(testing::policy_text(), kQuorum, "quorum = [\"3 of officer\"]"),
          kPropose, "may_propose = [\"officer\"]"),
      "policy.toml");
  EXPECT_THAT(policy, pyx::testing::FailsSaying(
                          Code::kBadInput, "with alice proposing and bob missing, 3 of officer"));
}

TEST(RuleReader, RefusesNoSpareThatIsNotABoolean) {
  expect_refused(kLifetime, "lifetime = \"24h\"\nno_spare = ^\"true\"", "no_spare");
}

TEST(RuleReader, RefusesMoreThanEightRolesInAQuorum) {
  std::string roles;
  std::string quorum;
  for (int i = 1; i <= 9; ++i) {
    roles += ", \"r" + std::to_string(i) + "\"";
    quorum += std::string(i == 1 ? "" : ", ") + (i == 9 ? "^" : "") + "\"1 of r" +
              std::to_string(i) + "\"";
  }
  std::string text =
      testing::replaced(testing::policy_text(), "\"auditor\"]", "\"auditor\"" + roles + "]");
  text = testing::replaced(text, "roles = [\"officer\"]", "roles = [\"officer\"" + roles + "]");
  text = testing::replaced(text, kQuorum, "quorum = [" + quorum + "]");
  testing::expect_refused_text(text, "more than 8 roles in one quorum");
}

}  // namespace rule_reader_test
}  // namespace pyx::policies
