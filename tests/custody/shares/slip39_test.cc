#include "custody/shares/slip39.h"

#include <algorithm>
#include <set>

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace slip39_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::copy_of;
using testing::secret_hex;
using testing::secret_of;
using testing::words_of;

SecretBytes trezor() { return secret_of(to_bytes("TREZOR")); }

// Reads and combines as a restore would: the first thing that is wrong is the answer.
Result<SecretBytes> combined(const std::vector<std::string>& words) {
  std::vector<Share> shares;
  for (const std::string& text : words) {
    PYX_ASSIGN(Share share, from_words(words_of(text)));
    shares.push_back(std::move(share));
  }
  const SecretBytes passphrase = trezor();
  return combine(shares, &passphrase);
}

// SLIP-0039, test vectors: passphrase TREZOR; a secret, or none if the shares must be refused.
TEST(Slip39, GivesTheSecretOfEveryValidOfficialVector) {
  std::size_t valid = 0;
  for (const auto& vector : testing::official_vectors()) {
    if (vector.secret.empty()) continue;
    const auto secret = combined(vector.words);
    ASSERT_THAT(secret, IsOk()) << vector.name;
    EXPECT_TRUE(equal_ct(*secret, secret_hex(vector.secret))) << vector.name;
    ++valid;
  }
  EXPECT_EQ(valid, 15U);
}
TEST(Slip39, RefusesEveryInvalidOfficialVector) {
  std::size_t invalid = 0;
  for (const auto& vector : testing::official_vectors()) {
    if (!vector.secret.empty()) continue;
    EXPECT_THAT(combined(vector.words), FailsWith(Code::kBadInput)) << vector.name;
    ++invalid;
  }
  EXPECT_EQ(invalid, 30U);
}
TEST(Slip39, SaysWhyItRefusesAnInvalidOfficialVector) {
  const auto vectors = testing::official_vectors();
  const std::vector<std::pair<std::size_t, const char*>> wanted = {
      {1, "checksum"},
      {2, "padding"},
      {4, "2 shares are needed, not 1"},
      {5, "identifier"},
      {6, "iteration"},
      {7, "group threshold"},
      {8, "number of groups"},
      {9, "groups"},
      {10, "comes twice"},
      {11, "member threshold"},
      {12, "digest"},
      {13, "shares of 2 groups"},
      {14, "shares of 2 groups"},
      {15, "shares are needed, not "},
      {38, "19 words"},
      {39, "21 words"}};
  for (const auto& [at, words] : wanted) {
    EXPECT_THAT(combined(vectors.at(at).words), FailsSaying(Code::kBadInput, words))
        << vectors.at(at).name;
  }
}

TEST(Slip39, ASplitSecretComesBackFromTheMembersOfEachGroup) {
  const SecretBytes secret = SecretBytes::random(32).value();
  const auto table = split(secret, {2, {{2, 3}, {3, 5}, {1, 1}}}).value();
  ASSERT_EQ(table.size(), 3U);
  ASSERT_EQ(table[1].size(), 5U);
  const std::vector<const Share*> some = {&table[1][4], &table[0][2], &table[1][0], &table[0][1],
                                          &table[1][2]};
  EXPECT_TRUE(equal_ct(combine(some).value(), secret));
  const std::vector<const Share*> others = {&table[2][0], &table[0][0], &table[0][1]};
  EXPECT_TRUE(equal_ct(combine(others).value(), secret));
}
TEST(Slip39, SharesSayWhereTheyBelong) {
  const auto table =
      split(SecretBytes::random(16).value(), {2, {{2, 3}, {1, 1}}}, {1, {}, nullptr}).value();
  for (unsigned group = 0; group < 2; ++group) {
    for (unsigned member = 0; member < table[group].size(); ++member) {
      const Share& share = table[group][member];
      EXPECT_EQ(share.identifier, table[0][0].identifier);
      EXPECT_TRUE(share.extendable);
      EXPECT_EQ(share.iteration_exponent, 1U);
      EXPECT_EQ(share.group, group);
      EXPECT_EQ(share.group_threshold, 2U);
      EXPECT_EQ(share.group_count, 2U);
      EXPECT_EQ(share.member, member);
      EXPECT_EQ(share.member_threshold, group == 0 ? 2U : 1U);
    }
  }
}

