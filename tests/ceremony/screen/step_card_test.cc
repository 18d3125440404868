#include "ceremony/screen/step_card.h"

#include <gmock/gmock.h>

#include "tests/ceremony/screen/shown_moment.h"

namespace pyx::ceremony::screen {
namespace step_card_test {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(StepCard, SaysWhoActsWhatIsSaidWhatComesNextAndWhoIsThere) {
  const std::string text = testing::whole(step_card(testing::shown_moment(), 80));
  for (const char* part :
       {"step    The token is new", "who     Olga Example (olga), Wanda Example (wanda)",
        "do      inspect-token: token vault",
        "say     The serial is the one on paper.\n        There are no objects on it.",
        "note    the serial", "next    The token gets its PINs: olga",
        "here    olga; not identified yet: wanda", "not as  1 deviation, minor",
        "planned 1 overrun, minor: the opening took longer"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(StepCard, HasNoLineForWhatThereIsNot) {
  running::Moment moment;
  moment.title = "empty";
  const std::string text = testing::whole(step_card(moment, 80));
  EXPECT_EQ(text, "before the first step\n");
}

TEST(StepCard, OfManyDeviationsTheNewestAreTold) {
  running::Moment moment = testing::shown_moment();
  for (unsigned i = 2; i <= 6; ++i) moment.deviations.push_back({i, "token", "major", "another"});
  const std::string text = testing::whole(step_card(moment, 80));
  EXPECT_THAT(text, HasSubstr("6 deviations, the gravest major"));
  EXPECT_THAT(text, HasSubstr("6 token, major: another"));
  EXPECT_THAT(text, Not(HasSubstr("1 overrun")));
}

}  // namespace step_card_test
}  // namespace pyx::ceremony::screen
