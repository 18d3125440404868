// Whose rights the daemon has: never root's unasked, and never more than it starts with.
#pragma once

#include <string>

#include "base/result.h"

namespace pyx::server {

enum class AsRoot { kRefused, kAllowed };  // kAllowed: for trying out, `pyxd --allow-root`

// Gives up what the process will not need, before it opens anything (HOST-CONFINED).
//   started as root    becomes `user` for good: its user id, its groups, no capabilities; without
//                      a user, or when the user is root, only with AsRoot::kAllowed
//   started as another stays so; `user` may be empty or must name just him
// No new privileges by any program that is started (PR_SET_NO_NEW_PRIVS), no core dumps.
// Threads: none but the caller's. Errors: kBadInput, kNotFound (no such user), kRefused with
// HOST-CONFINED.
Result<void> drop_privileges(const std::string& user, AsRoot as_root);

}  // namespace pyx::server
