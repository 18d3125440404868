#include "ceremony/screen/question_pane.h"

#include <gmock/gmock.h>

#include "tests/ceremony/screen/shown_moment.h"

namespace pyx::ceremony::screen {
namespace question_pane_test {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::shown_view;
using testing::whole;

TEST(QuestionPane, SaysWhatEnterMeansAndWhatElseCanBeTyped) {
  const QuestionPane pane = question_pane(shown_view(), 80);
  EXPECT_EQ(whole(pane.question), "step inspect?\n");
  EXPECT_THAT(whole(pane.choices), HasSubstr("Enter: begin"));
  EXPECT_THAT(whole(pane.choices), HasSubstr("or: deviation, object, note, leave, abandon"));
}

TEST(QuestionPane, FewChoicesAreToldWithWhatTheyMean) {
  View view = shown_view();
  view.question->choices = {{"yes", "I have read it and sign it"}, {"object", "I do not agree"}};
  view.question->expected = "yes";
  view.question->enter_is_expected = false;
  const QuestionPane pane = question_pane(view, 80);
  EXPECT_THAT(whole(pane.choices), HasSubstr("yes: I have read it and sign it"));
  EXPECT_THAT(whole(pane.choices), Not(HasSubstr("Enter")));
  view.question->enter_is_expected = true;
  EXPECT_EQ(whole(question_pane(view, 80).choices),
            "  Enter, or yes: I have read it and sign it\n  object: I do not agree\n");
}

TEST(QuestionPane, NamesWhoseAnswerItIsWhereTheTextDoesNot) {
  View view = shown_view();
  view.question->person = "wanda";
  EXPECT_EQ(whole(question_pane(view, 80).question), "wanda: step inspect?\n");
  view.question->text = "wanda initials step inspect";
  EXPECT_EQ(whole(question_pane(view, 80).question), "wanda initials step inspect?\n");
}

TEST(QuestionPane, WhyAnAnswerIsNoneStandsInPlaceOfTheChoices) {
  View view = shown_view();
  view.complaint = "the answer is one of: begin";
  EXPECT_EQ(whole(question_pane(view, 80).choices), "the answer is one of: begin\n");
}

TEST(QuestionPane, WithoutAQuestionWorkIsBeingDone) {
  View view = shown_view();
  view.question.reset();
  EXPECT_EQ(whole(question_pane(view, 80).question), "it is being done\n");
}

TEST(TypedLineOfScreen, SaysThatItIsARehearsalAndOtherwiseNothing) {
  View view = shown_view();
  view.answer = "note";
  view.cursor = 4;
  EXPECT_EQ(text_of(typed_line(view, 80).line), "> note");
  view.moment.rehearsal = true;
  EXPECT_EQ(text_of(typed_line(view, 80).line), "rehearsal> note");
  EXPECT_EQ(typed_line(view, 80).cursor_column, 15U);
  EXPECT_EQ(text_of(typed_line(view, 12).line), "R> note");
}

TEST(TypedLineOfScreen, ShowsThePartAroundTheCursor) {
  View view = shown_view();
  view.answer = std::string(50, 'a') + std::string(50, 'b');
  view.cursor = 100;
  const TypedLine at_end = typed_line(view, 40);
  EXPECT_EQ(text_of(at_end.line), "> " + std::string(37, 'b'));
  EXPECT_EQ(at_end.cursor_column, 39U);
  view.cursor = 0;
  const TypedLine at_begin = typed_line(view, 40);
  EXPECT_EQ(text_of(at_begin.line), "> " + std::string(38, 'a'));
  EXPECT_EQ(at_begin.cursor_column, 2U);
}

TEST(TypedLineOfScreen, WideCharactersTakeTheirColumns) {
  View view = shown_view();
  view.answer = "\xe6\x9d\xb1\xe4\xba\xac";
  view.cursor = 3;
  EXPECT_EQ(typed_line(view, 80).cursor_column, 4U);
  view.cursor = 6;
  for (std::size_t columns = 1; columns < 12; ++columns) {
    const TypedLine typed = typed_line(view, columns);
    EXPECT_LE(columns_of(typed.line), columns);
    EXPECT_LT(typed.cursor_column, columns);
  }
}

TEST(HelpOfQuestion, TellsEveryChoiceAndTheKeys) {
  const std::string help = help_of(testing::ways());
  for (const char* part : {"begin: it is done now", "abandon: the ceremony ends here",
                           "Enter: begin", "Page up", "Ctrl-C"})
    EXPECT_THAT(help, HasSubstr(part));
}

}  // namespace question_pane_test
}  // namespace pyx::ceremony::screen
