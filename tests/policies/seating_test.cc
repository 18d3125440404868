#include "policies/seating.h"

#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace seating_test {

using testing::person;

constexpr SeatMask kA = 1;
constexpr SeatMask kB = 2;
const std::vector<Seats> kSeats = {{2, "a"}, {1, "b"}};

TEST(SeatsOpenTo, NamesTheSeatsOfTheRolesThatAPersonHolds) {
  EXPECT_EQ(seats_open_to(person("p", {"a"}), kSeats), kA);
  EXPECT_EQ(seats_open_to(person("p", {"b"}), kSeats), kB);
  EXPECT_EQ(seats_open_to(person("p", {"b", "a"}), kSeats), kA | kB);
  EXPECT_EQ(seats_open_to(person("p", {"c"}), kSeats), 0U);
}

TEST(ShortGroup, IsNoneWhenEverySeatCanBeFilled) {
  EXPECT_EQ(short_group(kSeats, std::vector<SeatMask>{kA, kA, kB}), std::nullopt);
  EXPECT_EQ(short_group(kSeats, std::vector<SeatMask>{kA | kB, kA, kB | kA}), std::nullopt);
}

TEST(ShortGroup, IsTheRoleThatLacksPeople) {
  const auto group = short_group(kSeats, std::vector<SeatMask>{kA, kB, kB});
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(group->mask, kA);
  EXPECT_EQ(group->needed, 2U);
  EXPECT_EQ(group->available, 1U);
}

// Trap 2: one person in two roles fills both.
TEST(ShortGroup, IsBothRolesWhenPeopleOfTwoRolesWouldHaveToSitTwice) {
  const auto group = short_group(kSeats, std::vector<SeatMask>{kA | kB, kA | kB});
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(group->mask, kA | kB);
  EXPECT_EQ(to_text(kSeats, *group), "2 of a and 1 of b");
}

TEST(ShortGroup, IsARoleWhenThereIsNobody) {
  EXPECT_TRUE(short_group(kSeats, std::vector<SeatMask>{}).has_value());
}

TEST(ShortGroup, AddsUpLargeThresholdsWithoutWrapping) {
  const std::vector<Seats> seats = {{0xffffffffU, "a"}, {1, "b"}};
  EXPECT_TRUE(short_group(seats, std::vector<SeatMask>{kA | kB}).has_value());
}

TEST(SeatGroups, AreEveryNonEmptyGroupEachAfterItsParts) {
  const auto groups = seat_groups(kSeats, std::vector<SeatMask>{kA, kB});
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].mask, kA);
  EXPECT_EQ(groups[1].mask, kB);
  EXPECT_EQ(groups[2].mask, kA | kB);
  EXPECT_EQ(groups[2].needed, 3U);
  EXPECT_EQ(groups[2].available, 2U);
}

}  // namespace seating_test
}  // namespace pyx::policies
