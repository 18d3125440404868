#include "ceremony/screen/screen_guide.h"

#include <gmock/gmock.h>

#include <thread>

#include "ceremony/share_page.h"
#include "ceremony/share_terminal.h"
#include "tests/ceremony/screen/job.h"
#include "tests/ceremony/screen/shown_moment.h"
#include "tests/support/typist.h"

namespace pyx::ceremony::screen {
namespace screen_guide_test {

using running::Question;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::kAsBefore;
using ::testing::Matches;
using ::testing::Not;

Question bag() {
  Question question;
  question.id = "inspect.number.bag";
  question.text = "number on the bag";
  return question;
}

Question to_sign(std::size_t lines) {
  Question question = bag();
  question.text = "wanda signs";
  question.choices = {{"yes", "I sign"}, {"object", "I do not agree"}};
  question.expected = "yes";
  for (std::size_t i = 1; i <= lines; ++i) question.to_read += "line " + std::to_string(i) + "\n";
  return question;
}

int answer_is(Result<std::string> answer, std::string_view wanted) {
  return answer && *answer == wanted ? 0 : 1;
}

class GuideOnAPty : public ::testing::Test {
 protected:
  // What `work` returns is the exit code.
  void guide(int (*work)(ScreenGuide&), bool rehearsal = false) {
    typist_.sit([work, rehearsal] {
      return testing::run_job([work, rehearsal] {
        const SystemClock clock;
        auto terminal = Terminal::open();
        if (!terminal) return 9;
        running::Moment first = testing::shown_moment();
        first.rehearsal = rehearsal;
        ScreenGuide guide(std::move(*terminal), clock, Colour::kNo, first);
        return work(guide);
      });
    });
  }
  pyx::testing::Typist typist_;
};

TEST_F(GuideOnAPty, AnAnswerIsTypedAndSent) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(bag()), "17-B"); });
  typist_.type_after("number on the bag?",
                     " 17-C\x7f"
                     "B \r");
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kAsBefore)));
}

TEST_F(GuideOnAPty, ControlCharactersAndSequencesAreNoPartOfIt) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(bag()), "17"); });
  typist_.type_after("number on the bag?", std::string_view("\0"
                                                            "1\x07\x04\x1b[31m7\x1b[200~\x10\r",
                                                            18));
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, AWrongAnswerIsAskedForAgain) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(to_sign(0)), "object"); });
  typist_.type_after("wanda signs?", "perhaps\r");
  typist_.type_after("the answer is one of: yes, object", "\x15object\r");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, AnEmptyLineIsTheExpectedAnswerOnlyWhereTheQuestionSaysSo) {
  guide([](ScreenGuide& guide) {
    if (answer_is(guide.ask(testing::ways()), "begin") != 0) return 1;
    return answer_is(guide.ask(to_sign(0)), "yes");
  });
  typist_.type_after("step inspect?", "\r");
  typist_.type_after("wanda signs?", "\r");
  typist_.type_after("the answer is one of", "yes\r");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, ALongTextIsReadToItsEndBeforeItIsSigned) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(to_sign(60)), "yes"); });
  typist_.type_after("page down reads on", "yes\r");
  typist_.type_after("it is not read to its end", "\x15\r");
  typist_.await("line 15");
  // Until the end is there; an empty line signs nothing.
  typist_.type("\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~");
  typist_.type_after("of 60, the end", "yes\r");
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), HasSubstr("line 60"));
}

