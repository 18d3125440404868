#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace key_calendar_command_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;

class KeyCalendarCommand : public ::testing::Test {
 protected:
  ExitCode run(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"key", "calendar", "--dir", "vault"};
    words.insert(words.end(), more.begin(), more.end());
    return desk_.run(key_calendar_commands(), words);
  }
  // Of eur-5, which ended a week before the first period of the policy began.
  void add_key(custody::KeyState state) {
    custody::KeyRecord key;
    key.id = Uuid::v7(Time(Duration(1)));
    key.state = state;
    key.coins = custody::CoinTerms{"eur-5", "EUR", 500, {}, std::nullopt};
    desk_.store->keys.push_back(key);
  }
  Desk desk_;
};

TEST_F(KeyCalendarCommand, FlagsWhatIsMissingAndNamesTheNextStep) {
  desk_.make_mint();
  ASSERT_EQ(run(), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr("eur-5         0       MISSING  needed now"));
  EXPECT_THAT(desk_.words(), HasSubstr("now it is " + to_rfc3339(desk_.clock.now())));
  EXPECT_THAT(desk_.words(), HasSubstr("MISSING: 15 keys"));
  EXPECT_THAT(desk_.words(),
              HasSubstr("next: pyx act propose keys.schedule --ahead --key FILE --dir vault"));
}

TEST_F(KeyCalendarCommand, OfOneDenominationShowsNoOther) {
  desk_.make_mint();
  ASSERT_EQ(run({"--denomination", "eur-1"}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), Not(HasSubstr("eur-5")));
  EXPECT_THAT(desk_.words(), HasSubstr("MISSING: 5 keys"));
}

TEST_F(KeyCalendarCommand, AsJsonGivesTheSame) {
  desk_.make_mint();
  ASSERT_EQ(run({"--output", "json"}), ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("missing").as_int64(), 15);
  EXPECT_EQ(desk_.json().at("keys").as_array().size(), 15U);
}

TEST_F(KeyCalendarCommand, OfAKeyThatIsNotActiveNamesTheActThatItNeeds) {
  add_key(custody::KeyState::kPreActivation);
  ASSERT_EQ(run(), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr("pre-activation  unusable"));
  EXPECT_THAT(desk_.words(),
              HasSubstr("pyx act propose key.activate --key-id " + desk_.store->keys[0].id.text()));
  EXPECT_THAT(desk_.words(), HasSubstr("every key that the policy's schedules want"));
}

TEST_F(KeyCalendarCommand, KnowsADenominationThatOnlyAnOldKeyHas) {
  add_key(custody::KeyState::kDestroyed);
  EXPECT_EQ(run({"--denomination", "eur-5"}), ExitCode::kDone);
}

TEST_F(KeyCalendarCommand, OfAnUnknownDenominationIsNotFound) {
  desk_.make_mint();
  EXPECT_EQ(run({"--denomination", "usd-1"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("usd-1; next: pyx key calendar --dir vault"));
}

TEST_F(KeyCalendarCommand, WithoutDenominationsSaysSo) {
  ASSERT_EQ(run(), ExitCode::kDone);
  EXPECT_THAT(desk_.words(), HasSubstr("the policy has no denominations"));
}

}  // namespace key_calendar_command_test
}  // namespace pyx::ceremony
