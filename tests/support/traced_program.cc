#include "tests/support/traced_program.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/hex.h"
#include "tests/support/child_process.h"

namespace pyx::testing {
namespace {

constexpr const char* kStrace = "/usr/bin/strace";
constexpr std::size_t kMostTraceBytes = std::size_t{1} << 30U;
constexpr std::array<std::string_view, 9> kWrites = {"write",   "writev",   "pwrite64",
                                                     "pwritev", "pwritev2", "sendto",
                                                     "sendmsg", "sendmmsg", "vmsplice"};
constexpr const char* kTraced =
    "trace=write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,vmsplice,execve,"
    "prctl,prlimit64,setrlimit,mlock,mlock2";

// \x41\x42 from the front, and takes it away.
Result<std::string> take_hex(std::string_view& rest) {
  std::string digits;
  while (rest.size() >= 4 && rest.starts_with("\\x")) {
    digits += rest.substr(2, 2);
    rest.remove_prefix(4);
  }
  PYX_ASSIGN(const Bytes bytes, from_hex(digits));
  return to_text(bytes);
}

// 3<\x2f\x64>, … or 3<UNIX-STREAM:[1->2]>, …
Result<std::string> target_of(std::string_view arguments) {
  const std::size_t open = arguments.find_first_not_of("0123456789");
  if (open == 0 || open == std::string_view::npos || arguments[open] != '<') return std::string();
  arguments.remove_prefix(open + 1);
  if (arguments.starts_with("\\x")) return take_hex(arguments);
  return std::string(arguments.substr(0, arguments.find(">, ")));
}

Result<std::string> strings_of(std::string_view arguments) {
  std::string all;
  for (std::size_t quote = arguments.find('"'); quote != std::string_view::npos;
       quote = arguments.find('"')) {
    arguments.remove_prefix(quote + 1);
    PYX_ASSIGN(const std::string one, take_hex(arguments));
    if (!arguments.starts_with('"') || arguments.starts_with("\"..."))
      return error(Code::kBadInput, "strace does not show a string whole");
    arguments.remove_prefix(1);
    all += one;
  }
  return all;
}

}  // namespace

bool TracedCall::writes() const { return std::ranges::find(kWrites, name) != kWrites.end(); }

Result<std::vector<TracedCall>> parse_trace(std::string_view trace) {
  std::vector<TracedCall> calls;
  while (!trace.empty()) {
    const std::string_view line = trace.substr(0, trace.find('\n'));
    trace.remove_prefix(std::min(line.size() + 1, trace.size()));
    const std::size_t name = line.find_first_not_of("0123456789 ");
    const std::size_t open = line.find('(');
    // The rest of a call whose beginning stands on a line above it.
    if (name == std::string_view::npos || line[name] == '<' || open == std::string_view::npos)
      continue;
    TracedCall call;
    call.process = line.substr(0, line.find(' '));
    call.name = line.substr(name, open - name);
    const std::string_view arguments = line.substr(open + 1);
    if (call.writes()) {
      PYX_ASSIGN(call.target, target_of(arguments));
    }
    PYX_ASSIGN(call.bytes, strings_of(arguments));
    call.line = line;
    calls.push_back(std::move(call));
  }
  return calls;
}

std::vector<std::string> Tracer::around(const std::vector<std::string>& words) {
  std::vector<std::string> line = {kStrace,       "-f",      "-v",
                                   "-qq",         "-yy",     "-xx",
                                   "-s",          "1048576", "--seccomp-bpf",
                                   "-e",          kTraced,   "-e",
                                   "signal=none", "-o",      file(next_++).string(),
                                   "--"};
  line.insert(line.end(), words.begin(), words.end());
  return line;
}

std::optional<std::string> Tracer::why_not(const std::vector<std::string>& words,
                                           std::string_view said) {
  if (!std::filesystem::exists(kStrace)) return "there is no strace";
  const std::vector<std::string> line = around(words);
  auto child = ChildProcess::start(line, folder_ / "out", folder_ / "err");
  if (!child) return child.error().message;
  if (child->wait() != 0) return "strace may not trace here";
  const auto seen = calls();
  first_ = next_;
  if (!seen) return "strace says nothing readable: " + seen.error().message;
  for (const TracedCall& call : *seen) {
    if (call.writes() && call.bytes.find(said) != std::string::npos) return std::nullopt;
  }
  return "strace may not read what a hardened process writes; it wants CAP_SYS_PTRACE";
}

Result<std::vector<TracedCall>> Tracer::calls() const {
  std::vector<TracedCall> all;
  for (unsigned number = first_; number < next_; ++number) {
    PYX_ASSIGN(const Bytes trace, read_file(file(number), kMostTraceBytes));
    PYX_ASSIGN(std::vector<TracedCall> calls, parse_trace(as_text(trace)));
    std::ranges::move(calls, std::back_inserter(all));
  }
  return all;
}

}  // namespace pyx::testing
