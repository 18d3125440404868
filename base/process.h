// What every Pyx process does first.
#pragma once

#include <cstddef>

#include "base/result.h"

namespace pyx {

// Refuses core dumps and tracing (RLIMIT_CORE 0, PR_SET_DUMPABLE 0), sets umask 077, ignores
// SIGPIPE and sets OpenSSL's secure heap up in locked memory. Call it once, first in main(), before
// any thread. Errors: kBug, saying which limit is too small (RLIMIT_MEMLOCK below 128 KiB).
Result<void> harden_process();

}  // namespace pyx
