#include "custody/shares/scheme.h"

#include "tests/matchers.h"

namespace pyx::shares {
namespace scheme_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

Scheme groups(unsigned many) { return {1, std::vector<GroupScheme>(many, {2, 3})}; }

TEST(Scheme, TwoOfThreeAndTwoLevelsAreTaken) {
  EXPECT_THAT(check_scheme({1, {{2, 3}}}), IsOk());
  EXPECT_THAT(check_scheme({1, {{1, 1}}}), IsOk());
  EXPECT_THAT(check_scheme({2, {{2, 3}, {1, 1}, {16, 16}}}), IsOk());
}
TEST(Scheme, WithoutAGroupIsRefused) {
  EXPECT_THAT(check_scheme({1, {}}), FailsSaying(Code::kBadInput, "1 to 16 groups, not 0"));
}
TEST(Scheme, OfSixteenGroupsIsTakenAndOfOneMoreNot) {
  EXPECT_THAT(check_scheme(groups(16)), IsOk());
  EXPECT_THAT(check_scheme(groups(17)), FailsSaying(Code::kBadInput, "not 17"));
}
TEST(Scheme, ThatNeedsNoGroupIsRefused) {
  EXPECT_THAT(check_scheme({0, {{2, 3}}}), FailsSaying(Code::kBadInput, "needs no group"));
}
TEST(Scheme, ThatNeedsMoreGroupsThanThereAreIsRefused) {
  EXPECT_THAT(check_scheme({2, {{2, 3}, {2, 3}}}), IsOk());
  EXPECT_THAT(check_scheme({3, {{2, 3}, {2, 3}}}),
              FailsSaying(Code::kBadInput, "3 of 2 groups: it can never be met"));
}
TEST(Scheme, AGroupThatCanNeverBeMetIsNamed) {
  EXPECT_THAT(check_scheme({1, {{3, 3}}}), IsOk());
  EXPECT_THAT(check_scheme({1, {{2, 3}, {4, 3}}}),
              FailsSaying(Code::kBadInput, "group 2 needs 4 of 3 members: it can never be met"));
}
TEST(Scheme, AGroupOfSixteenIsTakenAndOfOneMoreNot) {
  EXPECT_THAT(check_scheme({1, {{2, 16}}}), IsOk());
  EXPECT_THAT(check_scheme({1, {{2, 17}}}),
              FailsSaying(Code::kBadInput, "group 1 has 1 to 16 members, not 17"));
}
TEST(Scheme, AGroupOfNobodyOrThatNeedsNobodyIsRefused) {
  EXPECT_THAT(check_scheme({1, {{2, 3}, {0, 0}}}), FailsSaying(Code::kBadInput, "group 2"));
  EXPECT_THAT(check_scheme({1, {{0, 3}}}), FailsSaying(Code::kBadInput, "group 1 needs nobody"));
}
TEST(Scheme, AGroupWhereOneOfManyIsEnoughIsRefused) {
  EXPECT_THAT(check_scheme({2, {{2, 3}, {1, 2}}}),
              FailsSaying(Code::kBadInput, "group 2 needs 1 of 2"));
}

TEST(FewestShares, AreThoseOfTheSmallestGroups) {
  EXPECT_EQ(fewest_shares({1, {{2, 3}}}), 2U);
  EXPECT_EQ(fewest_shares({1, {{2, 3}, {1, 1}}}), 1U);
  EXPECT_EQ(fewest_shares({2, {{5, 9}, {2, 3}, {3, 3}}}), 5U);
}

}  // namespace scheme_test
}  // namespace pyx::shares
