#include "ceremony/running/plain_guide.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace plain_guide_test {

using pyx::testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::Not;

Moment moment() {
  Moment moment;
  moment.stage = Stage::kStep;
  moment.section_title = "The token";
  moment.section_number = 2;
  moment.sections = 8;
  moment.step_number = 7;
  moment.steps = 12;
  moment.step_title = "The token is new";
  moment.doers = {"olga", "wanda"};
  moment.deed = "inspect-token: token vault";
  moment.say = "The serial is the same.\nThere are no objects.";
  moment.next = "The token gets its PINs";
  moment.next_doers = {"olga"};
  moment.planned = std::chrono::minutes(90);
  moment.planned_done = std::chrono::minutes(30);
  moment.now = moment.begun + std::chrono::minutes(27);
  return moment;
}

std::string shown(const Moment& moment, Colour colour = Colour::kNo) {
  std::ostringstream words;
  PlainGuide(words, nullptr, colour).show(moment);
  return words.str();
}

TEST(PlainGuide, AMomentSaysWhereWeAreWhoActsWhatIsSaidAndWhatComesNext) {
  const std::string text = shown(moment());
  for (const char* part :
       {"The token, section 2 of 8, step 7 of 12", "27 min used, 1 h to go as planned",
        "olga, wanda", "inspect-token: token vault", "The serial is the same.\n          There",
        "The token gets its PINs (olga)"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(PlainGuide, ARehearsalSaysSoAtEveryMoment) {
  EXPECT_THAT(shown(moment()), HasSubstr("REHEARSAL"));
  Moment real = moment();
  real.rehearsal = false;
  EXPECT_THAT(shown(real), Not(HasSubstr("REHEARSAL")));
}

TEST(PlainGuide, OnlyATerminalGetsColours) {
  EXPECT_THAT(shown(moment()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown(moment(), Colour::kYes), HasSubstr("\x1b[1m"));
}

TEST(PlainGuide, WhatComesFromElsewhereIsEscaped) {
  Moment bad = moment();
  bad.say = "\x1b[2J";
  EXPECT_THAT(shown(bad), Not(HasSubstr("\x1b")));
}

Question question() {
  Question question;
  question.id = "step.fetch";
  question.text = "what now";
  question.choices = {{"begin", "now"}, {"skip", "not at all"}};
  question.expected = "begin";
  return question;
}

TEST(PlainGuide, AnEmptyLineIsTheExpectedAnswerWhereTheQuestionSaysSo) {
  Question one = question();
  one.enter_is_expected = true;
  std::ostringstream words;
  std::istringstream typed("\n");
  EXPECT_EQ(PlainGuide(words, &typed, Colour::kNo).ask(one).value(), "begin");
  EXPECT_THAT(words.str(), HasSubstr("what now [begin] (or: skip)"));
}

// Nobody signs or approves by leaning on a key.
TEST(PlainGuide, AnEmptyLineIsNoAnswerOtherwise) {
  std::ostringstream words;
  std::istringstream typed("\n\nbegin\n");
  EXPECT_EQ(PlainGuide(words, &typed, Colour::kNo).ask(question()).value(), "begin");
  EXPECT_THAT(words.str(), HasSubstr("what now (begin, skip)"));
  EXPECT_THAT(words.str(), HasSubstr("the answer is one of: begin, skip"));
  Question text = question();
  text.choices.clear();
  text.expected = "as planned";
  std::istringstream nothing("\n");
  EXPECT_THAT(PlainGuide(words, &nothing, Colour::kNo).ask(text), FailsWith(Code::kAskPerson));
}

TEST(PlainGuide, WhoseAnswerItIsStandsInFrontUnlessTheQuestionNamesHim) {
  std::ostringstream words;
  std::istringstream typed("begin\nbegin\n");
  PlainGuide guide(words, &typed, Colour::kNo);
  Question one = question();
  one.person = "carol";
  EXPECT_EQ(guide.ask(one).value(), "begin");
  EXPECT_THAT(words.str(), HasSubstr("? carol: what now"));
  one.text = "carol signs";
  EXPECT_EQ(guide.ask(one).value(), "begin");
  EXPECT_THAT(words.str(), HasSubstr("? carol signs"));
}

TEST(PlainGuide, AWrongAnswerIsAskedForAgainWithWhatTheChoicesMean) {
  std::ostringstream words;
  std::istringstream typed("later\n  skip \n");
  EXPECT_EQ(PlainGuide(words, &typed, Colour::kNo).ask(question()).value(), "skip");
  EXPECT_THAT(words.str(), HasSubstr("skip: not at all"));
}

TEST(PlainGuide, WithoutAnybodyWhoAnswersTheErrorNamesTheQuestion) {
  std::ostringstream words;
  std::istringstream typed("");
  const auto answer = PlainGuide(words, &typed, Colour::kNo).ask(question());
  EXPECT_THAT(answer, FailsWith(Code::kAskPerson));
  EXPECT_THAT(answer.error().message, HasSubstr("step.fetch"));
  EXPECT_THAT(PlainGuide(words, nullptr, Colour::kNo).ask(question()), FailsWith(Code::kAskPerson));
}

}  // namespace plain_guide_test
}  // namespace pyx::ceremony::running
