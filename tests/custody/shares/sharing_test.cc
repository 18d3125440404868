#include "custody/shares/sharing.h"

#include <array>
#include <numeric>

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace sharing_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::copy_of;
using testing::secret_hex;

constexpr std::string_view kSecretHex = "000102030405060708090a0b0c0d0e0f";
SecretBytes secret() { return secret_hex(kSecretHex); }

std::vector<IndexedShare> picked(const std::vector<SecretBytes>& shares,
                                 const std::vector<unsigned>& xs) {
  std::vector<IndexedShare> some;
  for (const unsigned x : xs) some.push_back({x, &shares.at(x)});
  return some;
}
bool gives_secret(unsigned threshold, const std::vector<IndexedShare>& shares) {
  const auto given = recover_secret(threshold, shares);
  return given.ok() && equal_ct(*given, secret());
}

TEST(Sharing, AnyThresholdOfTheSharesGivesTheSecretForEveryThresholdAndCount) {
  for (unsigned count = 1; count <= kMostShares; ++count) {
    for (unsigned threshold = 1; threshold <= count; ++threshold) {
      const auto shares = split_secret(secret(), threshold, count).value();
      ASSERT_EQ(shares.size(), count);
      std::vector<unsigned> first(threshold);
      std::iota(first.begin(), first.end(), 0U);
      std::vector<unsigned> last(threshold);
      std::iota(last.rbegin(), last.rend(), count - threshold);
      EXPECT_TRUE(gives_secret(threshold, picked(shares, first))) << threshold << "/" << count;
      EXPECT_TRUE(gives_secret(threshold, picked(shares, last))) << threshold << "/" << count;
    }
  }
}

TEST(Sharing, OfOneEveryShareIsTheSecretAndOfMoreNone) {
  for (const auto& share : split_secret(secret(), 1, 3).value())
    EXPECT_TRUE(equal_ct(share, secret()));
  for (const auto& share : split_secret(secret(), 2, 16).value())
    EXPECT_FALSE(equal_ct(share, secret()));
}

TEST(Sharing, FewerThanTheThresholdAreRefused) {
  const auto shares = split_secret(secret(), 3, 5).value();
  EXPECT_THAT(recover_secret(3, picked(shares, {0, 1})), FailsSaying(Code::kBadInput, "3 shares"));
  EXPECT_THAT(recover_secret(3, {}), FailsWith(Code::kBadInput));
  EXPECT_THAT(recover_secret(0, {}), FailsWith(Code::kBadInput));
}
TEST(Sharing, MoreThanTheThresholdAreRefused) {
  const auto shares = split_secret(secret(), 2, 5).value();
  EXPECT_THAT(recover_secret(2, picked(shares, {0, 1, 2})), FailsWith(Code::kBadInput));
}
TEST(Sharing, WhoSaysThatFewerAreNeededGetsNothing) {
  const auto shares = split_secret(secret(), 3, 5).value();
  EXPECT_THAT(recover_secret(2, picked(shares, {0, 1})), FailsSaying(Code::kBadInput, "digest"));
}
// Trap 7: the same share twice counts once.
TEST(Sharing, AShareTwiceIsRefused) {
  const auto shares = split_secret(secret(), 2, 3).value();
  EXPECT_THAT(recover_secret(2, picked(shares, {1, 1})),
              FailsSaying(Code::kBadInput, "share number 2 comes twice"));
}
// Trap 7: shares of two splittings of the same secret do not combine in silence.
TEST(Sharing, SharesOfTwoSplittingsAreRefused) {
  const auto one = split_secret(secret(), 2, 3).value();
  const auto other = split_secret(secret(), 2, 3).value();
  const std::array<IndexedShare, 2> mixed = {IndexedShare{0, &one[0]}, IndexedShare{1, &other[1]}};
  EXPECT_THAT(recover_secret(2, mixed), FailsSaying(Code::kBadInput, "do not belong together"));
}
TEST(Sharing, AShareWithOneBitTurnedIsRefusedWhereverItIs) {
  const auto shares = split_secret(secret(), 2, 2).value();
  for (std::size_t byte = 0; byte < secret().size_bytes(); ++byte) {
    SecretBytes other = copy_of(shares[1]);
    other.reveal_mutable(reveal())[byte] ^= 0x40U;
    const std::array<IndexedShare, 2> some = {IndexedShare{0, &shares[0]}, IndexedShare{1, &other}};
    EXPECT_THAT(recover_secret(2, some), FailsSaying(Code::kBadInput, "digest")) << byte;
  }
}
TEST(Sharing, SharesOfDifferentLengthsAreRefused) {
  const auto shares = split_secret(secret(), 2, 2).value();
  const SecretBytes longer = SecretBytes::random(18).value();
  const std::array<IndexedShare, 2> some = {IndexedShare{0, &shares[0]}, IndexedShare{1, &longer}};
  EXPECT_THAT(recover_secret(2, some), FailsSaying(Code::kBadInput, "differ in length"));
}
// Trap 6: a share at the x of the secret or of its digest would be the result itself.
TEST(Sharing, AShareAtTheSecretsOwnPlaceIsRefused) {
  const auto shares = split_secret(secret(), 2, 2).value();
  for (const unsigned x : {16U, 254U, 255U, 256U}) {
    const std::array<IndexedShare, 2> some = {IndexedShare{0, &shares[0]},
                                              IndexedShare{x, &shares[1]}};
    EXPECT_THAT(recover_secret(2, some), FailsSaying(Code::kBadInput, "past 16")) << x;
  }
}

