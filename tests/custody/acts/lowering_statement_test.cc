#include "custody/acts/lowering_statement.h"

#include "base/hex.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;

// Written by hand after docs/formats/statements.md.
constexpr std::string_view kByHand = R"({
  "predicate": {"reason": "seen it", "nonce": "AAECAwQFBgcICQoLDA0ODw==",
                "expires": "2026-11-23T09:10:00.500Z", "time": "2026-11-23T09:00:00Z",
                "person": "carol", "value": 5000, "count": 10, "window": "1h",
                "budget": "issue-all"},
  "predicateType": "urn:pyx:lowering:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<LoweringStatement> parse_changed(std::string_view from, std::string_view to) {
  return parse_lowering(changed(as_bytes(kByHand), from, to));
}
LoweringStatement by_hand() { return must(parse_lowering(as_bytes(kByHand))); }

TEST(LoweringStatement, IsReadAsTheFormatSays) {
  const auto lowering = parse_lowering(as_bytes(kByHand));
  ASSERT_THAT(lowering, IsOk());
  EXPECT_EQ(lowering->vault, sha256(""));
  EXPECT_EQ(lowering->budget, "issue-all");
  EXPECT_EQ(lowering->limit, (policies::Limit{std::chrono::hours(1), 10, 5'000}));
  EXPECT_EQ(lowering->person, "carol");
  EXPECT_EQ(to_rfc3339(lowering->time), "2026-11-23T09:00:00.000Z");
  EXPECT_EQ(to_rfc3339(lowering->expires), "2026-11-23T09:10:00.500Z");
  EXPECT_EQ(to_hex(lowering->nonce), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(lowering->reason, "seen it");
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
    EXPECT_EQ(parsed->vault, lowering.vault);
    EXPECT_EQ(encode_lowering(*parsed), bytes);
  }
}
TEST(LoweringStatement, AnotherKindOfStatementIsNoLowering) {
  EXPECT_THAT(parse_changed("lowering:v1", "lowering:v2"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed("lowering:v1", "freeze:v1"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
  for (const char* text : {"", "{}", "null", "[]"})
    EXPECT_THAT(parse_lowering(as_bytes(text)), FailsWith(Code::kBadInput)) << text;
}
TEST(LoweringStatement, EachMissingMemberIsNamed) {
  for (const char* member :
       {"budget", "window", "count", "value", "person", "time", "expires", "nonce", "reason"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(LoweringStatement, AnUnknownMemberIsRefused) {
  EXPECT_THAT(parse_changed(R"("budget")", R"("raises": true, "budget")"),
              FailsSaying(Code::kBadInput, "raises"));
}
TEST(LoweringStatement, AMemberTwiceIsRefused) {
  EXPECT_THAT(parse_changed(R"("budget")", R"("budget": "other", "budget")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TEST(LoweringStatement, AMemberOfAnotherTypeOrFormIsRefused) {
  for (const char* window : {R"("")", R"("1")", R"("an hour")", R"("0s")", "3600"})
    EXPECT_THAT(parse_changed(R"("1h")", window), FailsWith(Code::kBadInput)) << window;
  EXPECT_THAT(parse_changed(R"("carol")", "null"), FailsSaying(Code::kBadInput, "person"));
  EXPECT_THAT(parse_changed("09:10:00.500Z", "09:10"), FailsSaying(Code::kBadInput, "expires"));
}
TEST(LoweringStatement, ALimitIsAWholeNumberThatIsNotNegative) {
  for (const char* number : {"-1", "1.0", "\"10\"", "18446744073709551616"}) {
    EXPECT_THAT(parse_changed(": 10", ": " + std::string(number)), FailsWith(Code::kBadInput));
    EXPECT_THAT(parse_changed(": 5000", ": " + std::string(number)), FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(parse_changed(": 10", ": 0"), IsOk());
}
TEST(LoweringStatement, AShortAndALongNonceAreRefused) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{15}, std::size_t{17}}) {
    LoweringStatement lowering = by_hand();
    lowering.nonce = Bytes(size_bytes, 1);
    EXPECT_THAT(parse_lowering(encode_lowering(lowering)), FailsSaying(Code::kBadInput, "nonce"));
  }
}
TEST(LoweringStatement, AReasonHasAtMost512Bytes) {
  LoweringStatement lowering = by_hand();
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{512}}) {
    lowering.reason = std::string(size_bytes, 'x');
    EXPECT_THAT(parse_lowering(encode_lowering(lowering)), IsOk());
  }
  lowering.reason += 'x';
  EXPECT_THAT(parse_lowering(encode_lowering(lowering)), FailsSaying(Code::kBadInput, "512"));
}

}  // namespace
}  // namespace pyx::custody
