#include "custody/acts/share_receipt.h"

#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace share_receipt_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// Written by hand after docs/formats/statements.md.
constexpr std::string_view kByHand = R"({
  "predicate": {"time": "2026-11-23T09:00:00Z", "holder": "carol", "member": 2, "group": 1,
                "commitment": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "version": 3, "backup": "01938c2e-7000-7000-8000-0000000000a1"},
  "predicateType": "urn:pyx:share-receipt:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

constexpr std::string_view kOfBothByHand = R"({
  "predicate": {"time": "2026-11-23T09:00:00Z", "place": "safe A, envelope 17",
                "given_by": "olga", "holder": "carol", "member": 2, "group": 1,
                "commitment": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "version": 3, "backup": "01938c2e-7000-7000-8000-0000000000a1"},
  "predicateType": "urn:pyx:share-receipt:v2",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<ShareReceipt> parse_changed(std::string_view from, std::string_view to) {
  return parse_share_receipt(changed(as_bytes(kByHand), from, to));
}

TEST(ShareReceipt, IsReadAsTheFormatSays) {
  const auto receipt = parse_share_receipt(as_bytes(kByHand));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->vault, sha256(""));
  EXPECT_EQ(receipt->backup.text(), "01938c2e-7000-7000-8000-0000000000a1");
  EXPECT_EQ(receipt->version, 3U);
  EXPECT_EQ(receipt->group, 1U);
  EXPECT_EQ(receipt->member, 2U);
  EXPECT_EQ(receipt->commitment, sha256(""));
  EXPECT_EQ(receipt->holder, "carol");
  EXPECT_EQ(to_rfc3339(receipt->time), "2026-11-23T09:00:00.000Z");
}
TEST(ShareReceipt, ComesBackFromItsBytes) {
  const ShareReceipt receipt = parse_share_receipt(as_bytes(kByHand)).value();
  const Bytes bytes = encode_share_receipt(receipt);
  const auto again = parse_share_receipt(bytes);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(encode_share_receipt(*again), bytes);
}
TEST(ShareReceipt, AnotherKindOfStatementIsNone) {
  EXPECT_THAT(parse_changed("share-receipt:v1", "share-receipt:v2"),
              FailsSaying(Code::kBadInput, "given_by"));
  EXPECT_THAT(parse_changed("share-receipt:v1", "share-receipt:v3"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed("share-receipt:v1", "lowering:v1"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
}
TEST(ShareReceipt, EachMissingMemberIsNamed) {
  for (const char* member :
       {"time", "holder", "member", "group", "commitment", "version", "backup"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(ShareReceipt, APlaceOutOfBoundsIsRefused) {
  EXPECT_THAT(parse_changed(R"("group": 1)", R"("group": 15)"), IsOk());
  EXPECT_THAT(parse_changed(R"("group": 1)", R"("group": 16)"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("member": 2)", R"("member": -1)"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("version": 3)", R"("version": 0)"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("version": 3)", R"("version": 4294967299)"),
              FailsWith(Code::kBadInput));
}
TEST(ShareReceipt, OfBothSaysWhoHandedItOverAndWhereItIsKept) {
  const auto receipt = parse_share_receipt(as_bytes(kOfBothByHand));
  ASSERT_THAT(receipt, IsOk());
  ASSERT_TRUE(receipt->handed.has_value());
  EXPECT_EQ(receipt->handed->given_by, "olga");
  EXPECT_EQ(receipt->handed->place, "safe A, envelope 17");
  const auto again = parse_share_receipt(encode_share_receipt(*receipt));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->handed->place, "safe A, envelope 17");
  EXPECT_FALSE(parse_share_receipt(as_bytes(kByHand))->handed.has_value());
}
TEST(ShareReceipt, OfOneWhoHandsItToHimselfIsNone) {
  EXPECT_THAT(parse_share_receipt(changed(as_bytes(kOfBothByHand), "olga", "carol")),
              FailsSaying(Code::kBadInput, "to himself"));
}
TEST(ShareReceipt, TheFirstVersionSaysNothingOfAHandOver) {
  EXPECT_THAT(
      parse_share_receipt(changed(as_bytes(kOfBothByHand), "share-receipt:v2", "share-receipt:v1")),
      FailsWith(Code::kBadInput));
}
TEST(Place, HasOneTo64PrintableCharactersAndNoBlanksAroundThem) {
  EXPECT_TRUE(is_place("A"));
  EXPECT_TRUE(is_place(std::string(64, 'x')));
  for (const std::string& bad :
       {std::string(), std::string(65, 'x'), std::string(" A"), std::string("A "),
        std::string("A\nB"), std::string("caf\xc3\xa9")}) {
    EXPECT_FALSE(is_place(bad)) << bad;
  }
}

}  // namespace share_receipt_test
}  // namespace pyx::custody
