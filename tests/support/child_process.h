// A program started by a test or a measurement; it ends with its starter.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pyx::testing {

class ChildProcess {
 public:
  // `words[0]` is the program's path. Standard output and error go to the files. Errors: kStore.
  static Result<ChildProcess> start(const std::vector<std::string>& words,
                                    const std::filesystem::path& out,
                                    const std::filesystem::path& err);
  ChildProcess(ChildProcess&& from) noexcept : pid_(std::exchange(from.pid_, -1)) {}
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();  // SIGTERM, then waits

  int wait();           // its exit code, or 128 and the signal's number
  int end(int signal);  // sends the signal, then waits
  bool is_running();
  // User and system time so far. Source: proc(5), /proc/PID/stat, fields 14 and 15.
  Result<double> cpu_seconds() const;
  // What stands behind "Uid", "VmRSS", … Source: proc(5), /proc/PID/status.
  Result<std::string> status(const std::string& name) const;
  pid_t pid() const { return pid_; }

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

}  // namespace pyx::testing
