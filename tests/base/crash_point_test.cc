#include "base/crash_point.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace pyx {
namespace crash_point_test {

TEST(CrashPoint, InTheRealProgramsIsNothing) {
  EXPECT_EXIT(
      {
        crash_point(CrashPoint::kFoundKeysMade);
        crash_point(CrashPoint::kSignBeforeSettle);
        std::_Exit(0);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace crash_point_test
}  // namespace pyx
