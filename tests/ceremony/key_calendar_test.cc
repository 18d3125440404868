#include "ceremony/key_calendar.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace key_calendar_test {

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Duration kDay = hours(24);

policies::Denomination weekly(const std::string& name) {
  policies::Denomination one;
  one.name = name;
  one.currency = "EUR";
  one.value = 100;
  one.profile = "coin";
  one.schedule = {Time(Duration(0)), 7 * kDay, kDay, 30 * kDay, 60 * kDay, 30 * kDay};
  return one;
}

custody::KeyRecord key_of(const policies::Denomination& one, std::int64_t number,
                          custody::KeyState state = custody::KeyState::kActive) {
  custody::KeyRecord key;
  key.id = Uuid::v7(Time(Duration(number)));
  key.state = state;
  key.coins = custody::CoinTerms{one.name, one.currency, one.value,
                                 policies::period_of(one.schedule, number), std::nullopt};
  return key;
}

std::vector<std::int64_t> numbers(const std::vector<CalendarEntry>& entries) {
  std::vector<std::int64_t> all;
  for (const CalendarEntry& entry : entries) all.push_back(entry.period.number);
  return all;
}

class KeyCalendar : public ::testing::Test {
 protected:
  KeyCalendar() { policy_.denominations = {one_}; }
  std::vector<std::int64_t> missing(Time now) {
    return numbers(missing_keys(policy_, keys_, now, 100).first);
  }
  policies::Denomination one_ = weekly("eur-1");
  policies::Policy policy_;
  std::vector<custody::KeyRecord> keys_;
};

// 30 days ahead in weeks: the fifth begins on day 28, and the sixth on day 35.
TEST_F(KeyCalendar, WantsThePresentPeriodAndThoseThatAreBorn) {
  EXPECT_THAT(missing(Time(kDay)), ElementsAre(0, 1, 2, 3, 4));
}
TEST_F(KeyCalendar, WantsAPeriodFromTheMomentItIsBorn) {
  EXPECT_THAT(missing(Time(5 * kDay)), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(missing(Time(5 * kDay) - Duration(1)), ElementsAre(0, 1, 2, 3, 4));
}
TEST_F(KeyCalendar, WantsNoPeriodFromTheMomentItEnds) {
  EXPECT_EQ(missing(Time(7 * kDay) - Duration(1)).front(), 0);
  EXPECT_EQ(missing(Time(7 * kDay)).front(), 1);
}
TEST_F(KeyCalendar, BeforeTheFirstPeriodWantsItOnceItIsBorn) {
  EXPECT_THAT(missing(Time(-30 * kDay)), ElementsAre(0));
  EXPECT_THAT(missing(Time(-30 * kDay) - Duration(1)), IsEmpty());
}
TEST_F(KeyCalendar, AfterTheLastPeriodWantsNothing) {
  EXPECT_THAT(missing(policies::period_of(one_.schedule, policies::kMostPeriods).ends), IsEmpty());
}

TEST_F(KeyCalendar, CountsKeysThatAreActiveOrWillBe) {
  keys_ = {key_of(one_, 0), key_of(one_, 1, custody::KeyState::kPreActivation),
           key_of(one_, 2, custody::KeyState::kDeactivated),
           key_of(one_, 3, custody::KeyState::kDestroyed)};
  EXPECT_THAT(missing(Time(kDay)), ElementsAre(2, 3, 4));
}
TEST_F(KeyCalendar, CountsNoKeyOfAnotherDenominationAndNoOtherKey) {
  custody::KeyRecord other;
  other.state = custody::KeyState::kActive;
  keys_ = {key_of(weekly("eur-2"), 0), other};
  EXPECT_FALSE(is_live(other));
  EXPECT_EQ(missing(Time(kDay)).front(), 0);
}

TEST_F(KeyCalendar, GivesThoseThatAreNeededFirstAndCountsTheRest) {
  policy_.denominations.push_back(weekly("eur-2"));
  const MissingKeys some = missing_keys(policy_, keys_, Time(kDay), 3);
  EXPECT_EQ(some.count, 10U);
  EXPECT_THAT(numbers(some.first), ElementsAre(0, 0, 1));
  EXPECT_EQ(some.first[0].denomination, "eur-1");
  EXPECT_EQ(some.first[1].denomination, "eur-2");
}

TEST_F(KeyCalendar, ShowsKeysAndWhatIsMissingByDenominationAndPeriod) {
  policy_.denominations.push_back(weekly("a"));
  keys_ = {key_of(one_, 1), key_of(one_, 0, custody::KeyState::kDestroyed)};
  const auto all = key_calendar(policy_, keys_, Time(kDay), "");
  ASSERT_THAT(all, SizeIs(11));
  EXPECT_EQ(all.front().denomination, "a");
  const auto own = key_calendar(policy_, keys_, Time(kDay), "eur-1");
  // The destroyed key of period 0 stands beside the one that is missing.
  EXPECT_THAT(numbers(own), ElementsAre(0, 0, 1, 2, 3, 4));
  EXPECT_EQ(own[2].key, &keys_[0]);
}

}  // namespace key_calendar_test
}  // namespace pyx::ceremony
