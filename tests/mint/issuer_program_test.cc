#include "mint/issuer_program.h"

#include "tests/matchers.h"

namespace pyx::mint {
namespace issuer_program_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

std::vector<std::string_view> needed() {
  std::vector<std::string_view> words;
  for (const ProgramFlag& flag : issuer_program().flags) {
    if (flag.need == ProgramFlag::Need::kRequired) words.insert(words.end(), {flag.name, "x"});
  }
  return words;
}

Result<GivenFlags> parse(std::vector<std::string_view> more) {
  std::vector<std::string_view> words = needed();
  words.insert(words.end(), more.begin(), more.end());
  return parse_issuer_flags(words);
}

TEST(IssuerProgram, TakesWhatItNeeds) {
  const auto flags = parse({"--unchecked"});
  ASSERT_THAT(flags, IsOk());
  EXPECT_EQ(flags->at("--key-id"), "x");
  EXPECT_TRUE(flags->contains("--unchecked"));
}

TEST(IssuerProgram, AReceiptIsCheckedAgainstAllThreeOrNot) {
  EXPECT_THAT(parse({"--vault", "00", "--vkey", "f", "--name", "n"}), IsOk());
  EXPECT_THAT(parse({"--vault", "00", "--vkey", "f"}),
              FailsSaying(Code::kBadInput, "--vault needs --vkey and --name"));
  EXPECT_THAT(parse({"--vault", "00", "--name", "n"}),
              FailsSaying(Code::kBadInput, "--vault needs --vkey and --name"));
}

TEST(IssuerProgram, SaysWhatIsMissing) {
  const std::vector<std::string_view> words = needed();
  for (std::size_t i = 0; i < words.size(); i += 2) {
    std::vector<std::string_view> without = words;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i),
                  without.begin() + static_cast<std::ptrdiff_t>(i) + 2);
    EXPECT_THAT(parse_issuer_flags(without),
                FailsSaying(Code::kBadInput, std::string(words[i]) + " is missing"));
  }
}

}  // namespace issuer_program_test
}  // namespace pyx::mint
