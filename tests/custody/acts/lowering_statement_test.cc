#include "custody/acts/lowering_statement.h"

#include "tests/custody/acts/by_hand.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace lowering_statement_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::kLoweringByHand;
using pyx::testing::must;

Result<LoweringStatement> parse_changed(std::string_view from, std::string_view to) {
  return parse_lowering(changed(as_bytes(kLoweringByHand), from, to));
}
LoweringStatement by_hand() { return must(parse_lowering(as_bytes(kLoweringByHand))); }

TEST(LoweringStatement, IsReadAsTheFormatSays) {
  EXPECT_EQ(by_hand().budget, "issue-all");
  EXPECT_EQ(by_hand().limit, (policies::Limit{std::chrono::hours(1), 10, 5'000}));
}
TEST(LoweringStatement, EveryWindowComesBackFromItsBytes) {
  for (const std::optional<Duration>& window :
       {std::optional<Duration>(std::chrono::minutes(15)),
        std::optional<Duration>(std::chrono::hours(24)), std::optional<Duration>()}) {
    LoweringStatement lowering = by_hand();
    lowering.limit = {window, 0, 0};
    const Bytes bytes = encode_lowering(lowering);
    const auto parsed = parse_lowering(bytes);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->limit, lowering.limit);
    EXPECT_EQ(parsed->budget, lowering.budget);
    EXPECT_EQ(encode_lowering(*parsed), bytes);
  }
}
TEST(LoweringStatement, EachMissingMemberIsNamed) {
  for (const char* member : {"budget", "window", "count", "value"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(LoweringStatement, AWindowOfAnotherTypeOrFormIsRefused) {
  for (const char* window : {R"("")", R"("1")", R"("an hour")", R"("0s")", "3600"})
    EXPECT_THAT(parse_changed(R"("1h")", window), FailsWith(Code::kBadInput)) << window;
}
TEST(LoweringStatement, ALimitIsAWholeNumberThatIsNotNegative) {
  for (const char* number : {"-1", "1.0", "\"10\"", "18446744073709551616"}) {
    EXPECT_THAT(parse_changed(": 10", ": " + std::string(number)), FailsWith(Code::kBadInput));
    EXPECT_THAT(parse_changed(": 5000", ": " + std::string(number)), FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(parse_changed(": 10", ": 0"), IsOk());
}

}  // namespace lowering_statement_test
}  // namespace pyx::custody
