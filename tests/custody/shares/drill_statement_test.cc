#include "custody/shares/drill_statement.h"

#include "tests/custody/shares/shares_fixture.h"
#include "tests/support/changed_text.h"

namespace pyx::shares {
namespace drill_statement_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Backup;

// Written by hand after docs/formats/statements.md.
constexpr std::string_view kByHand = R"({
  "predicate": {"result": "good", "time": "2027-02-21T18:30:00Z",
    "commitment": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "holder": "bob", "member": 1, "group": 2, "version": 3,
    "set": "01938c2e-7000-7000-8000-0000000000a1"},
  "predicateType": "urn:pyx:share-drill:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<DrillReceipt> parse_changed(std::string_view from, std::string_view to) {
  return parse_drill(changed(as_bytes(kByHand), from, to));
}

TEST(DrillStatement, IsReadAsTheFormatSays) {
  const auto receipt = parse_drill(as_bytes(kByHand));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->vault, sha256(""));
  EXPECT_EQ(receipt->set, testing::set_id());
  EXPECT_EQ(receipt->version, 3U);
  EXPECT_EQ(receipt->group, 2U);
  EXPECT_EQ(receipt->member, 1U);
  EXPECT_EQ(receipt->holder, "bob");
  EXPECT_EQ(receipt->commitment, sha256("test2"));
  EXPECT_EQ(to_rfc3339(receipt->time), "2027-02-21T18:30:00.000Z");
  EXPECT_EQ(receipt->result, DrillResult::kGood);
}
TEST(DrillStatement, EveryResultComesBackFromItsBytes) {
  DrillReceipt receipt = parse_drill(as_bytes(kByHand)).value();
  for (const DrillResult result :
       {DrillResult::kGood, DrillResult::kUnreadable, DrillResult::kOtherMember,
        DrillResult::kWrongValue, DrillResult::kOtherSet}) {
    receipt.result = result;
    const Bytes bytes = encode_drill(receipt);
    const auto again = parse_drill(bytes);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->result, result);
    EXPECT_EQ(encode_drill(*again), bytes);
  }
}
TEST(DrillStatement, AnotherKindOfStatementIsNone) {
  EXPECT_THAT(parse_changed("share-drill:v1", "share-drill:v2"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
  for (const char* text : {"", "{}", "null", "[]"})
    EXPECT_THAT(parse_drill(as_bytes(text)), FailsWith(Code::kBadInput)) << text;
}
TEST(DrillStatement, EachMissingMemberIsNamed) {
  for (const char* member :
       {"set", "version", "group", "member", "holder", "commitment", "time", "result"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(DrillStatement, AnUnknownMemberOrOneTwiceIsRefused) {
  EXPECT_THAT(parse_changed(R"("group")", R"("words": "", "group")"),
              FailsSaying(Code::kBadInput, "words"));
  EXPECT_THAT(parse_changed(R"("group")", R"("group": 1, "group")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TEST(DrillStatement, AnotherResultIsRefused) {
  for (const char* result : {"", "Good", "bad", "good "})
    EXPECT_THAT(parse_changed(R"("good")", "\"" + std::string(result) + "\""),
                FailsSaying(Code::kBadInput, "good, unreadable"));
}
TEST(DrillStatement, NumbersBelowTheirBoundsAreRefused) {
  EXPECT_THAT(parse_changed(R"("group": 2)", R"("group": -1)"),
              FailsSaying(Code::kBadInput, "group"));
  EXPECT_THAT(parse_changed(R"("version": 3)", R"("version": -1)"),
              FailsSaying(Code::kBadInput, "version"));
}
TEST(DrillStatement, NumbersPastTheirBoundsAreRefused) {
  EXPECT_THAT(parse_changed(R"("group": 2)", R"("group": 15)"), IsOk());
  EXPECT_THAT(parse_changed(R"("group": 2)", R"("group": 16)"),
              FailsSaying(Code::kBadInput, "0 to 15"));
  EXPECT_THAT(parse_changed(R"("member": 1)", R"("member": 16)"),
              FailsSaying(Code::kBadInput, "member"));
  EXPECT_THAT(parse_changed(R"("version": 3)", R"("version": 4294967295)"), IsOk());
  EXPECT_THAT(parse_changed(R"("version": 3)", R"("version": 4294967296)"),
              FailsSaying(Code::kBadInput, "version"));
}

TEST(CheckDrill, AReceiptOfTheSetAndItsMemberPassesAndNoOther) {
  Backup backup;
  const auto made = backup.two_of_three();
  const auto drilled =
      drill(made.set, "bob", to_words(made.shares[0][1]).value(), testing::set_time()).value();
  EXPECT_THAT(check_drill(drilled.receipt, made.set), IsOk());
  const auto with = [&](auto change) {
    DrillReceipt receipt = drilled.receipt;
    change(receipt);
    return check_drill(receipt, made.set);
  };
  EXPECT_THAT(with([](auto& r) { r.vault = sha256("other"); }),
              FailsSaying(Code::kBadInput, "vault"));
  EXPECT_THAT(with([](auto& r) { r.set.bytes[0] ^= 1U; }),
              FailsSaying(Code::kBadInput, "share set"));
  EXPECT_THAT(with([](auto& r) { r.version = 2; }), FailsSaying(Code::kBadInput, "version"));
  EXPECT_THAT(with([](auto& r) { r.member = 2; }), FailsSaying(Code::kBadInput, "holder"));
  EXPECT_THAT(with([](auto& r) { r.member = 3; }), FailsSaying(Code::kBadInput, "holder"));
  EXPECT_THAT(with([](auto& r) { r.holder = "carol"; }), FailsSaying(Code::kBadInput, "holder"));
  EXPECT_THAT(with([](auto& r) { r.commitment[0] ^= 1U; }), FailsSaying(Code::kBadInput, "share"));
}

}  // namespace drill_statement_test
}  // namespace pyx::shares
