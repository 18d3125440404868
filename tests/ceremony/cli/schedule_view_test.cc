#include "ceremony/cli/schedule_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace schedule_view_test {

using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Duration kDay = hours(24);
const Time kFirst = from_rfc3339("2026-11-16T00:00:00Z").value();
const Time kNow = kFirst + kDay;

policies::Denomination eur_5() {
  policies::Denomination one;
  one.name = "eur-5";
  one.currency = "EUR";
  one.value = 500;
  one.profile = "coin";
  one.schedule = {kFirst, 7 * kDay, kDay, 30 * kDay, 60 * kDay, 30 * kDay};
  return one;
}

custody::KeyRecord key_of(std::int64_t number) {
  custody::KeyRecord key;
  key.id = Uuid::v7(kFirst + Duration(number));
  key.state = custody::KeyState::kActive;
  key.coins = custody::CoinTerms{"eur-5", "EUR", 500, policies::period_of(eur_5().schedule, number),
                                 std::nullopt};
  return key;
}

class ScheduleView : public ::testing::Test {
 protected:
  ScheduleView() { policy_.denominations = {eur_5()}; }
  std::string added(std::vector<std::int64_t> periods, const std::string& name = "eur-5") {
    custody::KeysSchedule schedule;
    for (const std::int64_t period : periods) {
      schedule.keys.push_back({Uuid::v7(kNow + Duration(period)), name, period});
    }
    return added_keys_in_words(schedule, policy_, keys_, kNow);
  }
  policies::Policy policy_;
  std::vector<custody::KeyRecord> keys_;
};

TEST_F(ScheduleView, SaysWhatACoinIsAndWhenTheNewKeyMints) {
  const std::string words = added({1});
  EXPECT_THAT(words, HasSubstr("eur-5: each coin is worth 500 minor units of EUR, keys of profile "
                               "coin\n"));
  EXPECT_THAT(words, HasSubstr("there are no keys of it"));
  EXPECT_THAT(words, HasSubstr("+ period 1  begins 2026-11-23T00:00:00.000Z  ends "
                               "2026-11-30T00:00:00.000Z  coins expire 2027-01-30T00:00:00.000Z"));
  EXPECT_THAT(words, Not(HasSubstr("refuses")));
}

TEST_F(ScheduleView, SaysForWhichPeriodsThereAreKeys) {
  keys_ = {key_of(0), key_of(2), key_of(3)};
  EXPECT_THAT(added({1}), HasSubstr("there are keys for period 0, 2 to 3\n"));
}

TEST_F(ScheduleView, MarksWhatTheVaultWouldRefuse) {
  keys_ = {key_of(0)};
  EXPECT_THAT(added({0}), HasSubstr("HAS A KEY ALREADY"));
  EXPECT_THAT(added({1, 1}), HasSubstr("HAS A KEY ALREADY"));
  EXPECT_THAT(added({5}), HasSubstr("TOO FAR AHEAD: only from 2026-11-21T00:00:00.000Z on"));
  EXPECT_THAT(added({0}, "usd-1"), HasSubstr("THE POLICY HAS NO SUCH DENOMINATION"));
  policy_.denominations[0].schedule.first -= 8 * kDay + kDay;
  keys_.clear();
  EXPECT_THAT(added({0}), HasSubstr("OVER: "));
}

TEST_F(ScheduleView, CalendarShowsStatePhaseAndWhatIsMissing) {
  keys_ = {key_of(0)};
  const auto entries = key_calendar(policy_, keys_, kNow, "");
  const std::string table = calendar_table(entries, kNow);
  EXPECT_THAT(table, HasSubstr("eur-5         0       active   minting  2026-10-17  2026-11-16  "
                               "2026-11-23  2026-11-24   2027-01-23    2027-02-22     " +
                               keys_[0].id.text()));
  EXPECT_THAT(table, HasSubstr("eur-5         1       MISSING  needed   2026-10-24  2026-11-23"));
  const json::array list = calendar_json(entries, kNow);
  EXPECT_EQ(list.at(0).at("phase").as_string(), "minting");
  EXPECT_EQ(list.at(0).at("missing").as_bool(), false);
  EXPECT_EQ(list.at(1).at("missing").as_bool(), true);
  EXPECT_EQ(list.at(1).at("coins_expire").as_string(), "2027-01-30T00:00:00.000Z");
}

TEST_F(ScheduleView, CalendarSaysWhatIsNeededNow) {
  const std::string table = calendar_table(key_calendar(policy_, keys_, kNow, ""), kNow);
  EXPECT_THAT(table, HasSubstr("0       MISSING  needed now"));
}

TEST_F(ScheduleView, CalendarOfMomentsThatAreNoWholeDaysShowsTheTime) {
  policy_.denominations[0].schedule.first += hours(1);
  EXPECT_THAT(calendar_table(key_calendar(policy_, keys_, kNow, ""), kNow),
              HasSubstr("2026-11-16T01:00:00.000Z"));
}

}  // namespace schedule_view_test
}  // namespace pyx::ceremony
