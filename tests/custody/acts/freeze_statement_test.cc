#include "custody/acts/freeze_statement.h"

#include "tests/custody/acts/by_hand.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace freeze_statement_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::kFreezeByHand;

constexpr std::string_view kKey = "01938c2e-7000-7000-8000-000000000001";

Result<FreezeStatement> parse_changed(std::string_view from, std::string_view to) {
  return parse_freeze(changed(as_bytes(kFreezeByHand), from, to));
}
FreezeStatement by_hand() { return pyx::testing::must(parse_freeze(as_bytes(kFreezeByHand))); }

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
  EXPECT_EQ(by_hand().target, FreezeTarget(FreezeClient{"issuer"}));
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
    EXPECT_EQ(encode_freeze(*parsed), bytes);
  }
}
TEST(FreezeStatement, OnATargetThatCannotBeIsRefused) {
  EXPECT_THAT(parse_changed("client:issuer", "client:"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed("client:issuer", ""), FailsWith(Code::kBadInput));
}
TEST(FreezeStatement, AMissingTargetIsNamed) {
  EXPECT_THAT(parse_changed(R"("target": )", R"("other": )"),
              FailsSaying(Code::kBadInput, "target"));
}

}  // namespace freeze_statement_test
}  // namespace pyx::custody
