#include "mint/purse_program.h"

#include "tests/matchers.h"

namespace pyx::mint {
namespace purse_program_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::ElementsAre;

Result<GivenFlags> parse(std::vector<std::string_view> more) {
  std::vector<std::string_view> words = {"--purse", "p"};
  words.insert(words.end(), more.begin(), more.end());
  return parse_purse_flags(words);
}
std::vector<std::string_view> at_the_till(std::vector<std::string_view> more) {
  for (const std::string_view flag :
       {"--url", "--ca", "--certificate", "--key", "--vault", "--vkey", "--name"}) {
    more.insert(more.end(), {flag, "x"});
  }
  return more;
}

TEST(PurseProgram, DoesOneThingAtATime) {
  EXPECT_THAT(parse({"--show"}), IsOk());
  EXPECT_THAT(parse({}), FailsSaying(Code::kBadInput, "one thing to do"));
  EXPECT_THAT(parse({"--new", "--show"}), FailsSaying(Code::kBadInput, "one thing to do"));
}

TEST(PurseProgram, NeedsATillForWhatATillDoes) {
  EXPECT_THAT(parse(at_the_till({"--mint", "eur-5=1"})), IsOk());
  EXPECT_THAT(parse({"--mint", "eur-5=1"}), FailsSaying(Code::kBadInput, "--url is missing"));
  EXPECT_THAT(parse(at_the_till({"--check"})), FailsSaying(Code::kBadInput, "--envelope-key"));
  EXPECT_THAT(parse(at_the_till({"--check", "--envelope-key", "x"})), IsOk());
  EXPECT_THAT(parse(at_the_till({"--resume", "--dry-run"})),
              FailsSaying(Code::kBadInput, "go with --mint"));
}

TEST(PurseProgram, ReadsLinesOfCoins) {
  EXPECT_THAT(coin_lines_from("eur-5=3,eur-1=256").value(),
              ElementsAre(custody::CoinLine{"eur-5", 3}, custody::CoinLine{"eur-1", 256}));
  for (const char* wrong : {"", ",", "eur-5", "eur-5=", "=3", "eur-5=0", "eur-5=257", "eur-5=-1",
                            "eur-5=1.5", "eur-5=4294967297", "eur-5=3,,eur-1=2", "eur-5=3 "})
    EXPECT_THAT(coin_lines_from(wrong), FailsWith(Code::kBadInput)) << wrong;
}

}  // namespace purse_program_test
}  // namespace pyx::mint
