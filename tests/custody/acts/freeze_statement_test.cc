#include "custody/acts/freeze_statement.h"

#include "base/hex.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

constexpr std::string_view kKey = "01938c2e-7000-7000-8000-000000000001";
// Written by hand after docs/formats/statements.md.
constexpr std::string_view kByHand = R"({
  "predicate": {"reason": "seen it", "nonce": "AAECAwQFBgcICQoLDA0ODw==",
                "expires": "2026-11-23T09:10:00.500Z", "time": "2026-11-23T09:00:00Z",
                "person": "carol", "target": "client:issuer"},
  "predicateType": "urn:pyx:freeze:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<FreezeStatement> parse_changed(std::string_view from, std::string_view to) {
  return parse_freeze(changed(as_bytes(kByHand), from, to));
}
FreezeStatement by_hand() { return pyx::testing::must(parse_freeze(as_bytes(kByHand))); }

TEST(FreezeTarget, EachKindHasItsText) {
  const std::vector<std::pair<FreezeTarget, std::string>> all = {
      {FreezeAll{}, "all"},
      {FreezeMinting{}, "minting"},
      {FreezeKey{pyx::testing::must(Uuid::parse(kKey))}, "key:" + std::string(kKey)},
      {FreezeClient{"issuer"}, "client:issuer"},
      {FreezeClient{"all"}, "client:all"}};
  for (const auto& [target, text] : all) {
    EXPECT_EQ(to_text(target), text);
    const auto parsed = parse_freeze_target(text);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(*parsed, target);
  }
}
TEST(FreezeTarget, AnyOtherTextIsRefused) {
  const std::string key(kKey);
  for (const std::string& text :
       {std::string(), std::string("ALL"), std::string("all "), std::string("key:"),
        std::string("key:all"), key, "key:" + key + "0", "Key:" + key, "key: " + key,
        std::string("key:01938C2E-7000-7000-8000-000000000001"), std::string("issuer"),
        std::string("profile:p-256"), std::string("Minting"), std::string("minting:eur-5")})
    EXPECT_THAT(parse_freeze_target(text), FailsWith(Code::kBadInput)) << text;
}
TEST(FreezeTarget, AClientsNameHasOneTo64Bytes) {
  for (const std::size_t size_bytes : {std::size_t{1}, std::size_t{64}})
    EXPECT_THAT(parse_freeze_target("client:" + std::string(size_bytes, 'x')), IsOk());
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{65}})
    EXPECT_THAT(parse_freeze_target("client:" + std::string(size_bytes, 'x')),
                FailsWith(Code::kBadInput));
}

TEST(FreezeStatement, IsReadAsTheFormatSays) {
  const auto freeze = parse_freeze(as_bytes(kByHand));
  ASSERT_THAT(freeze, IsOk());
  EXPECT_EQ(freeze->vault, sha256(""));
  EXPECT_EQ(freeze->target, FreezeTarget(FreezeClient{"issuer"}));
  EXPECT_EQ(freeze->person, "carol");
  EXPECT_EQ(to_rfc3339(freeze->time), "2026-11-23T09:00:00.000Z");
  EXPECT_EQ(to_rfc3339(freeze->expires), "2026-11-23T09:10:00.500Z");
  EXPECT_EQ(to_hex(freeze->nonce), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(freeze->reason, "seen it");
}
TEST(FreezeStatement, EveryTargetComesBackFromItsBytes) {
  for (const FreezeTarget& target : {FreezeTarget(FreezeAll{}), FreezeTarget(FreezeMinting{}),
                                     FreezeTarget(FreezeKey{pyx::testing::must(Uuid::parse(kKey))}),
                                     FreezeTarget(FreezeClient{"till"})}) {
    FreezeStatement freeze = by_hand();
    freeze.target = target;
    const Bytes bytes = encode_freeze(freeze);
    const auto parsed = parse_freeze(bytes);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->target, target);
    EXPECT_EQ(parsed->vault, freeze.vault);
    EXPECT_EQ(parsed->expires, freeze.expires);
    EXPECT_EQ(encode_freeze(*parsed), bytes);
  }
}
TEST(FreezeStatement, OnATargetThatCannotBeIsRefused) {
  EXPECT_THAT(parse_changed("client:issuer", "client:"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed("client:issuer", ""), FailsWith(Code::kBadInput));
}
TEST(FreezeStatement, AnotherKindOfStatementIsNoFreeze) {
  EXPECT_THAT(parse_changed("freeze:v1", "freeze:v2"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed("freeze:v1", "decision:v1"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
  for (const char* text : {"", "{}", "null", "[]"})
    EXPECT_THAT(parse_freeze(as_bytes(text)), FailsWith(Code::kBadInput)) << text;
}
TEST(FreezeStatement, EachMissingMemberIsNamed) {
  for (const char* member : {"target", "person", "time", "expires", "nonce", "reason"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(FreezeStatement, AnUnknownMemberIsRefused) {
  EXPECT_THAT(parse_changed(R"("target")", R"("thaws": true, "target")"),
              FailsSaying(Code::kBadInput, "thaws"));
}
TEST(FreezeStatement, AMemberTwiceIsRefused) {
  EXPECT_THAT(parse_changed(R"("target")", R"("target": "all", "target")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TEST(FreezeStatement, AMemberOfAnotherTypeOrFormIsRefused) {
  EXPECT_THAT(parse_changed(R"("carol")", "null"), FailsSaying(Code::kBadInput, "person"));
  EXPECT_THAT(parse_changed("09:10:00.500Z", "09:10"), FailsSaying(Code::kBadInput, "expires"));
}
TEST(FreezeStatement, AShortAndALongNonceAreRefused) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{15}, std::size_t{17}}) {
    FreezeStatement freeze = by_hand();
    freeze.nonce = Bytes(size_bytes, 1);
    EXPECT_THAT(parse_freeze(encode_freeze(freeze)), FailsSaying(Code::kBadInput, "nonce"));
  }
}
TEST(FreezeStatement, AReasonHasAtMost512Bytes) {
  FreezeStatement freeze = by_hand();
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{512}}) {
    freeze.reason = std::string(size_bytes, 'x');
    EXPECT_THAT(parse_freeze(encode_freeze(freeze)), IsOk());
  }
  freeze.reason += 'x';
  EXPECT_THAT(parse_freeze(encode_freeze(freeze)), FailsSaying(Code::kBadInput, "512"));
}

}  // namespace
}  // namespace pyx::custody
