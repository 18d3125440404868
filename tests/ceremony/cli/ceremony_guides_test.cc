// Which guide is there, by the real program on a pseudo-terminal; and whole ceremonies, typed on
// the full screen.

#include "ceremony/cli/ceremony_guides.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "ceremony/transcript/bundle.h"
#include "tests/ceremony/room_page/browser.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/ceremony/screen/job.h"
#include "tests/support/typist.h"

namespace pyx::ceremony {
namespace ceremony_guides_test {

namespace fs = std::filesystem;

using running::testing::SmallCeremony;
using screen::testing::kAsBefore;
using screen::testing::kOther;
using screen::testing::run_job;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPlan = PYX_SOURCE_DIR "/ceremony/plans/replace-officer.toml";
constexpr std::string_view kScreen = "\x1b[?1049h";
constexpr std::string_view kFirstQuestion = "begin A look into a bag?";

class PyxOnAPty : public ::testing::Test {
 protected:
  void start(std::vector<std::string> words, const char* kind = "xterm") {
    words.insert(words.begin(), PYX_PROGRAM);
    typist_.sit([words, kind]() mutable {
      return run_job([&] {
        ::setenv("TERM", kind, 1);
        std::vector<char*> pointers;
        for (std::string& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        ::execv(pointers[0], pointers.data());
        return 127;
      });
    });
  }
  void run(std::vector<std::string> more = {}, const char* kind = "xterm") {
    std::vector<std::string> words = {"ceremony", "run", path("plan.toml"), "--site",
                                      path("site.toml")};
    words.insert(words.end(), more.begin(), more.end());
    start(words, kind);
  }
  std::string path(const std::string& name) const { return (room_.folder() / name).string(); }
  void expect_restored() const {
    EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kAsBefore)));
    EXPECT_THAT(typist_.seen(), Not(HasSubstr(std::string(kOther))));
  }
  // Enter, as often as something is asked, until the program has ended.
  void enter_through() {
    while (typist_.sees("rehearsal> ")) typist_.press("\r");
  }

  SmallCeremony room_;
  pyx::testing::Typist typist_;
};

TEST_F(PyxOnAPty, ACeremonyOnATerminalHasAFullScreenAndDoesNotLookLikeARehearsal) {
  run();
  typist_.type_after(kFirstQuestion, "stop\r");
  EXPECT_EQ(typist_.answer(), 1);
  EXPECT_THAT(typist_.seen(), HasSubstr(std::string(kScreen)));
  EXPECT_THAT(typist_.seen(), Not(HasSubstr("REHEARSAL")));
  // What it comes to stands on the ordinary screen.
  EXPECT_LT(typist_.seen().find("\x1b[?1049l"), typist_.seen().find("was not begun"));
  expect_restored();
}

TEST_F(PyxOnAPty, PlainAndADumbTerminalHaveLines) {
  run({"--plain"});
  typist_.type_after("begin A look into a bag", "stop\r");
  EXPECT_EQ(typist_.answer(), 1);
  EXPECT_THAT(typist_.seen(), Not(HasSubstr(std::string(kScreen))));
  run({}, "dumb");
  typist_.type_after("begin A look into a bag", "stop\r");
  EXPECT_EQ(typist_.answer(), 1);
  EXPECT_THAT(typist_.seen(), Not(HasSubstr(std::string(kScreen))));
}

TEST_F(PyxOnAPty, CtrlCAndSigtermLeaveTheTerminalAsItWas) {
  run();
  typist_.type_after(kFirstQuestion, "\x03");
  EXPECT_EQ(typist_.answer(), 128 + SIGINT);
  expect_restored();
  run();
  typist_.await(kFirstQuestion);
  ::kill(typist_.child(), SIGTERM);
  EXPECT_EQ(typist_.answer(), 128 + SIGTERM);
  expect_restored();
}

