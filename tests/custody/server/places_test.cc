#include "custody/server/places.h"

#include <gmock/gmock.h>

#include <array>

#include "tests/custody/server/somebody.h"

namespace pyx::server {
namespace places_test {

using pyx::testing::Somebody;

class PlacesTest : public ::testing::Test {
 protected:
  PlacesTest() {
    limits.strangers = 3;
    limits.connections = 4;
    limits.client_connections = 3;
    limits.body_bytes = 100;
  }
  void enter(std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i) {
      EXPECT_EQ(places.enter(&who[i]), nullptr) << i;
    }
  }
  // A connection of `client` that has come in and was admitted.
  bool come(std::size_t i, const Sha256& client) {
    EXPECT_EQ(places.enter(&who[i]), nullptr);
    places.shaken(&who[i]);
    return places.admit(&who[i], client);
  }
  ServerLimits limits;
  Places places{limits};
  std::array<Somebody, 8> who;
  const Sha256 mint = sha256("mint");
  const Sha256 officers = sha256("officers");
};

TEST_F(PlacesTest, OfTooManyStrangersTheOldestHandshakeGoes) {
  enter(0, 3);
  places.shaken(&who[0]);
  EXPECT_EQ(places.enter(&who[3]), &who[1]) << "the first has shaken hands";
}

TEST_F(PlacesTest, IfAllHaveShakenHandsTheFirstGoes) {
  enter(0, 3);
  for (const std::size_t i : {2U, 0U, 1U}) places.shaken(&who[i]);
  EXPECT_EQ(places.enter(&who[3]), &who[2]) << "first to have shaken hands";
}

TEST_F(PlacesTest, WhoLeavesMakesRoom) {
  enter(0, 3);
  places.leave(&who[1]);
  enter(3, 1);
  places.leave(&who[1]);  // twice is once
  EXPECT_EQ(places.enter(&who[4]), &who[0]);
}

TEST_F(PlacesTest, AKnownClientGivesWayToNoStranger) {
  EXPECT_TRUE(come(0, mint));
  enter(1, 3);
  EXPECT_EQ(places.enter(&who[4]), &who[1]);
  EXPECT_TRUE(places.admit(&who[0], mint)) << "known is known";
}

TEST_F(PlacesTest, OneClientHasItsPartAndNoMore) {
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_TRUE(come(i, mint));
  EXPECT_FALSE(come(3, mint));
  EXPECT_TRUE(come(4, officers)) << "the others have room";
  places.leave(&who[0]);
  EXPECT_TRUE(places.admit(&who[3], mint)) << "a place was free again";
}

TEST_F(PlacesTest, AllTogetherHaveTheirBound) {
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_TRUE(come(i, mint));
  EXPECT_TRUE(come(3, officers));
  EXPECT_FALSE(come(4, officers));
  places.leave(&who[3]);
  EXPECT_TRUE(places.admit(&who[4], officers));
}

TEST_F(PlacesTest, BytesAreBoundedTogether) {
  EXPECT_TRUE(places.reserve(mint, 70));
  EXPECT_FALSE(places.reserve(officers, 31));
  EXPECT_TRUE(places.reserve(officers, 30));
  EXPECT_EQ(places.bytes(), 100U);
  places.release(mint, 70);
  EXPECT_EQ(places.bytes(), 30U);
  EXPECT_FALSE(places.reserve(mint, SIZE_MAX)) << "no sum runs over";
}

TEST_F(PlacesTest, OneClientHoldsThreeQuartersUnlessItIsOneRequest) {
  EXPECT_TRUE(places.reserve(mint, 75));
  EXPECT_FALSE(places.reserve(mint, 1));
  EXPECT_TRUE(places.reserve(officers, 25));
  places.release(officers, 25);
  places.release(mint, 75);
  EXPECT_TRUE(places.reserve(mint, 100));
}

TEST_F(PlacesTest, WhatIsThereCountsWhateverTheBound) {
  places.hold(mint, 150);
  EXPECT_FALSE(places.reserve(officers, 1));
  places.release(mint, 150);
  EXPECT_TRUE(places.reserve(officers, 1));
}

}  // namespace places_test
}  // namespace pyx::server