TEST_F(GuideOnAPty, WhatWasReadOutBeforeStandsAboveTheNextQuestion) {
  guide([](ScreenGuide& guide) {
    guide.read("an objection of wanda\n");
    guide.show(testing::shown_moment());
    return answer_is(guide.ask(to_sign(1)), "yes");
  });
  typist_.type_after("an objection of wanda", "yes\r");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, WhatWasTypedBeforeTheQuestionIsNoAnswer) {
  guide([](ScreenGuide& guide) {
    guide.say("work is being done");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    return answer_is(guide.ask(to_sign(0)), "object");
  });
  typist_.type_after("work is being done", "yes\r");
  typist_.type_after("wanda signs?", "object\r");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, TheTimeGoesOnWhileAQuestionWaits) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(testing::ways()), "begin"); });
  typist_.await("0:31 of 5 min");
  // A busy machine may miss a second.
  const auto goes_on =
      AnyOf(HasSubstr("0:32 of 5 min, 4:28 left"), HasSubstr("0:33 of 5 min, 4:27 left"),
            HasSubstr("0:34 of 5 min, 4:26 left"));
  for (int i = 0; i < 8 && !Matches(goes_on)(typist_.seen()); ++i) typist_.await("of 5 min, ");
  EXPECT_THAT(typist_.seen(), goes_on);
  typist_.type("\r");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, AQuestionMarkTellsWhatTheChoicesMean) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(testing::ways()), "begin"); });
  typist_.type_after("step inspect?", "?\r");
  typist_.type_after("abandon: the ceremony ends here", "\r");
  typist_.type_after("The serial is the one on paper", "\r");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(GuideOnAPty, ARehearsalSaysSoInEachFrameAndARealCeremonyInNone) {
  for (const bool rehearsal : {true, false}) {
    guide(
        [](ScreenGuide& guide) {
          guide.say("something");
          return answer_is(guide.ask(bag()), "17");
        },
        rehearsal);
    typist_.type_after("number on the bag?", "17\r");
    EXPECT_EQ(typist_.answer(), 0);
    std::size_t frames = 0;
    for (std::size_t at = 0; (at = typist_.seen().find("\x1b[1;1H", at)) != std::string::npos;
         ++at) {
      ++frames;
      EXPECT_EQ(typist_.seen().substr(at, 40).find("REHEARSAL") != std::string::npos, rehearsal);
    }
    EXPECT_GE(frames, 4U);
  }
}

// SECRET-NEVER: nothing of it is left where somebody could scroll to.
TEST_F(GuideOnAPty, WhoIsAloneWithTheTerminalLeavesNothingOnIt) {
  guide([](ScreenGuide& guide) {
    guide.lend_terminal();
    guide.lend_terminal();
    const auto holder = own_terminal();
    if (!holder->ask("first half? ")) return 2;
    guide.say("touch your token");
    guide.take_terminal();  // of the inner one: it stays lent
    if (!holder->ask("second half? ")) return 3;
    guide.take_terminal();
    return answer_is(guide.ask(bag()), "17");
  });
  typist_.type_after("first half? ", "deal keyboard\n");
  typist_.type_after("second half? ", "academic acid\n");
  typist_.type_after("number on the bag?", "17\r");
  EXPECT_EQ(typist_.answer(), 0);
  const std::string& seen = typist_.seen();
  EXPECT_THAT(seen, HasSubstr("touch your token\r\n"));
  // After the last of it: emptied, and the other screen anew.
  const std::size_t last = seen.rfind("academic acid");
  EXPECT_LT(last, seen.find(kCloseScreen, last));
  EXPECT_LT(seen.find(kCloseScreen, last), seen.find("number on the bag?", last));
}

TEST_F(GuideOnAPty, HostileTextsSendNothingToTheTerminal) {
  guide([](ScreenGuide& guide) {
    running::Moment bad = testing::shown_moment();
    bad.title = bad.step_title = bad.say = "\x1b]0;owned\x07";
    guide.show(bad);
    guide.say("\x1b]0;owned\x07");
    Question question = bag();
    question.to_read = "\x1b]0;owned\x07";
    question.text = question.to_read + "how many";
    return answer_is(guide.ask(question), "17");
  });
  typist_.type_after("how many?", "17\r");
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), Not(HasSubstr("\x1b]")));
}

TEST_F(GuideOnAPty, CtrlCInAQuestionLeavesTheTerminalAsItWas) {
  guide([](ScreenGuide& guide) { return answer_is(guide.ask(bag()), "17"); });
  typist_.type_after("number on the bag?", "17\x03");
  EXPECT_EQ(typist_.answer(), 128 + SIGINT);
  EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kAsBefore)));
}

}  // namespace screen_guide_test
}  // namespace pyx::ceremony::screen