TEST_F(PyxOnAPty, ThePageOnTheWallShowsTheCeremonyAndEndsWithIt) {
  run({"--room"});
  typist_.await(kFirstQuestion);
  const std::string& seen = typist_.seen();
  const std::string front = "http://127.0.0.1:";
  const std::size_t at = seen.find(front);
  ASSERT_NE(at, std::string::npos) << seen;
  const auto port = static_cast<std::uint16_t>(std::stoul(seen.substr(at + front.size())));
  const std::string wall = room_page::testing::fetched("/moment", port);
  EXPECT_THAT(wall, HasSubstr("\"title\":\"A look into a bag\""));
  EXPECT_THAT(wall, HasSubstr("\"rehearsal\":false"));
  typist_.type("stop\r");
  EXPECT_EQ(typist_.answer(), 1);
  expect_restored();
}

TEST_F(PyxOnAPty, APortThatIsTakenEndsItBeforeAnythingBegins) {
  const SystemClock clock;
  const auto other = room_page::RoomServer::start(0, clock, {}).value();
  run({"--room", std::to_string(other->port())});
  EXPECT_EQ(typist_.answer(), 1);
  EXPECT_THAT(typist_.seen(), HasSubstr("is taken"));
  EXPECT_THAT(typist_.seen(), Not(HasSubstr(std::string(kScreen))));
  run({"--room", "65536"});
  EXPECT_EQ(typist_.answer(), 2);
  EXPECT_THAT(typist_.seen(), HasSubstr("--room"));
}

// In this process, so that no token is needed.
TEST_F(PyxOnAPty, ASmallCeremonyIsTypedToItsEnd) {
  typist_.sit([this] {
    return run_job([this] {
      auto terminal = screen::Terminal::open();
      if (!terminal) return 9;
      running::Moment first;
      std::optional<screen::ScreenGuide> guide;
      guide.emplace(std::move(*terminal), room_.clock, Colour::kYes, first);
      running::RehearsedGuide rehearsed(*guide);
      const auto end = room_.hold(rehearsed);
      guide.reset();
      return end && end->ending == running::Ending::kCompleted ? 0 : 1;
    });
  });
  enter_through();
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_EQ(room_.verdict(), "clean");
  for (const char* part : {"Step open", "Now open.", "Step destroy", "wanda", "REHEARSAL"})
    EXPECT_THAT(typist_.seen(), HasSubstr(part));
  expect_restored();
}

TEST_F(PyxOnAPty, ARehearsalOfAShippedPlanIsTypedToItsEnd) {
  const fs::path folder = room_.folder() / "stage";
  start({"ceremony", "rehearse", kPlan, "--dir", folder.string(), "--step-by-step", "--room"});
  enter_through();
  EXPECT_EQ(typist_.answer(), 0);
  EXPECT_THAT(typist_.seen(), HasSubstr("clean"));
  EXPECT_TRUE(fs::exists(folder / "bundle" / transcript::kTranscriptFile));
  expect_restored();
}

TEST_F(PyxOnAPty, ARehearsalThatWasCutOffIsTakenUpOnTheScreen) {
  const fs::path folder = room_.folder() / "stage";
  start({"ceremony", "rehearse", kPlan, "--dir", folder.string(), "--step-by-step"});
  while (typist_.sees("rehearsal> ") && typist_.seen().find("step 3 of") == std::string::npos)
    typist_.type("\r");
  typist_.type("\x03");
  EXPECT_EQ(typist_.answer(), 128 + SIGINT);
  expect_restored();
  start({"ceremony", "resume", (folder / "bundle").string(), "--site",
         (folder / "site.toml").string(), "--step-by-step"});
  enter_through();
  EXPECT_THAT(typist_.seen(), HasSubstr("REHEARSAL"));
  EXPECT_THAT(typist_.seen(), HasSubstr("clean"));
  const int ended = typist_.answer();
  EXPECT_TRUE(ended == 0 || ended == static_cast<int>(ExitCode::kDeviations)) << ended;
}

}  // namespace ceremony_guides_test
}  // namespace pyx::ceremony
