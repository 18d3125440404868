// Programs run under strace, and what they and their children wrote, were started with and asked
// the kernel for. A process that refuses to be dumped is read by a tracer with CAP_SYS_PTRACE only:
// Tracer::why_not() says what stands in the way. Source: strace(1), version 6.1.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pyx::testing {

// One call of the kernel as strace shows it.
struct TracedCall {
  std::string process;  // its number
  std::string name;     // "write", "execve"
  std::string target;   // of a write: a file's path, "UNIX-STREAM:[1->2]", "pipe:[3]"
  std::string bytes;    // all strings that it was given, one after another
  std::string line;     // as it stands in the trace
  bool writes() const;
};
// Errors: kBadInput for a string that strace cut off, or one that is not in hex.
Result<std::vector<TracedCall>> parse_trace(std::string_view trace);

class Tracer {
 public:
  // Traces go into the folder.
  explicit Tracer(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The line that runs `words` (words[0] is the program's path) and traces it into a file of its
  // own. Its exit code and its standard files are the program's.
  std::vector<std::string> around(const std::vector<std::string>& words);
  // Nothing if it sees here what a program writes; else the reason.
  //   words  a program that writes `said` to its standard output
  std::optional<std::string> why_not(const std::vector<std::string>& words, std::string_view said);
  // Of all that ran. Errors: as parse_trace; kNotFound.
  Result<std::vector<TracedCall>> calls() const;

 private:
  std::filesystem::path file(unsigned number) const {
    return folder_ / ("trace-" + std::to_string(number));
  }
  std::filesystem::path folder_;
  unsigned first_ = 0;  // those before it were of why_not()
  unsigned next_ = 0;
};

}  // namespace pyx::testing
