#include "ceremony/running/scripted_guide.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace scripted_guide_test {

using pyx::testing::FailsWith;
using ::testing::HasSubstr;

Question named(const std::string& id) {
  Question question;
  question.id = id;
  question.text = "a text";
  return question;
}

Answers answers(std::string_view text) { return Answers::parse(text, "answers").value(); }

TEST(Answers, AreTakenByIdInTheOrderOfTheirLines) {
  Answers given = answers("# of a test\n\na = one\na = two\n b.c = three = 3 \n");
  EXPECT_EQ(given.take(named("a")).value(), "one");
  EXPECT_EQ(given.take(named("b.c")).value(), "three = 3");
  EXPECT_EQ(given.take(named("a")).value(), "two");
  const auto none = given.take(named("a"));
  EXPECT_THAT(none, FailsWith(Code::kAskPerson));
  EXPECT_THAT(none.error().message, HasSubstr("the question a: a text"));
}

TEST(Answers, ABeginningStandsForAllThatBeginSoAndTheLongestCounts) {
  Answers given =
      answers("initial.* = yes\ninitial.found* = no\n* = other\ninitial.sign = first\n");
  EXPECT_EQ(given.take(named("initial.arrive")).value(), "yes");
  EXPECT_EQ(given.take(named("initial.found")).value(), "no");
  EXPECT_EQ(given.take(named("step.x")).value(), "other");
  EXPECT_EQ(given.take(named("initial.sign")).value(), "first");
  EXPECT_EQ(given.take(named("initial.sign")).value(), "yes");
}

TEST(Answers, TheExpectedOneCanBeNamed) {
  Answers given = answers("* = (expected)\n");
  Question question = named("a");
  question.expected = "begin";
  EXPECT_EQ(given.take(question).value(), "begin");
  EXPECT_THAT(given.take(named("a")), FailsWith(Code::kAskPerson));
}

TEST(Answers, AnAnswerThatIsNoneNamesTheQuestion) {
  Answers given = answers("a = later\n");
  Question question = named("a");
  question.choices = {{"begin", ""}};
  const auto answer = given.take(question);
  EXPECT_THAT(answer, FailsWith(Code::kBadInput));
  EXPECT_THAT(answer.error().message, HasSubstr("the answer to a: "));
}

TEST(Answers, AMalformedLineIsNamedByItsNumber) {
  for (const char* text : {"a\n", "a =\n", "= b\n", "a* = b\na* = c\n"}) {
    const auto read = Answers::parse(text, "answers");
    EXPECT_THAT(read, FailsWith(Code::kBadInput)) << text;
  }
  EXPECT_THAT(Answers::parse("a = b\nnothing", "answers").error().message,
              HasSubstr("answers:2: "));
}

TEST(ScriptedGuide, AfterAQuestionWithoutAnswerEveryOtherEndsTheRunAlike) {
  QuietGuide quiet;
  ScriptedGuide guide(answers("b = yes\n"), quiet, ScriptedGuide::Unknown::kEndsTheRun);
  EXPECT_THAT(guide.ask(named("a")), FailsWith(Code::kAskPerson));
  const auto second = guide.ask(named("b"));
  EXPECT_THAT(second, FailsWith(Code::kAskPerson));
  EXPECT_THAT(second.error().message, HasSubstr("question a"));
}

TEST(ScriptedGuide, ARehearsalMakesUpTheSameNumberForTheSameThing) {
  EXPECT_EQ(rehearsed_answer(named("seal-so.number.so-envelope.carol")),
            "rehearsal so-envelope carol");
  EXPECT_EQ(rehearsed_answer(named("open-so.number.so-envelope.carol")),
            "rehearsal so-envelope carol");
  EXPECT_EQ(rehearsed_answer(named("left")), "as rehearsed");
}

TEST(ScriptedGuide, WhatNobodyExpectsIsNotMadeUpWhereThereIsAChoice) {
  QuietGuide quiet;
  ScriptedGuide guide(Answers::expected(), quiet, ScriptedGuide::Unknown::kIsMadeUp);
  Question question = named("failed.found");
  question.choices = {{"again", ""}, {"abandon", ""}};
  EXPECT_THAT(guide.ask(question), FailsWith(Code::kAskPerson));
}

}  // namespace scripted_guide_test
}  // namespace pyx::ceremony::running
