// What holds of a freeze and of a lowering alike.
#include "custody/acts/lone_statement.h"

#include "base/hex.h"
#include "custody/acts/freeze_statement.h"
#include "custody/acts/lowering_statement.h"
#include "tests/custody/acts/by_hand.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace lone_statement_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;

struct OfFreeze {
  static constexpr std::string_view kText = pyx::testing::kFreezeByHand;
  static constexpr std::string_view kKind = "freeze:v1";
  static constexpr std::string_view kAnother = "lowering:v1";
  static Result<FreezeStatement> parse(ByteView bytes) { return parse_freeze(bytes); }
  static Bytes encode(const FreezeStatement& freeze) { return encode_freeze(freeze); }
};
struct OfLowering {
  static constexpr std::string_view kText = pyx::testing::kLoweringByHand;
  static constexpr std::string_view kKind = "lowering:v1";
  static constexpr std::string_view kAnother = "freeze:v1";
  static Result<LoweringStatement> parse(ByteView bytes) { return parse_lowering(bytes); }
  static Bytes encode(const LoweringStatement& lowering) { return encode_lowering(lowering); }
};

template <class Of>
class LoneStatementTest : public ::testing::Test {
 protected:
  static auto by_hand() { return must(Of::parse(as_bytes(Of::kText))); }
  static auto parse_changed(std::string_view from, std::string_view to) {
    return Of::parse(changed(as_bytes(Of::kText), from, to));
  }
};
using Kinds = ::testing::Types<OfFreeze, OfLowering>;
TYPED_TEST_SUITE(LoneStatementTest, Kinds);

TYPED_TEST(LoneStatementTest, IsReadAsTheFormatSays) {
  const LoneStatement lone = this->by_hand();
  EXPECT_EQ(lone.vault, sha256(""));
  EXPECT_EQ(lone.person, "carol");
  EXPECT_EQ(to_rfc3339(lone.time), "2026-11-23T09:00:00.000Z");
  EXPECT_EQ(to_rfc3339(lone.expires), "2026-11-23T09:10:00.500Z");
  EXPECT_EQ(to_hex(lone.nonce), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(lone.reason, "seen it");
}
TYPED_TEST(LoneStatementTest, ComesBackFromItsBytes) {
  const auto statement = this->by_hand();
  const LoneStatement back = must(TypeParam::parse(TypeParam::encode(statement)));
  EXPECT_EQ(back.vault, statement.vault);
  EXPECT_EQ(back.person, statement.person);
  EXPECT_EQ(back.time, statement.time);
  EXPECT_EQ(back.expires, statement.expires);
  EXPECT_EQ(back.nonce, statement.nonce);
  EXPECT_EQ(back.reason, statement.reason);
}
TYPED_TEST(LoneStatementTest, AnotherKindOfStatementIsNone) {
  std::string next(TypeParam::kKind);
  next.back() = '2';
  EXPECT_THAT(this->parse_changed(TypeParam::kKind, next), FailsWith(Code::kBadInput));
  EXPECT_THAT(this->parse_changed(TypeParam::kKind, TypeParam::kAnother),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(this->parse_changed(TypeParam::kKind, "decision:v1"), FailsWith(Code::kBadInput));
  EXPECT_THAT(this->parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
  for (const char* text : {"", "{}", "null", "[]"})
    EXPECT_THAT(TypeParam::parse(as_bytes(text)), FailsWith(Code::kBadInput)) << text;
}
TYPED_TEST(LoneStatementTest, EachMissingMemberIsNamed) {
  for (const char* member : {"person", "time", "expires", "nonce", "reason"})
    EXPECT_THAT(this->parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TYPED_TEST(LoneStatementTest, AnUnknownMemberIsRefused) {
  EXPECT_THAT(this->parse_changed(R"("person")", R"("thaws": true, "person")"),
              FailsSaying(Code::kBadInput, "thaws"));
}
TYPED_TEST(LoneStatementTest, AMemberTwiceIsRefused) {
  EXPECT_THAT(this->parse_changed(R"("person")", R"("person": "dave", "person")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TYPED_TEST(LoneStatementTest, AMemberOfAnotherTypeOrFormIsRefused) {
  EXPECT_THAT(this->parse_changed(R"("carol")", "null"), FailsSaying(Code::kBadInput, "person"));
  EXPECT_THAT(this->parse_changed("09:10:00.500Z", "09:10"),
              FailsSaying(Code::kBadInput, "expires"));
}
TYPED_TEST(LoneStatementTest, AShortAndALongNonceAreRefused) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{15}, std::size_t{17}}) {
    auto statement = this->by_hand();
    statement.nonce = Bytes(size_bytes, 1);
    EXPECT_THAT(TypeParam::parse(TypeParam::encode(statement)),
                FailsSaying(Code::kBadInput, "nonce"));
  }
}
TYPED_TEST(LoneStatementTest, AReasonHasAtMost512Bytes) {
  auto statement = this->by_hand();
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{512}}) {
    statement.reason = std::string(size_bytes, 'x');
    EXPECT_THAT(TypeParam::parse(TypeParam::encode(statement)), IsOk());
  }
  statement.reason += 'x';
  EXPECT_THAT(TypeParam::parse(TypeParam::encode(statement)), FailsSaying(Code::kBadInput, "512"));
}

}  // namespace lone_statement_test
}  // namespace pyx::custody
