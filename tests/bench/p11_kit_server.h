// What a user would take instead: `p11-kit server` in front of the same module, and its client
// module in other processes. It authorises, counts and records nothing.
#pragma once

#include <filesystem>
#include <optional>

#include "tests/support/child_process.h"

namespace pyx::bench {

class P11KitServer {
 public:
  // Serves all tokens of `module` at a socket in `folder`, and points this process's children to
  // it. Errors: kNotFound if the packages p11-kit and p11-kit-modules are not there; kRetry if it
  // does not start.
  static Result<P11KitServer> start(const std::filesystem::path& module,
                                    const std::filesystem::path& folder);
  static std::filesystem::path client_module();

 private:
  explicit P11KitServer(testing::ChildProcess process) : process_(std::move(process)) {}
  testing::ChildProcess process_;
};

}  // namespace pyx::bench
