#include "ceremony/running/guide.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace guide_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

Question with_choices() {
  Question question;
  question.id = "step.fetch";
  question.choices = {{"begin", "now"}, {"skip", "not at all"}};
  return question;
}

TEST(Guide, AChoiceIsOneOfItsWords) {
  EXPECT_THAT(check_answer(with_choices(), "skip"), IsOk());
  EXPECT_THAT(check_answer(with_choices(), "sk"), FailsWith(Code::kBadInput));
  EXPECT_EQ(choice_of(with_choices(), "skip")->text, "not at all");
  EXPECT_EQ(choice_of(with_choices(), "none"), nullptr);
}

TEST(Guide, AnErrorListsTheChoices) {
  EXPECT_THAT(check_answer(with_choices(), "x").error().message,
              ::testing::HasSubstr("begin, skip"));
}

TEST(Guide, TextIsWhatShowsAsItIs) {
  EXPECT_THAT(check_answer({}, "bag 17-B, Zürich"), IsOk());
  EXPECT_THAT(check_answer({}, ""), FailsWith(Code::kBadInput));
  EXPECT_THAT(check_answer({}, "two\nlines"), FailsWith(Code::kBadInput));
  EXPECT_THAT(check_answer({}, "\x1b[31mred"), FailsWith(Code::kBadInput));
  EXPECT_THAT(check_answer({}, "left\xe2\x80\xaeright"), FailsWith(Code::kBadInput));
}

TEST(Guide, TextOfTheGreatestLengthIsTakenAndOneByteMoreIsNot) {
  EXPECT_THAT(check_answer({}, std::string(kMostAnswerBytes, 'a')), IsOk());
  EXPECT_THAT(check_answer({}, std::string(kMostAnswerBytes + 1, 'a')), FailsWith(Code::kBadInput));
}

TEST(Guide, EachStageHasAName) {
  EXPECT_EQ(to_text(Stage::kOpening), "opening");
  EXPECT_EQ(to_text(Stage::kEnd), "end");
}

TEST(Question, NamesWhoseAnswerItIsOnce) {
  Question question;
  question.text = "the bag is whole";
  EXPECT_EQ(text_of(question), "the bag is whole");
  question.person = "wanda";
  EXPECT_EQ(text_of(question), "wanda: the bag is whole");
  question.text = "wanda signs";
  EXPECT_EQ(text_of(question), "wanda signs");
}

TEST(Question, IsAnsweredByAnEmptyLineOnlyWhereThatSaysSomething) {
  Question question;
  question.enter_is_expected = true;
  EXPECT_FALSE(takes_enter(question));
  question.expected = "begin";
  EXPECT_TRUE(takes_enter(question));
  question.enter_is_expected = false;
  EXPECT_FALSE(takes_enter(question));
}

}  // namespace guide_test
}  // namespace pyx::ceremony::running
