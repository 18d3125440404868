#include "ceremony/running/course.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace course_test {

using pyx::testing::FailsWith;
using ::testing::ElementsAre;

const std::vector<std::string> kAll = {"alice", "bob", "carol"};

TEST(Course, PeopleAreTypedWithCommasOrBlanks) {
  EXPECT_THAT(people_in("carol, alice", kAll).value(), ElementsAre("carol", "alice"));
  EXPECT_THAT(people_in(" bob  bob ,", kAll).value(), ElementsAre("bob"));
  EXPECT_EQ(people_in("all", kAll).value(), kAll);
}

TEST(Course, WhatGoesIntoAnEntryIsCutBetweenCharacters) {
  EXPECT_EQ(short_text("one\ntwo"), "one two");
  EXPECT_EQ(short_text(""), "nothing is known");
  EXPECT_EQ(short_text(std::string(399, 'a') + "\xc3\xa9 and more"), std::string(399, 'a'));
  EXPECT_EQ(short_text(std::string(398, 'a') + "\xc3\xa9"), std::string(398, 'a') + "\xc3\xa9");
}

TEST(Course, NobodyAndSomebodyElseAreNamed) {
  EXPECT_THAT(people_in(" , ", kAll), FailsWith(Code::kBadInput));
  EXPECT_EQ(people_in("alice, mallory", kAll).error().message,
            "mallory is none of alice, bob, carol");
}

TEST(Course, TheFirstChoiceIsTheExpectedOne) {
  const Question question = choose("a.b", "what now", {{"go", "on"}, {"stop", "here"}});
  EXPECT_EQ(question.expected, "go");
  EXPECT_EQ(question.id, "a.b");
}

}  // namespace course_test
}  // namespace pyx::ceremony::running
