#include "ceremony/cli/arguments.h"

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace arguments_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;

Arguments with_value(std::string_view name, std::string value) {
  Arguments given;
  given.add(name, std::move(value));
  return given;
}

TEST(Arguments, HaveWhatWasAddedAndNothingElse) {
  Arguments given = with_value("--role", "auditor");
  given.add("--role", "operator");
  EXPECT_TRUE(given.has("--role"));
  EXPECT_FALSE(given.has("--rol"));
  EXPECT_EQ(given.text("--role"), "auditor");
  EXPECT_THAT(given.texts("--role"), ::testing::ElementsAre("auditor", "operator"));
  EXPECT_EQ(given.text("--other"), "");
  EXPECT_TRUE(given.texts("--other").empty());
}

TEST(Arguments, OfAWrongFormNameTheirFlag) {
  EXPECT_THAT(with_value("--key-id", "x").uuid("--key-id"),
              FailsSaying(Code::kBadInput, "--key-id: "));
  EXPECT_THAT(with_value("--key-id", "x").uuid_if("--key-id"),
              FailsSaying(Code::kBadInput, "--key-id: "));
  EXPECT_THAT(with_value("--root", "ABC").digest_if("--root"),
              FailsSaying(Code::kBadInput, "--root: "));
  EXPECT_THAT(with_value("--freeze", "ABC").digests("--freeze"),
              FailsSaying(Code::kBadInput, "--freeze: "));
  EXPECT_THAT(with_value("--not-before", "now").time_if("--not-before"),
              FailsSaying(Code::kBadInput, "--not-before: "));
  EXPECT_THAT(with_value("--lifetime", "0s").duration_if("--lifetime"),
              FailsSaying(Code::kBadInput, "--lifetime: "));
  EXPECT_THAT(with_value("--pin-source", "1234").secret_source("--pin-source"),
              FailsSaying(Code::kBadInput, "--pin-source: "));
  EXPECT_THAT(with_value("--format", "der").one_of("--format", {"pem", "jwk"}),
              FailsSaying(Code::kBadInput, "--format: is \"der\", but must be one of: pem, jwk"));
}

TEST(Arguments, ThatAreOptionalAreNothingWhenAbsent) {
  const Arguments none;
  EXPECT_FALSE(none.uuid_if("--key-id").value());
  EXPECT_FALSE(none.digest_if("--root").value());
  EXPECT_FALSE(none.time_if("--not-before").value());
  EXPECT_FALSE(none.duration_if("--lifetime").value());
  EXPECT_TRUE(none.digests("--freeze").value().empty());
}

TEST(Arguments, WithoutAPinSourceMeanThePrompt) {
  const auto source = Arguments().secret_source("--pin-source");
  ASSERT_THAT(source, IsOk());
  EXPECT_EQ(to_text(*source), "prompt:");
}

TEST(Arguments, RefuseTheSameDigestTwice) {
  const std::string hex(64, 'a');
  Arguments given = with_value("--freeze", hex);
  given.add("--freeze", std::string(64, 'b'));
  ASSERT_THAT(given.digests("--freeze"), IsOk());
  given.add("--freeze", hex);
  EXPECT_THAT(given.digests("--freeze"), FailsSaying(Code::kBadInput, "given twice"));
}

TEST(Arguments, ANumberIsWholeAndWithinItsBounds) {
  EXPECT_FALSE(Arguments().number_if("--threads", 1, 9).value());
  EXPECT_EQ(with_value("--threads", "1").number_if("--threads", 1, 9).value(), 1U);
  EXPECT_EQ(with_value("--threads", "9").number_if("--threads", 1, 9).value(), 9U);
  for (const char* wrong : {"0", "10", "-1", "+1", "1x", " 1", "99999999999"}) {
    EXPECT_THAT(with_value("--threads", wrong).number_if("--threads", 1, 9),
                FailsSaying(Code::kBadInput, "--threads: must be a whole number from 1 to 9"))
        << wrong;
  }
}

TEST(Arguments, WholeNumbersReachTheirMostAndNotFurther) {
  EXPECT_FALSE(Arguments().whole_number_if("--count", 9).value());
  EXPECT_EQ(with_value("--count", "0").whole_number_if("--count", 9).value(), 0U);
  EXPECT_EQ(
      with_value("--count", "18446744073709551615").whole_number_if("--count", UINT64_MAX).value(),
      UINT64_MAX);
  Arguments given = with_value("--count", "9");
  given.add("--count", "3");
  EXPECT_EQ(given.whole_numbers("--count", 9).value(), (std::vector<std::uint64_t>{9, 3}));
  for (const char* wrong : {"10", "-1", "+1", "1x", " 1", "", "18446744073709551616"}) {
    EXPECT_THAT(with_value("--count", wrong).whole_numbers("--count", 9),
                FailsSaying(Code::kBadInput, "--count: must be a whole number of at most 9"))
        << wrong;
  }
}

}  // namespace arguments_test
}  // namespace pyx::ceremony