// Trap 7: shares of two splittings of the same secret, with the same numbers.
TEST(Slip39, SharesOfTwoSplittingsAreRefused) {
  const SecretBytes secret = SecretBytes::random(16).value();
  const auto one = split(secret, {1, {{2, 3}}}).value();
  const auto other = split(secret, {1, {{2, 3}}}, {0, {one[0][0].identifier}, nullptr}).value();
  const std::vector<const Share*> mixed = {&one[0][0], &other[0][1]};
  EXPECT_THAT(combine(mixed), FailsSaying(Code::kBadInput,
                                          "share 2 differs from the first in its "
                                          "identifier: they are of different"));
  Share disguised = copy_of(other[0][1]);
  disguised.identifier = one[0][0].identifier;
  const std::vector<const Share*> hidden = {&one[0][0], &disguised};
  EXPECT_THAT(combine(hidden), FailsSaying(Code::kBadInput, "digest"));
}
TEST(Slip39, NoSharesAndOneTooManyAreRefused) {
  const auto table = split(SecretBytes::random(16).value(), {1, {{2, 3}}}).value();
  EXPECT_THAT(combine(std::span<const Share>()), FailsSaying(Code::kBadInput, "no shares"));
  EXPECT_THAT(combine(table[0]), FailsSaying(Code::kBadInput, "2 shares are needed, not 3"));
}
TEST(Slip39, AGroupTooManyIsRefused) {
  const auto table = split(SecretBytes::random(16).value(), {1, {{1, 1}, {1, 1}}}).value();
  const std::vector<const Share*> both = {&table[0][0], &table[1][0]};
  EXPECT_THAT(combine(both),
              FailsSaying(Code::kBadInput, "shares of 1 groups are needed, not of 2"));
}

TEST(Slip39, APassphraseIsWantedBack) {
  const SecretBytes secret = SecretBytes::random(16).value();
  const SecretBytes passphrase = trezor();
  const auto table = split(secret, {1, {{1, 1}}}, {0, {}, &passphrase}).value();
  EXPECT_TRUE(equal_ct(combine(table[0], &passphrase).value(), secret));
  EXPECT_FALSE(equal_ct(combine(table[0]).value(), secret));
}

TEST(Slip39, AWrongSchemeSecretOrExponentIsRefused) {
  const SecretBytes secret = SecretBytes::random(16).value();
  EXPECT_THAT(split(secret, {1, {{3, 2}}}), FailsSaying(Code::kBadInput, "can never be met"));
  EXPECT_THAT(split(SecretBytes::random(15).value(), {1, {{2, 3}}}), FailsWith(Code::kBadInput));
  EXPECT_THAT(split(secret, {1, {{2, 3}}}, {16, {}, nullptr}), FailsWith(Code::kBadInput));
}

TEST(Slip39, IdentifiersAreRandomAndOnesThatWereUsedAreNotTakenAgain) {
  const SecretBytes secret = SecretBytes::random(16).value();
  std::set<std::uint16_t> seen;
  for (unsigned time = 0; time < 32; ++time)
    seen.insert(split(secret, {1, {{1, 1}}}).value()[0][0].identifier);
  EXPECT_GT(seen.size(), 24U);
  std::vector<std::uint16_t> all;
  for (unsigned one = 0; one <= kMostIdentifier; ++one) all.push_back(static_cast<uint16_t>(one));
  all.erase(all.begin() + 4711);
  EXPECT_EQ(split(secret, {1, {{1, 1}}}, {0, all, nullptr}).value()[0][0].identifier, 4711);
  all.push_back(4711);
  EXPECT_THAT(split(secret, {1, {{1, 1}}}, {0, all, nullptr}),
              FailsSaying(Code::kBadInput, "every identifier"));
}

}  // namespace slip39_test
}  // namespace pyx::shares
