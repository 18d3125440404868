#include "ceremony/planning/people.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace people_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Given = std::vector<std::pair<std::string, std::string>>;

TEST(GeneratedPeople, AreAsFewAsThePlanAllows) {
  const Plan plan = testing::read(testing::small_text());
  const auto people = generated_people(plan, testing::default_values(plan));
  ASSERT_EQ(people.size(), 4U);
  EXPECT_EQ(people[0].id, "officer-1");
  EXPECT_EQ(people[0].name, "Officer 1");
  EXPECT_THAT(people[0].roles, ElementsAre("officer"));
  EXPECT_TRUE(people[3].has_role("witness"));
  EXPECT_FALSE(people[3].has_role("officer"));
}

TEST(GeneratedPeople, FollowTheParameters) {
  const Plan plan = testing::read(testing::small_text());
  Values values = read_values(plan, Given{{"shares", "3 of 5"}}).values;
  EXPECT_EQ(generated_people(plan, values).size(), 6U);
}

TEST(ReadValues, TakesDefaultsAndWhatIsGiven) {
  const Plan plan = testing::read(testing::small_text());
  const ValuesReading reading = read_values(plan, Given{{"type", "p-384"}});
  EXPECT_THAT(reading.findings, IsEmpty());
  EXPECT_EQ(reading.values.find("type")->text, "p-384");
  EXPECT_EQ(reading.values.find("shares")->text, "2 of 3");
  EXPECT_EQ(reading.values.find("lookers"), nullptr) << "people come later";
}

TEST(ReadValues, TellsAllThatIsWrong) {
  Plan plan = testing::read(testing::small_text());
  plan.parameters[1].standard.reset();
  const ValuesReading reading =
      read_values(plan, Given{{"cats", "3"}, {"shares", "9 of 9"}, {"shares", "2 of 3"}});
  EXPECT_THAT(testing::whats(reading.findings),
              ElementsAre("the plan has no parameter cats",
                          ::testing::HasSubstr("parameter shares is \"9 of 9\""),
                          "parameter shares is given twice", "parameter type has no value"));
}

TEST(AddPeopleValues, NamesAllWhoHaveTheRole) {
  const Plan plan = testing::read(testing::small_text());
  Values values = testing::default_values(plan);
  const auto people = generated_people(plan, values);
  add_people_values(plan, people, values);
  EXPECT_EQ(values.find("lookers")->text, "officer-1, officer-2, officer-3");
  EXPECT_THAT(people_named(std::vector<std::string>{"witness", "{lookers}"}, values, people),
              ElementsAre("officer-1", "officer-2", "officer-3", "witness-1"));
}

TEST(LeastOf, IsANumberTheNOfMOfNOrAnInteger) {
  Values values;
  values.set("m", {"2 of 3", MOfN{2, 3}});
  values.set("i", {"4", std::int64_t{4}});
  Role role;
  role.least = "12";
  EXPECT_EQ(least_of(role, values), 12);
  role.least = "{m}";
  EXPECT_EQ(least_of(role, values), 3);
  role.least = "{i}";
  EXPECT_EQ(least_of(role, values), 4);
  role.least = "{none}";
  EXPECT_EQ(least_of(role, values), 0);
}

}  // namespace people_test
}  // namespace pyx::ceremony::planning
