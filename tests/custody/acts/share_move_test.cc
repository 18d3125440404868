#include "custody/acts/share_move.h"

#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace share_move_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// Written by hand after docs/formats/statements.md.
constexpr std::string_view kByHand = R"({
  "predicate": {"time": "2026-11-23T09:00:00Z", "place": "safe B", "taken_by": "bob",
                "given_by": "carol", "holder": "carol", "member": 2, "group": 1,
                "commitment": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "version": 3, "backup": "01938c2e-7000-7000-8000-0000000000a1"},
  "predicateType": "urn:pyx:share-move:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<ShareMove> parse_changed(std::string_view from, std::string_view to) {
  return parse_share_move(changed(as_bytes(kByHand), from, to));
}

TEST(ShareMove, IsReadAsTheFormatSays) {
  const auto move = parse_share_move(as_bytes(kByHand));
  ASSERT_THAT(move, IsOk());
  EXPECT_EQ(move->vault, sha256(""));
  EXPECT_EQ(move->backup.text(), "01938c2e-7000-7000-8000-0000000000a1");
  EXPECT_EQ(move->version, 3U);
  EXPECT_EQ(move->group, 1U);
  EXPECT_EQ(move->member, 2U);
  EXPECT_EQ(move->commitment, sha256(""));
  EXPECT_EQ(move->holder, "carol");
  EXPECT_EQ(move->given_by, "carol");
  EXPECT_EQ(move->taken_by, "bob");
  EXPECT_EQ(move->place, "safe B");
  EXPECT_EQ(move->witness, "");
  EXPECT_EQ(to_rfc3339(move->time), "2026-11-23T09:00:00.000Z");
}
TEST(ShareMove, ComesBackFromItsBytes) {
  ShareMove move = parse_share_move(as_bytes(kByHand)).value();
  move.taken_by = "carol";
  move.witness = "dave";
  const auto again = parse_share_move(encode_share_move(move));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->witness, "dave");
  EXPECT_EQ(encode_share_move(*again), encode_share_move(move));
}
TEST(ShareMove, EachMissingMemberIsNamed) {
  for (const char* member : {"time", "place", "taken_by", "given_by", "holder", "member", "group",
                             "commitment", "version", "backup"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(ShareMove, TwoPeopleSignIt) {
  EXPECT_THAT(parse_changed(R"("taken_by": "bob")", R"("taken_by": "carol")"),
              FailsSaying(Code::kBadInput, "two people"));
  EXPECT_THAT(parse_changed(R"("taken_by": "bob")", R"("taken_by": "carol", "witness": "carol")"),
              FailsSaying(Code::kBadInput, "two people"));
  EXPECT_THAT(parse_changed(R"("taken_by": "bob")", R"("taken_by": "carol", "witness": "dave")"),
              IsOk());
  EXPECT_THAT(parse_changed(R"("taken_by": "bob")", R"("taken_by": "bob", "witness": "dave")"),
              FailsSaying(Code::kBadInput, "only then"));
}
TEST(ShareMove, AnotherKindOfStatementIsNone) {
  EXPECT_THAT(parse_changed("share-move:v1", "share-move:v2"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
}
TEST(ShareMove, APlaceOutOfBoundsIsRefused) {
  EXPECT_THAT(parse_changed("safe B", ""), FailsSaying(Code::kBadInput, "a place"));
  EXPECT_THAT(parse_changed(R"("group": 1)", R"("group": 16)"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("version": 3)", R"("version": 0)"), FailsWith(Code::kBadInput));
}

}  // namespace share_move_test
}  // namespace pyx::custody
