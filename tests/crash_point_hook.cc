#include "tests/crash_point_hook.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

namespace pyx {
namespace {

constexpr int kNotArmed = -1;
std::atomic<int> armed{kNotArmed};
std::atomic<unsigned> still_to_pass{0};

}  // namespace

void crash_point(CrashPoint point) {
  if (armed.load() != static_cast<int>(point)) return;
  if (still_to_pass.fetch_sub(1) == 0) ::kill(::getpid(), SIGKILL);
}

namespace testing {

void crash_at(std::string_view name, unsigned passes) {
  still_to_pass = passes;
  for (const NamedCrashPoint& known : kCrashPoints) {
    if (known.name == name) {
      armed = static_cast<int>(known.point);
      return;
    }
  }
  std::_Exit(EXIT_FAILURE);
}

}  // namespace testing
}  // namespace pyx
