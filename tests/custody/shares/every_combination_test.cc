#include "custody/shares/every_combination.h"

#include <chrono>
#include <limits>

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace every_combination_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

struct Made {
  Scheme scheme;
  SecretBytes secret = SecretBytes::random(32).value();
  ShareTable shares;
  explicit Made(Scheme asked) : scheme(std::move(asked)), shares(split(secret, scheme).value()) {}
  Result<Tried> tried() const { return try_every_combination(shares, scheme, secret); }
  void turn_a_bit(unsigned group, unsigned member) {
    shares.at(group).at(member).value.reveal_mutable(reveal())[5] ^= 1U;
  }
};

TEST(EveryCombination, OfASplittingGivesTheSecret) {
  const auto tried = Made({2, {{2, 3}, {3, 5}, {1, 1}}}).tried();
  ASSERT_THAT(tried, IsOk());
  // 3, 10 and 1 of members; of two groups: 3 * 10 + 3 * 1 + 10 * 1.
  EXPECT_EQ(tried->combinations, 43U);
  EXPECT_EQ(tried->recoveries, 3U + 10U + 1U + 3U);
}

// Trap 9: a backup that was never tried. One wrong share among many is found, whichever it is.
TEST(EveryCombination, AnyShareWithOneBitTurnedIsFoundAndNamed) {
  for (unsigned member = 0; member < 9; ++member) {
    Made made({1, {{5, 9}}});
    made.turn_a_bit(0, member);
    const auto tried = made.tried();
    ASSERT_THAT(tried, FailsSaying(Code::kBug, "group 1, members"));
    EXPECT_NE(tried.error().message.find(std::to_string(member + 1)), std::string::npos)
        << tried.error().message;
  }
}
TEST(EveryCombination, AWrongShareOfTheLastGroupIsFound) {
  Made made({1, {{2, 3}, {2, 2}, {1, 1}}});
  made.turn_a_bit(1, 0);
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBug, "group 2, members 1, 2"));
  Made other({1, {{2, 3}, {2, 2}, {1, 1}}});
  other.turn_a_bit(2, 0);
  EXPECT_THAT(other.tried(), FailsSaying(Code::kBug, "groups 3"));
}
TEST(EveryCombination, AGroupWhoseMembersAgreeOnAnotherValueIsFound) {
  Made made({2, {{2, 3}, {2, 3}, {2, 3}}});
  Made other({2, {{2, 3}, {2, 3}, {2, 3}}});
  made.shares[1] = std::move(other.shares[1]);
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBug, "groups 1, 2"));
}
TEST(EveryCombination, SharesOfAnotherSecretAreFound) {
  Made made({1, {{2, 3}}});
  made.secret = SecretBytes::random(32).value();
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBug, "groups 1 together do not give the secret"));
}
// What decryption uses and interpolation does not.
TEST(EveryCombination, AShareThatSaysAnotherExponentIsFound) {
  Made made({1, {{2, 2}}});
  made.shares[0][1].iteration_exponent = 1;
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBadInput, "iteration exponent"));
}
TEST(EveryCombination, AnotherNumberOfSharesThanTheSchemesIsRefused) {
  Made made({1, {{2, 3}, {1, 1}}});
  made.shares[0].pop_back();
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBadInput, "not as many shares"));
  made.shares.pop_back();
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBadInput, "not as many shares"));
  made.shares.clear();
  EXPECT_THAT(made.tried(), FailsSaying(Code::kBadInput, "not as many shares"));
}
TEST(EveryCombination, APassphraseIsTriedToo) {
  const SecretBytes secret = SecretBytes::random(16).value();
  const SecretBytes passphrase = testing::secret_of(to_bytes("words"));
  const Scheme scheme{1, {{2, 3}}};
  const auto shares = split(secret, scheme, {0, {}, &passphrase}).value();
  EXPECT_THAT(try_every_combination(shares, scheme, secret, &passphrase), IsOk());
  EXPECT_THAT(try_every_combination(shares, scheme, secret), FailsSaying(Code::kBug, "groups 1"));
}

TEST(EveryCombination, AreCountedWhateverTheScheme) {
  EXPECT_EQ(combinations_of({1, {{5, 9}}}), 126U);
  EXPECT_EQ(combinations_of({1, {{8, 16}}}), 12870U);
  EXPECT_EQ(combinations_of({1, {{16, 16}}}), 1U);
  EXPECT_EQ(combinations_of({2, {{1, 1}, {1, 1}, {1, 1}}}), 3U);
  EXPECT_EQ(combinations_of({16, std::vector<GroupScheme>(16, {8, 16})}),
            std::numeric_limits<std::uint64_t>::max());
}

double seconds(const std::chrono::steady_clock::time_point& since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}
TEST(EveryCombination, SplittingAndAllOf5Of9TakeLessThanASecond) {
  const auto begun = std::chrono::steady_clock::now();
  const auto tried = Made({1, {{5, 9}}}).tried();
  EXPECT_LT(seconds(begun), 1.0);
  ASSERT_THAT(tried, IsOk());
  EXPECT_EQ(tried->combinations, 126U);
  RecordProperty("milliseconds", static_cast<int>(1000 * seconds(begun)));
}
TEST(EveryCombination, ManyMoreThanCouldBeTriedOneByOneAreTriedLevelByLevel) {
  const auto tried = Made({2, std::vector<GroupScheme>(2, {8, 16})}).tried();
  ASSERT_THAT(tried, IsOk());
  EXPECT_EQ(tried->combinations, 12870ULL * 12870ULL);
  EXPECT_EQ(tried->recoveries, 2 * 12870U + 1);
}

}  // namespace every_combination_test
}  // namespace pyx::shares
