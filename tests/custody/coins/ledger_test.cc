#include "custody/coins/ledger.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace ledger_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t kAll = ~std::uint64_t{0};

class LedgerOfKeys : public ::testing::Test {
 protected:
  static Uuid key(std::uint8_t number) {
    Uuid id;
    id.bytes[15] = number;
    return id;
  }
  const Uuid first_ = key(1);
  const Uuid second_ = key(2);
  Ledger ledger_;
};

TEST_F(LedgerOfKeys, OfAnUnknownKeyIsEmpty) {
  EXPECT_EQ(ledger_.of(first_).issued(), Amount{});
  EXPECT_EQ(ledger_.of(first_).outstanding(), Amount{});
  EXPECT_THAT(ledger_.all(), IsEmpty());
}
TEST_F(LedgerOfKeys, WhatIsIssuedIsWhatCameIntoBeingByAnyWayLessWhatWasFreed) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {100, 10'000}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kExchangedOut, {20, 2'000}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kReissued, {3, 300}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kFreed, {1, 100}));
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{122, 12'200}));
  EXPECT_EQ(ledger_.of(first_).outstanding(), (Amount{122, 12'200}));
}
TEST_F(LedgerOfKeys, WhatIsOutstandingIsWhatWasIssuedAndHasNotComeBackByAnyWay) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {100, 10'000}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kExchangedIn, {40, 4'000}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kRedeemed, {5, 500}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kRefunded, {2, 200}));
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{100, 10'000}));
  EXPECT_EQ(ledger_.of(first_).outstanding(), (Amount{53, 5'300}));
}
TEST_F(LedgerOfKeys, EachKeyHasAnAccountOfItsOwn) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, 100}));
  EXPECT_TRUE(ledger_.add(second_, LedgerEntry::kMinted, {2, 1'000}));
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{1, 100}));
  EXPECT_EQ(ledger_.of(second_).issued(), (Amount{2, 1'000}));
}
TEST_F(LedgerOfKeys, WhatWasPutAsideIsDroppedAsIfItHadNeverBeen) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, 100}));
  ledger_.keep();
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {2, 200}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {4, 400}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kRedeemed, {1, 100}));
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{7, 700}));
  ledger_.drop();
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{1, 100}));
  EXPECT_EQ(ledger_.of(first_).outstanding(), (Amount{1, 100}));
  EXPECT_THAT(ledger_.changes(), IsEmpty());
}
TEST_F(LedgerOfKeys, AKeyOfWhichAllWasDroppedHasNoAccount) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, 100}));
  ledger_.drop();
  EXPECT_THAT(ledger_.all(), IsEmpty());
}
TEST_F(LedgerOfKeys, WhatIsKeptIsNotDroppedLater) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, 100}));
  ledger_.keep();
  ledger_.drop();
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{1, 100}));
}
TEST_F(LedgerOfKeys, ChangesAreTheSumsAsTheyAreToBeStoredEachOnce) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, 100}));
  ledger_.keep();
  EXPECT_THAT(ledger_.changes(), IsEmpty());
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {2, 200}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {4, 400}));
  EXPECT_TRUE(ledger_.add(second_, LedgerEntry::kRedeemed, {1, 5}));
  EXPECT_THAT(ledger_.changes(),
              UnorderedElementsAre(LedgerRow{first_, LedgerEntry::kMinted, {7, 700}},
                                   LedgerRow{second_, LedgerEntry::kRedeemed, {1, 5}}));
}
TEST_F(LedgerOfKeys, IsTheSameAfterARestart) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {9, 900}));
  EXPECT_TRUE(ledger_.add(second_, LedgerEntry::kExchangedOut, {8, 800}));
  EXPECT_TRUE(ledger_.add(second_, LedgerEntry::kFreed, {1, 100}));
  Ledger again;
  again.restore(ledger_.changes());
  for (const Uuid& key : {first_, second_}) {
    EXPECT_EQ(again.of(key).entries, ledger_.of(key).entries);
  }
  EXPECT_THAT(again.changes(), IsEmpty());
}
// Trap of value overflow.
TEST_F(LedgerOfKeys, ASumThatDoesNotFitIntoItsNumberChangesNothing) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, kAll - 1}));
  EXPECT_FALSE(ledger_.add(first_, LedgerEntry::kMinted, {1, 2}));
  EXPECT_EQ(ledger_.of(first_).of(LedgerEntry::kMinted), (Amount{1, kAll - 1}));
  EXPECT_THAT(ledger_.changes(),
              ElementsAre(LedgerRow{first_, LedgerEntry::kMinted, {1, kAll - 1}}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {1, 1}));
}
TEST_F(LedgerOfKeys, ATotalThatWouldNotFitStaysAtItsMost) {
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kMinted, {kAll, kAll}));
  EXPECT_TRUE(ledger_.add(first_, LedgerEntry::kReissued, {1, 1}));
  EXPECT_EQ(ledger_.of(first_).issued(), (Amount{kAll, kAll}));
}

}  // namespace ledger_test
}  // namespace pyx::custody
