// The expected bytes were made by Python's hashlib and hmac from the words of custody/coins/coin.h.
#include "custody/coins/coin.h"

#include <algorithm>

#include "base/hex.h"
#include "custody/coins/operation.h"
#include "tests/matchers.h"
#include "tests/support/revealed.h"

namespace pyx::custody {
namespace coin_test {

using ::testing::Each;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::secret;

const Sha256 kVault = sha256("vault");

Uuid uuid(std::string_view text) { return Uuid::parse(text).value(); }
const Uuid kKey = uuid("01938c2e-7000-7000-8000-00000000000a");
const Uuid kRequest = uuid("01938c2e-7001-7000-8000-00000000000b");

CoinFace face() {
  CoinFace made;
  made.key = kKey;
  for (std::size_t i = 0; i < made.id.size(); ++i)
    made.id.at(i) = static_cast<std::uint8_t>(0xa0U + i);
  made.value = 500;
  made.expires = Time(Duration(1'800'000'000'000));
  return made;
}
SecretBytes seed() {
  Bytes bytes(32);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return secret(bytes);
}
Bytes from_hex_text(std::string_view text) { return from_hex(text).value(); }

TEST(Coin, ATagCoversAllThatTheCoinSaysInTheOrderOfTheFormat) {
  EXPECT_EQ(to_hex(tag_input(kVault, face(), "EUR")),
            "7079782f636f696e2f763100"
            "e6f0a1fbb43c89196dcfcbef85908f19ab4c5f7cc4f4c452284697757683d7ef"
            "01938c2e70007000800000000000000a"
            "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
            "03455552"
            "00000000000001f4"
            "000001a3185c5000");
}

TEST(Coin, NothingOfACoinChangesWithoutItsTagsInput) {
  const Bytes right = tag_input(kVault, face(), "EUR");
  CoinFace other = face();
  other.key.bytes[15] ^= 1U;
  EXPECT_NE(tag_input(kVault, other, "EUR"), right);
  other = face();
  other.id[15] ^= 1U;
  EXPECT_NE(tag_input(kVault, other, "EUR"), right);
  other = face();
  ++other.value;
  EXPECT_NE(tag_input(kVault, other, "EUR"), right);
  other = face();
  other.expires += Duration(1);
  EXPECT_NE(tag_input(kVault, other, "EUR"), right);
  EXPECT_NE(tag_input(kVault, face(), "EURO"), right);
  EXPECT_NE(tag_input(sha256("another vault"), face(), "EUR"), right);
}

TEST(Coin, ASeedIsOfOneClientOneRequestAndOneDigest) {
  const Sha256 digest = sha256("request");
  const Bytes right = seed_input(kVault, "issuer", kRequest, digest);
  EXPECT_EQ(to_hex(right),
            "7079782f636f696e2d736565642f763100"
            "e6f0a1fbb43c89196dcfcbef85908f19ab4c5f7cc4f4c452284697757683d7ef"
            "06697373756572"
            "01938c2e70017000800000000000000b"
            "1f58b9145b24d108d7ac38887338b3ea3229833b9c1e418250343f907bfd1047");
  EXPECT_NE(seed_input(kVault, "till", kRequest, digest), right);
  EXPECT_NE(seed_input(kVault, "issuer", kKey, digest), right);
  EXPECT_NE(seed_input(kVault, "issuer", kRequest, sha256("another")), right);
  EXPECT_NE(seed_input(sha256("another vault"), "issuer", kRequest, digest), right);
}

TEST(Coin, AnIdIsThatOfItsSeedAndIndex) {
  const std::vector<std::pair<std::uint32_t, std::string>> expected = {
      {0, "ae90681fe3b0cc3496523848428a4061"},
      {1, "eb31f5734fb3543441f2e31eba237aec"},
      {255, "8c6d14d1e50bae1df9f28b55da59fb48"},
      {256, "590987ad0cca0d358ff60c1adb0223e1"},
      {0x01020304, "e7173ec4d36df505d0279fc2d849f345"}};
  for (const auto& [index, id] : expected) {
    const auto made = coin_id(seed(), index);
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(to_hex(*made), id) << index;
  }
}

TEST(Coin, TheSealingInputIsThatOfItsSeed) {
  const auto made = sealing_input(seed());
  ASSERT_THAT(made, IsOk());
  EXPECT_TRUE(equal_ct(*made, secret(from_hex_text("b3a671aa05974d8353f843675e699afc"
                                                   "b6b7108ebede1758c5fbb2e04f89c77c"))));
}

TEST(Coin, ARetiredCoinIsNamedByVaultKeyAndId) {
  const Sha256 right = retired_name(kVault, kKey, face().id);
  EXPECT_EQ(to_hex(right), "cd40a4480a47f42b7b8c4ad8503f31503675b5bfb346e9a9fb8a28578125c563");
  CoinId other = face().id;
  other[0] ^= 1U;
  EXPECT_NE(retired_name(kVault, kKey, other), right);
  EXPECT_NE(retired_name(kVault, kRequest, face().id), right);
  EXPECT_NE(retired_name(sha256("another vault"), kKey, face().id), right);
}

class Pouch : public ::testing::Test {
 protected:
  static Bytes one_coin() {
    return from_hex_text(
        "01"
        "01938c2e70007000800000000000000a"
        "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
        "00000000000001f4"
        "000001a3185c5000"
        "1111111111111111111111111111111111111111111111111111111111111111");
  }
  static Bytes coins(std::size_t many) {
    Bytes bytes = one_coin();
    const Bytes coin(bytes.begin() + 1, bytes.end());
    bytes.resize(1);
    for (std::size_t i = 0; i < many; ++i) append(bytes, coin);
    return bytes;
  }
  static Bytes tag(std::uint8_t byte = 0x11) { return Bytes(kCoinTagBytes, byte); }
  static Result<CoinPouch> parsed(Bytes bytes) { return CoinPouch::parse(secret(bytes)); }
};

TEST_F(Pouch, IsReadAsTheFormatSays) {
  const auto pouch = parsed(one_coin());
  ASSERT_THAT(pouch, IsOk());
  ASSERT_EQ(pouch->size(), 1U);
  EXPECT_EQ(pouch->faces().front(), face());
  Bytes right = tag();
  EXPECT_TRUE(pouch->tag_is(0, right));
  EXPECT_TRUE(equal_ct(pouch->bytes(), secret(one_coin())));
}
TEST_F(Pouch, HasTheBytesOfTheFormatOnceItIsFilled) {
  auto pouch = CoinPouch::of(1);
  ASSERT_THAT(pouch, IsOk());
  Bytes given = tag();
  pouch->put(0, face(), given);
  EXPECT_EQ(pouch->faces().front(), face());
  EXPECT_TRUE(equal_ct(pouch->bytes(), secret(one_coin())));
}
TEST_F(Pouch, HoldsEachCoinAtItsPlace) {
  auto pouch = CoinPouch::of(3).value();
  for (const std::size_t at : {std::size_t{2}, std::size_t{0}, std::size_t{1}}) {
    CoinFace other = face();
    other.value = at;
    Bytes given = tag(static_cast<std::uint8_t>(at));
    pouch.put(at, other, given);
  }
  for (std::size_t at = 0; at < 3; ++at) {
    Bytes given = tag(static_cast<std::uint8_t>(at));
    EXPECT_EQ(pouch.faces()[at].value, at);
    EXPECT_TRUE(pouch.tag_is(at, given));
  }
}
// SECRET-NEVER: a tag is a coin.
TEST_F(Pouch, WipesTheTagThatItIsGiven) {
  auto pouch = CoinPouch::of(1).value();
  Bytes given = tag();
  pouch.put(0, face(), given);
  EXPECT_THAT(given, Each(0));
}
TEST_F(Pouch, WipesTheTagThatItCompares) {
  const auto pouch = parsed(one_coin()).value();
  Bytes right = tag();
  Bytes wrong = tag(0x12);
  EXPECT_TRUE(pouch.tag_is(0, right));
  EXPECT_FALSE(pouch.tag_is(0, wrong));
  EXPECT_THAT(right, Each(0));
  EXPECT_THAT(wrong, Each(0));
}
TEST_F(Pouch, ATagWithABitTurnedOrOfAnotherLengthIsAnother) {
  const auto pouch = parsed(one_coin()).value();
  for (std::size_t at = 0; at < kCoinTagBytes; ++at) {
    Bytes wrong = tag();
    wrong[at] ^= 0x80U;
    EXPECT_FALSE(pouch.tag_is(0, wrong)) << at;
  }
  for (const std::size_t size_bytes : {std::size_t{0}, kCoinTagBytes - 1, kCoinTagBytes + 1}) {
    Bytes wrong(size_bytes, 0x11);
    EXPECT_FALSE(pouch.tag_is(0, wrong)) << size_bytes;
  }
}

TEST_F(Pouch, OfAnotherVersionIsRefused) {
  for (const unsigned version : {0U, 2U, 255U}) {
    Bytes bytes = one_coin();
    bytes[0] = static_cast<std::uint8_t>(version);
    EXPECT_THAT(parsed(bytes), FailsSaying(Code::kBadInput, "version 1")) << version;
  }
  EXPECT_THAT(parsed({}), FailsSaying(Code::kBadInput, "version 1"));
}
TEST_F(Pouch, WithoutACoinIsRefused) {
  EXPECT_THAT(parsed(coins(0)), FailsSaying(Code::kBadInput, "none"));
}
TEST_F(Pouch, WithACoinCutShortOrBytesBehindItIsRefused) {
  for (const std::size_t size_bytes : {std::size_t{2}, kCoinBytes, kCoinBytes + 2}) {
    Bytes bytes = coins(2);
    bytes.resize(size_bytes);
    EXPECT_THAT(parsed(bytes), FailsSaying(Code::kBadInput, "cut short")) << size_bytes;
  }
}
TEST_F(Pouch, OfAsManyCoinsAsARequestMayBringIsRead) {
  const auto most = parsed(coins(kMostCoins));
  ASSERT_THAT(most, IsOk());
  EXPECT_EQ(most->size(), kMostCoins);
}
TEST_F(Pouch, OfOneCoinMoreIsRefused) {
  EXPECT_THAT(parsed(coins(kMostCoins + 1)), FailsSaying(Code::kBadInput, "at most 256"));
}
TEST_F(Pouch, WhoseKeysIdIsNoneIsRefused) {
  Bytes bytes = one_coin();
  bytes[1 + 6] = 0x40;  // of version 4
  EXPECT_THAT(parsed(bytes), FailsWith(Code::kBadInput));
}

TEST_F(Pouch, OfPickedCoinsHasThemInTheOrderOfThePicksAndLeavesTheOthers) {
  auto from = CoinPouch::of(3).value();
  for (std::size_t at = 0; at < 3; ++at) {
    CoinFace other = face();
    other.value = at;
    Bytes given = tag(static_cast<std::uint8_t>(at));
    from.put(at, other, given);
  }
  const auto second = parsed(one_coin()).value();
  const std::vector<CoinPouch::Pick> picks = {{&from, 2}, {&second, 0}, {&from, 0}};
  const auto picked = CoinPouch::of_picked(picks);
  ASSERT_THAT(picked, IsOk());
  ASSERT_EQ(picked->size(), 3U);
  EXPECT_EQ(picked->faces()[0], from.faces()[2]);
  EXPECT_EQ(picked->faces()[1], face());
  EXPECT_EQ(picked->faces()[2], from.faces()[0]);
  Bytes tags[] = {tag(2), tag(), tag(0)};
  for (std::size_t at = 0; at < 3; ++at) EXPECT_TRUE(picked->tag_is(at, tags[at])) << at;
  EXPECT_EQ(from.size(), 3U);
  Bytes kept = tag(2);
  EXPECT_TRUE(from.tag_is(2, kept));
}
TEST_F(Pouch, OfNoPickedCoinsOrTooManyIsRefused) {
  const auto from = parsed(one_coin()).value();
  EXPECT_THAT(CoinPouch::of_picked({}), FailsWith(Code::kBadInput));
  const std::vector<CoinPouch::Pick> most(kMostCoins, {&from, 0});
  EXPECT_THAT(CoinPouch::of_picked(most), IsOk());
  const std::vector<CoinPouch::Pick> too_many(kMostCoins + 1, {&from, 0});
  EXPECT_THAT(CoinPouch::of_picked(too_many), FailsWith(Code::kBadInput));
}

}  // namespace coin_test
}  // namespace pyx::custody
