#include "ceremony/screen/terminal.h"

#include <gmock/gmock.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "ceremony/share_page.h"
#include "tests/ceremony/screen/job.h"
#include "tests/matchers.h"
#include "tests/support/typist.h"

namespace pyx::ceremony::screen {
namespace terminal_test {

using ::testing::HasSubstr;
using testing::kAsBefore;
using testing::kOther;
using ::testing::Not;

constexpr std::string_view kOpened = "\x1b[?1049h";
constexpr std::string_view kLeft = "\x1b[?1049l";

// Until "q" is typed; "a" is a bug that ends the process, "l" and "t" lend and take.
int hold_screen() {
  auto terminal = Terminal::open();
  if (!terminal) return 9;
  Terminal& screen = **terminal;
  screen.write("<ready>");
  for (;;) {
    const auto typed = screen.wait(std::chrono::seconds(5));
    if (!typed) return 8;
    if (*typed == "q") return 0;
    if (*typed == "a") std::abort();
    // One who has it alone types lines.
    if (*typed == "l") {
      screen.lend();
      screen.write("<lent>");
    }
    if (*typed == "t\n") {
      screen.take();
      screen.write("<taken>");
    }
    screen.write("<" + std::to_string(typed->size()) + " bytes>");
  }
}

class TerminalOnAPty : public ::testing::Test {
 protected:
  void hold() {
    typist_.sit([] { return testing::run_job(hold_screen); });
  }
  void expect_restored() {
    EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kLeft)));
    EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kAsBefore)));
    EXPECT_THAT(typist_.seen(), Not(HasSubstr(std::string(kOther))));
  }
  pyx::testing::Typist typist_;
};

TEST_F(TerminalOnAPty, KeysComeOneByOneAndUnseenAndAtTheEndAllIsAsBefore) {
  hold();
  typist_.type_after("<ready>", "X");
  typist_.type_after("<1 bytes>", "q");
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), Not(HasSubstr("X")));
  EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kOpened)));
  expect_restored();
}

TEST_F(TerminalOnAPty, SignalsThatEndTheProcessLeaveTheTerminalAsItWas) {
  for (const char key : {'\x03', '\x1c'}) {
    hold();
    typist_.type_after("<ready>", std::string(1, key));
    EXPECT_EQ(typist_.answer(), 128 + (key == '\x03' ? SIGINT : SIGQUIT));
    expect_restored();
  }
  for (const int signal : {SIGTERM, SIGHUP}) {
    hold();
    typist_.await("<ready>");
    ::kill(typist_.child(), signal);
    EXPECT_EQ(typist_.answer(), 128 + signal);
    expect_restored();
  }
}

TEST_F(TerminalOnAPty, ACrashLeavesTheTerminalAsItWas) {
  hold();
  typist_.type_after("<ready>", "a");
  EXPECT_EQ(typist_.answer(), 128 + SIGABRT);
  expect_restored();
}

TEST_F(TerminalOnAPty, SuspensionGivesTheTerminalBackAndTakesItAgain) {
  hold();
  typist_.type_after("<ready>", "\x1a");
  typist_.await(kAsBefore);
  typist_.await(kOpened);
  typist_.type_after("<0 bytes>", "q");
  EXPECT_EQ(typist_.answer(), 0);
  expect_restored();
}

TEST_F(TerminalOnAPty, WhoHasItAloneTypesLinesAndSeesThem) {
  hold();
  typist_.type_after("<ready>", "l");
  typist_.type_after("<lent>", "t\n");
  typist_.type_after("<taken>", "q");
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), HasSubstr("t\r\n"));
  expect_restored();
}

TEST_F(TerminalOnAPty, WhoHasItAloneCannotBeSuspended) {
  hold();
  typist_.type_after("<ready>", "l");
  typist_.type_after("<lent>", "\x1a");
  typist_.type("t\n");
  typist_.type_after("<taken>", "q");
  EXPECT_EQ(typist_.answer(), 0);
}

// SECRET-NEVER: a share may stand there, and have scrolled away.
TEST_F(TerminalOnAPty, AnEndWhileSomebodyHasItAloneEmptiesWhatScrolledAway) {
  hold();
  typist_.type_after("<ready>", "l");
  typist_.type_after("<lent>", "\x03");
  EXPECT_EQ(typist_.answer(), 128 + SIGINT);
  EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kCloseScreen)));
  expect_restored();
}

TEST_F(TerminalOnAPty, ASizeThatIsNotKnownIsTheUsualOneAndAChangeIsSeen) {
  typist_.sit([] {
    auto terminal = Terminal::open();
    if (!terminal || (*terminal)->size() != Size{24, 80}) return 1;
    const winsize window{40, 120, 0, 0};
    ::ioctl(STDIN_FILENO, TIOCSWINSZ, &window);
    const auto begun = std::chrono::steady_clock::now();
    if ((*terminal)->wait(std::chrono::seconds(1)) != "") return 2;
    if (std::chrono::steady_clock::now() - begun > std::chrono::seconds(3)) return 3;
    return (*terminal)->size() == Size{40, 120} ? 0 : 4;
  });
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(TerminalOnAPty, WhatWasTypedCanBeForgotten) {
  typist_.sit([] {
    auto terminal = Terminal::open();
    if (!terminal) return 1;
    (*terminal)->write("<ready>");
    int waiting = 0;
    while (waiting == 0) ::ioctl(STDIN_FILENO, FIONREAD, &waiting);
    (*terminal)->forget_typed();
    return (*terminal)->wait(std::chrono::milliseconds(100)) == "" ? 0 : 2;
  });
  typist_.type_after("<ready>", "y");
  EXPECT_EQ(typist_.answer(), 0);
}

TEST_F(TerminalOnAPty, ASignalThatWasIgnoredStaysIgnored) {
  typist_.sit([] {
    std::signal(SIGINT, SIG_IGN);
    auto terminal = Terminal::open();
    if (!terminal) return 1;
    std::raise(SIGINT);
    terminal->reset();
    return std::signal(SIGINT, SIG_DFL) == SIG_IGN && std::signal(SIGTERM, SIG_DFL) == SIG_DFL ? 0
                                                                                               : 2;
  });
  EXPECT_EQ(typist_.answer(), 0);
}

TEST(Terminal, WithoutOneThereIsNone) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    const auto terminal = Terminal::open();
    ::_exit(!terminal && terminal.error().code == Code::kAskPerson ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace terminal_test
}  // namespace pyx::ceremony::screen
