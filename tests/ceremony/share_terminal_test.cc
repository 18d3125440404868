#include "ceremony/share_terminal.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "base/reveal.h"
#include "ceremony/share_page.h"
#include "tests/matchers.h"
#include "tests/support/typist.h"

namespace pyx::ceremony {
namespace share_terminal_test {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kWords =
    "deal keyboard academic acid advance wrist tactics solution zero genuine "
    "webcam buyer expect bedroom spray owner numb walnut adjust percent";

// A child sits there; this side types and sees what a person would.
class OwnTerminalOnAPty : public ::testing::Test {
 protected:
  void sit(int (*what)(ShareTerminal&)) {
    typist_.sit([what] { return what(*own_terminal()); });
  }

  pyx::testing::Typist typist_;
};

int read_twenty(ShareTerminal& terminal) {
  const auto typed = terminal.ask_words(20);
  if (!typed) return typed.error().code == Code::kAskPerson ? 2 : 3;
  std::string text(as_text(typed->text().reveal(reveal())));
  while (text.ends_with(' ')) text.pop_back();
  return text == kWords ? 0 : 1;
}

// SECRET-NEVER: typed words are not echoed.
TEST_F(OwnTerminalOnAPty, WordsComeInRowsAndAreNotShown) {
  sit(read_twenty);
  const std::string words(kWords);
  const std::size_t half = words.find("genuine") + 7;
  typist_.type_after("words from 1 on, unseen: ", words.substr(0, half) + "\n");
  typist_.type_after("words from 11 on, unseen: ", words.substr(half + 1) + "\n");
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), Not(HasSubstr("academic")));
  EXPECT_THAT(typist_.seen(), Not(HasSubstr("walnut")));
}

TEST_F(OwnTerminalOnAPty, AnEmptyRowEndsTheWords) {
  sit(read_twenty);
  typist_.type_after("words from 1 on", "deal keyboard\n");
  typist_.type_after("words from 3 on", "\n");
  EXPECT_EQ(typist_.answer(), 1);
}

TEST_F(OwnTerminalOnAPty, NothingTypedAtAllGivesUp) {
  sit(read_twenty);
  typist_.type_after("words from 1 on", "\n");
  EXPECT_EQ(typist_.answer(), 2);
}

TEST_F(OwnTerminalOnAPty, ClearingLeavesNothingToScrollBackTo) {
  sit([](ShareTerminal& terminal) {
    Bytes words = to_bytes("academic acid");
    const bool well = terminal.show(*SecretBytes::take(words)).ok() && terminal.clear().ok() &&
                      terminal.say("next").ok();
    return well ? 0 : 1;
  });
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), HasSubstr("academic acid\r\n" + std::string(kCloseScreen) + "next"));
}

TEST_F(OwnTerminalOnAPty, AQuestionTakesOneLine) {
  sit([](ShareTerminal& terminal) {
    const auto line = terminal.ask("go on? ");
    return line && *line == "yes" ? 0 : 1;
  });
  typist_.type_after("go on? ", "yes\n");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST(OwnTerminal, WithoutATerminalAPersonIsNeeded) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    const auto terminal = own_terminal();
    const bool refused = !terminal->clear() && !terminal->say("x") && !terminal->ask_words(20);
    _exit(refused ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace share_terminal_test
}  // namespace pyx::ceremony
