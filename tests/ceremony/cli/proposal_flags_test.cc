#include "ceremony/cli/proposal_flags.h"

#include <gmock/gmock.h>

#include "custody/acts/act.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace proposal_flags_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::SizeIs;

using Flags = std::vector<std::pair<std::string, std::string>>;

Result<ProposalAsk> ask(const std::string& type, const Flags& flags) {
  Arguments given;
  given.add("TYPE", type);
  for (const auto& [name, value] : flags) given.add(name, value);
  return proposal_ask(given);
}

TEST(ProposalFlags, EveryActHasItsPlaceInHelpAndCompletion) {
  const WordSpec word = proposal_word();
  for (const policies::ActType type : policies::kActTypes) {
    EXPECT_THAT(std::string(word.help), HasSubstr(std::string(to_text(type))));
    EXPECT_THAT("|" + std::string(word.choices) + "|",
                HasSubstr("|" + std::string(to_text(type)) + "|"));
    const auto said = ask(std::string(to_text(type)), {});
    const std::string refusal = said ? "" : said.error().message;
    EXPECT_THAT(refusal, ::testing::Not(HasSubstr("cannot be proposed")));
  }
}

TEST(ProposalFlags, PairDenominationsWithPeriods) {
  const auto said = ask("keys.schedule", {{"--denomination", "eur-5"},
                                          {"--period", "0"},
                                          {"--denomination", "eur-1"},
                                          {"--period", "1000000"}});
  ASSERT_THAT(said, IsOk());
  ASSERT_THAT(said->periods, SizeIs(2));
  EXPECT_EQ(said->periods[0], (std::pair<std::string, std::int64_t>("eur-5", 0)));
  EXPECT_EQ(said->periods[1], (std::pair<std::string, std::int64_t>("eur-1", 1'000'000)));
}

TEST(ProposalFlags, TakeAsManyPairsAsOneActMakesKeysAndNoMore) {
  Flags flags;
  for (std::size_t i = 0; i < custody::kMostScheduledKeys; ++i) {
    flags.emplace_back("--denomination", "eur-5");
    flags.emplace_back("--period", std::to_string(i));
  }
  EXPECT_THAT(ask("keys.schedule", flags), IsOk());
  flags.emplace_back("--denomination", "eur-5");
  flags.emplace_back("--period", "99");
  EXPECT_THAT(ask("keys.schedule", flags), FailsSaying(Code::kBadInput, "at most 24 keys"));
}

TEST(ProposalFlags, OfAProofOrARestoreMayNameAMatrixAndTheToken) {
  const std::string backup = "01938c2e-7000-7000-8000-0000000000b1";
  const auto prove = ask("backup.prove", {{"--backup", backup},
                                          {"--matrix", "m.json"},
                                          {"--second-token", "pkcs11:serial=1?module-path=/m.so"}});
  ASSERT_THAT(prove, IsOk());
  EXPECT_EQ(prove->matrix_file, "m.json");
  EXPECT_EQ(prove->second_token->serial, "1");
  EXPECT_THAT(ask("backup.restore", {{"--backup", backup},
                                     {"--backup-key", backup},
                                     {"--token-serial", "1"},
                                     {"--matrix", "m.json"}}),
              IsOk());
  EXPECT_THAT(ask("key.activate", {{"--key-id", backup}, {"--matrix", "m.json"}}),
              FailsSaying(Code::kBadInput, "--matrix"));
  EXPECT_THAT(ask("backup.prove", {{"--backup", backup}, {"--second-token", "token 1"}}),
              FailsSaying(Code::kBadInput, "--second-token"));
}

struct Wrong {
  std::string type;
  Flags flags;
  std::string said;
};
class ProposalFlagsRefuse : public ::testing::TestWithParam<Wrong> {};
TEST_P(ProposalFlagsRefuse, NamingTheFlag) {
  EXPECT_THAT(ask(GetParam().type, GetParam().flags),
              FailsSaying(Code::kBadInput, GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    Words, ProposalFlagsRefuse,
    ::testing::Values(
        Wrong{"keys.schedule", {}, "--ahead: say which keys"},
        Wrong{"keys.schedule", {{"--ahead", ""}, {"--period", "1"}}, "--ahead: takes every"},
        Wrong{"keys.schedule", {{"--denomination", "eur-5"}}, "--period: is given 0 times"},
        Wrong{"keys.schedule",
              {{"--denomination", "eur-5"}, {"--period", "1000001"}},
              "--period: must be a whole number of at most 1000000"},
        Wrong{"keys.schedule",
              {{"--denomination", "eur-5"}, {"--period", "-1"}},
              "--period: must be a whole number"},
        Wrong{"keys.schedule",
              {{"--denomination", "a"},
               {"--period", "1"},
               {"--denomination", "a"},
               {"--period", "1"}},
              "--period: a 1 is given twice"},
        Wrong{"budget.set", {}, "--budgets: is needed for budget.set"},
        Wrong{"key.retire", {{"--key-id", "1"}, {"--budgets", "f"}}, "--budgets: does not go"},
        Wrong{"coins.refund", {{"--holder", "k"}, {"--evidence", "e"}}, "--leaf: is needed"},
        Wrong{"coins.refund", {{"--leaf", "1"}, {"--evidence", "e"}}, "--holder: is needed"},
        Wrong{"coins.refund",
              {{"--leaf", "1"}, {"--holder", "k"}, {"--evidence", "e"}},
              "--holder: "},
        Wrong{"reservation.free", {{"--leaf", "1"}}, "--evidence: is needed"},
        Wrong{"reservation.free", {{"--leaf", "x"}, {"--evidence", "e"}}, "--leaf: must be"},
        Wrong{"reservation.free", {{"--leaf", "1"}, {"--evidence", ""}}, "--evidence: is the"},
        Wrong{"reservation.free",
              {{"--leaf", "1"}, {"--evidence", std::string(257, 'e')}},
              "--evidence: is the case"},
        Wrong{"reservation.free",
              {{"--leaf", "1"}, {"--evidence", "e"}, {"--holder", "k"}},
              "--holder: does not go"},
        Wrong{"token.replace", {}, "--new-token: is needed"},
        Wrong{"token.replace", {{"--new-token", "x"}}, "--new-token: "},
        Wrong{"key.retire", {{"--key-id", "1"}, {"--checkpoint", "f"}}, "--checkpoint: does not"},
        Wrong{"clock.accept", {}, "--until: is needed"},
        Wrong{"clock.accept", {{"--until", "noon"}}, "--until: "}));

TEST(ProposalFlags, TakeEvidenceOfTheMostBytes) {
  EXPECT_THAT(ask("reservation.free", {{"--leaf", "1"}, {"--evidence", std::string(256, 'e')}}),
              IsOk());
}

}  // namespace proposal_flags_test
}  // namespace pyx::ceremony