TEST(Sharing, SecretsOfSixteenToThirtyTwoBytesAreSplit) {
  for (const std::size_t size_bytes : {16U, 18U, 24U, 30U, 32U}) {
    const SecretBytes any = SecretBytes::random(size_bytes).value();
    const auto shares = split_secret(any, 2, 3);
    ASSERT_THAT(shares, IsOk()) << size_bytes;
    const auto again = recover_secret(2, picked(*shares, {2, 0}));
    ASSERT_THAT(again, IsOk());
    EXPECT_TRUE(equal_ct(*again, any));
  }
}
TEST(Sharing, ShorterAndOddSecretsAreRefused) {
  for (const std::size_t size_bytes : {0U, 1U, 14U, 15U, 17U, 31U}) {
    const SecretBytes any = SecretBytes::random(size_bytes).value();
    EXPECT_THAT(split_secret(any, 2, 3), FailsSaying(Code::kBadInput, "16 to 32")) << size_bytes;
  }
}
TEST(Sharing, LongerSecretsAreRefused) {
  for (const std::size_t size_bytes : {33U, 34U, 64U}) {
    const SecretBytes any = SecretBytes::random(size_bytes).value();
    EXPECT_THAT(split_secret(any, 2, 3), FailsSaying(Code::kBadInput, "16 to 32")) << size_bytes;
  }
}
TEST(Sharing, AThresholdOfNoneOrPastTheCountIsRefused) {
  EXPECT_THAT(split_secret(secret(), 0, 3), FailsWith(Code::kBadInput));
  EXPECT_THAT(split_secret(secret(), 4, 3), FailsWith(Code::kBadInput));
  EXPECT_THAT(split_secret(secret(), 0, 0), FailsWith(Code::kBadInput));
}
TEST(Sharing, MoreThanSixteenSharesAreRefused) {
  EXPECT_THAT(split_secret(secret(), 2, 16), IsOk());
  EXPECT_THAT(split_secret(secret(), 2, 17), FailsWith(Code::kBadInput));
}

// Trap 6: biased coefficients. Each byte of each share must take each value equally often, whatever
// the secret is; 0 and the secret's own byte too (a coefficient that is never 0 leaves that one
// out). Chi-square over 255 degrees of freedom: mean 255, standard deviation 22.6; past 450 is 8.6
// of them.
TEST(Sharing, EveryShareIsUniformWhateverTheSecretIs) {
  constexpr unsigned kSplittings = 4096;
  constexpr unsigned kCount = 4;
  const SecretBytes zeroes = SecretBytes::zeroed(16).value();
  for (const unsigned threshold : {2U, 3U, 4U}) {
    std::array<std::array<unsigned, 256>, kCount> seen{};
    for (unsigned splitting = 0; splitting < kSplittings; ++splitting) {
      const auto shares = split_secret(zeroes, threshold, kCount).value();
      for (unsigned x = 0; x < kCount; ++x) {
        for (const std::uint8_t byte : shares[x].reveal(reveal())) ++seen.at(x).at(byte);
      }
    }
    for (unsigned x = 0; x < kCount; ++x) {
      const double expected = kSplittings * 16 / 256.0;
      double chi_square = 0;
      for (const unsigned many : seen.at(x))
        chi_square += (many - expected) * (many - expected) / expected;
      EXPECT_LT(chi_square, 450.0) << threshold << " share " << x;
      EXPECT_GT(chi_square, 120.0) << threshold << " share " << x << ": too even to be random";
    }
  }
}

}  // namespace sharing_test
}  // namespace pyx::shares
