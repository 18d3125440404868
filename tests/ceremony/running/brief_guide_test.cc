#include "ceremony/running/brief_guide.h"

#include <gmock/gmock.h>

#include <sstream>

#include "ceremony/running/plain_guide.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace brief_guide_test {

TEST(BriefGuide, TellsAStepOnceInOneLine) {
  std::ostringstream words;
  BriefGuide guide(words);
  Moment moment;
  moment.stage = Stage::kStep;
  moment.step = "fetch";
  moment.step_title = "It comes out of the safe";
  moment.step_number = 2;
  moment.steps = 4;
  guide.show(moment);
  guide.show(moment);
  guide.say("something");
  EXPECT_EQ(words.str(),
            "pyx: rehearsal [######..................] step 2 of 4, fetch: It comes out of the "
            "safe\n");
}

TEST(BriefGuide, NobodyIsThereToAnswer) {
  std::ostringstream words;
  EXPECT_THAT(BriefGuide(words).ask({}), pyx::testing::FailsWith(Code::kAskPerson));
}

TEST(RehearsedGuide, SuggestsWhatARehearsalWouldMakeUp) {
  std::ostringstream words;
  std::istringstream typed("\n");
  PlainGuide plain(words, &typed, Colour::kNo);
  Question question;
  question.id = "inspect.number.bag";
  question.text = "number on bag";
  EXPECT_EQ(RehearsedGuide(plain).ask(question).value(), "rehearsal bag");
}

}  // namespace brief_guide_test
}  // namespace pyx::ceremony::running
