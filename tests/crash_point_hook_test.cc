#include "tests/crash_point_hook.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <set>
#include <string>

#include "base/file.h"

namespace pyx::testing {
namespace crash_point_hook_test {

constexpr std::size_t kMostProgramBytes = std::size_t{1} << 30U;

// How a child ends that is armed for `name` and passes `point`.
int end_of_child(std::string_view name, CrashPoint point) {
  const pid_t child = ::fork();
  if (child == 0) {
    crash_at(name);
    crash_point(point);
    std::_Exit(EXIT_SUCCESS);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(CrashPointHook, KillsTheProcessAtThePointItWasArmedForAndAtNoOther) {
  for (const NamedCrashPoint& armed : kCrashPoints) {
    for (const NamedCrashPoint& passed : kCrashPoints) {
      const int status = end_of_child(armed.name, passed.point);
      if (armed.point == passed.point) {
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << armed.name;
      } else {
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) << passed.name;
      }
    }
  }
}

TEST(CrashPointHook, ANameThatStandsForNoPointIsNoCrash) {
  const int status = end_of_child("crash-point:no-such-point", CrashPoint::kSignSigned);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE);
}

TEST(CrashPointHook, NamesEachPointOnce) {
  std::set<CrashPoint> points;
  std::set<std::string_view> names;
  for (const NamedCrashPoint& known : kCrashPoints) {
    EXPECT_TRUE(points.insert(known.point).second) << known.name;
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
  }
  // kCeremonyStepDone is the last of the list in base/crash_point.h.
  EXPECT_EQ(kCrashPoints.size(), static_cast<std::size_t>(CrashPoint::kCeremonyStepDone) + 1);
}

// Each program that crashes at points compares its part of the page with what it saw: a point that
// is on the page is one that was passed.
TEST(CrashPointHook, EveryPointStandsInTheDocs) {
  std::string pages;
  for (const char* file : {"/docs/crash-points.md", "/docs/crash-matrix.md"}) {
    const auto page = read_file(std::string(PYX_SOURCE_DIR) + file);
    ASSERT_TRUE(page.ok()) << describe(page.error());
    pages += as_text(*page);
  }
  for (const NamedCrashPoint& known : kCrashPoints) {
    const std::string row = "| " + std::string(known.name.substr(known.name.find(':') + 1)) + " | ";
    EXPECT_NE(pages.find(row), std::string::npos) << known.name;
  }
}

TEST(CrashPointHook, NoProgramThatIsReleasedHoldsANameOfACrashPoint) {
  for (const char* program : {PYX_PROGRAM, PYXD_PROGRAM}) {
    const auto bytes = read_file(program, kMostProgramBytes);
    ASSERT_TRUE(bytes.ok()) << describe(bytes.error());
    for (const NamedCrashPoint& known : kCrashPoints) {
      EXPECT_EQ(as_text(*bytes).find(known.name), std::string_view::npos)
          << program << " holds " << known.name;
    }
  }
}

// What shows that the search above would have found them.
TEST(CrashPointHook, ATestProgramHoldsThem) {
  const auto bytes = read_file("/proc/self/exe", kMostProgramBytes);
  ASSERT_TRUE(bytes.ok()) << describe(bytes.error());
  for (const NamedCrashPoint& known : kCrashPoints) {
    EXPECT_NE(as_text(*bytes).find(known.name), std::string_view::npos) << known.name;
  }
}

}  // namespace crash_point_hook_test
}  // namespace pyx::testing
