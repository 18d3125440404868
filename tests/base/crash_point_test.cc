#include "base/crash_point.h"

#include <gmock/gmock.h>

namespace pyx {
namespace {

TEST(CrashPoint, InTheRealProgramsIsNothing) {
  crash_point(CrashPoint::kFoundKeysMade);
  crash_point(CrashPoint::kSignBeforeSettle);
  SUCCEED();
}

}  // namespace
}  // namespace pyx
