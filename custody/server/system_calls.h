// Which system calls the daemon may make once it serves. Everything else ends the process at once,
// in every thread (SIGSYS): whoever breaks in cannot start a program, open a connection of his own,
// trace or load code. Source: seccomp(2), SECCOMP_RET_KILL_PROCESS and SECCOMP_FILTER_FLAG_TSYNC.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pyx::server {

enum class Filter {
  kInForce,
  kNotInThisBuild,  // a sanitizer's own calls would be refused
};

// For good, for all threads that there are and that will be (control HOST-CONFINED).
//   also   names of further calls, for a module that needs them: "ioctl", with any arguments
// Errors: kBadInput (no such call), kBug (the kernel refuses the filter).
Result<Filter> filter_system_calls(const std::vector<std::string>& also);

// Whether the kernel of this machine knows a call of that name.
bool is_system_call(const std::string& name);

}  // namespace pyx::server
