#include "mint/program_run.h"

#include <unistd.h>

#include <string>

#include "base/process.h"

namespace pyx::mint {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kRefused = 3;

}  // namespace

void put(int to, std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(to, text.data(), text.size());
}

void complain(const Program& program, std::string_view text, int err) {
  put(err, std::string(program.name) + ": " + std::string(text) + "\n");
}

int run_program(const ProgramWork& work, std::span<const std::string_view> words, Streams streams) {
  if (const auto answer = answer_about(work.program, words)) {
    put(streams.out, *answer);
    return kDone;
  }
  const auto failed = [&](const Error& why, int code) {
    complain(work.program, describe(why), streams.err);
    return code;
  };
  if (const auto hardened = harden_process(); !hardened) return failed(hardened.error(), kFailed);
  const auto flags = work.parse(words);
  if (!flags) return failed(flags.error(), kUsage);
  const auto done = work.run(*flags);
  if (done) return kDone;
  const Code code = done.error().code;
  return failed(done.error(), code == Code::kRefused || code == Code::kFrozen ? kRefused : kFailed);
}

}  // namespace pyx::mint
