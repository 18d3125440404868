#include "ceremony/planning/script.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace script_test {

using ::testing::HasSubstr;

TEST(Script, TellsStepsWithTheTimeAtWhichTheyBegin) {
  const Plan plan = testing::read(testing::small_text());
  const std::string text = steps_of(plan, testing::default_values(plan));
  EXPECT_THAT(text, HasSubstr("\nAll of it\n\n0:00   arrive: They come\n"));
  EXPECT_THAT(text, HasSubstr("0:05   identify: Who they are\n"
                              "         who  {lookers}, witness\n"
                              "         do   check-identity: people officer, witness\n"
                              "         say  There are 2 of 3 of us.\n"
                              "         time 5 min\n"));
  EXPECT_THAT(text, HasSubstr("In all 15 min, at most 1 h.\n"));
}

TEST(Script, TellsPeopleParametersAndThings) {
  const Plan plan = testing::read(testing::small_text());
  Values values = testing::default_values(plan);
  const auto people = generated_people(plan, values);
  const std::string text = heading_of(plan, values, people);
  EXPECT_THAT(text, HasSubstr("A look into the box\n\nTwo people look into a box.\n"));
  EXPECT_THAT(text, HasSubstr("officer             at least 3: Officer 1, Officer 2, Officer 3\n"));
  EXPECT_THAT(text, HasSubstr("shares              2 of 3        how many open it\n"));
  EXPECT_THAT(text, HasSubstr("box                 bag       a bag\n"));
}

TEST(InHours, SaysHoursAndMinutes) {
  using std::chrono::minutes;
  EXPECT_EQ(in_hours(minutes(5)), "5 min");
  EXPECT_EQ(in_hours(minutes(60)), "1 h");
  EXPECT_EQ(in_hours(minutes(95)), "1 h 35 min");
}

TEST(DeedOf, NamesTheActionAndWhatItIsAbout) {
  const Plan plan = testing::shipped("genesis");
  EXPECT_EQ(deed_of(*plan.step("open-bag")), "open: things vault-bag");
  EXPECT_EQ(deed_of(*plan.step("digests")), "read-digests");
}

}  // namespace script_test
}  // namespace pyx::ceremony::planning
