#include "ceremony/steps/noting_screen.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"
#include "tests/support/revealed.h"

namespace pyx::ceremony::steps {
namespace noting_screen_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;

SecretBytes secret(std::string text) {
  return *SecretBytes::take({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

class Noting : public ::testing::Test {
 protected:
  void note(const std::string& who, const std::string& words) {
    ASSERT_THAT(screen_.ask(who + ": when nobody but you sees the screen, press Enter"), IsOk());
    std::string page = "share 1 of 3      held by " + who + "\n\n   check\n";
    int number = 1;
    std::string word;
    for (const char c : words + " ") {
      if (c != ' ') {
        word += c;
        continue;
      }
      page += "  " + std::to_string(number++) + " " + word;
      word.clear();
    }
    ASSERT_THAT(screen_.show_page(secret(page + "  AB\n")), IsOk());
  }
  std::string typed(std::size_t words) {
    const auto result = screen_.ask_words(words);
    if (!result) return "nothing";
    std::string text = to_text(pyx::testing::revealed(result->text()));
    while (text.ends_with(' ')) text.pop_back();
    return text;
  }
  NotingScreen screen_;
};

TEST_F(Noting, WhoIsCalledTypesHisNewestNote) {
  note("alice", "acid acne acquire");
  note("bob", "adult advance adapt");
  note("alice", "agency agree aide");
  ASSERT_THAT(screen_.say("alice: type back what you wrote down"), IsOk());
  EXPECT_EQ(typed(3), "agency agree aide");
  ASSERT_THAT(screen_.say("bob: type the 3 words of your share"), IsOk());
  EXPECT_EQ(typed(3), "adult advance adapt");
  ASSERT_THAT(screen_.say("carol: type the 3 words of your share"), IsOk());
  EXPECT_THAT(screen_.ask_words(3), FailsWith(Code::kAskPerson));
}

TEST_F(Noting, NotesOfAnotherLengthAreOfSomethingElse) {
  note("alice", "acid acne acquire");
  note("alice", "agency agree");
  ASSERT_THAT(screen_.say("alice: type the 3 words of your share"), IsOk());
  EXPECT_EQ(typed(3), "acid acne acquire");
}

TEST_F(Noting, WhoeverComesTypesOneNoteAfterTheOtherUntilNoneHelps) {
  note("alice", "acid acne acquire");
  note("bob", "adult advance adapt");
  ASSERT_THAT(screen_.say("still missing: 2 more shares"), IsOk());
  EXPECT_EQ(typed(3), "adult advance adapt");
  ASSERT_THAT(screen_.say("still missing: 1 more share"), IsOk());
  EXPECT_EQ(typed(3), "acid acne acquire");
  ASSERT_THAT(screen_.say("still missing: 1 more share"), IsOk());
  EXPECT_EQ(typed(3), "adult advance adapt");
  ASSERT_THAT(screen_.say("still missing: 1 more share"), IsOk());
  EXPECT_THAT(screen_.ask_words(3), FailsWith(Code::kAskPerson));
}

}  // namespace noting_screen_test
}  // namespace pyx::ceremony::steps
