#include "ceremony/card_writer.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "ceremony/share_card.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kMostReportBytes = 1024;

std::string reason() { return std::generic_category().message(errno); }

Result<void> put_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return error(Code::kStore, "the card cannot be written: " + reason());
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

// An error in a pipe: its code in one byte, its message behind. No message holds a secret.
Bytes report_of(const Error& failed) {
  Bytes report = {static_cast<std::uint8_t>(failed.code)};
  append(report, as_bytes(failed.message.substr(0, kMostReportBytes - 1)));
  return report;
}

// Never returns, and runs nobody's clean-up: all that was here belongs to the parent.
[[noreturn]] void draw_and_end(const ShareFacts& facts, const shares::ShareWords& words,
                               int descriptor, int report) {
  const auto drawn = draw_share_card(
      facts, words, [descriptor](ByteView piece) { return put_all(descriptor, piece); });
  if (drawn) ::_exit(EXIT_SUCCESS);
  static_cast<void>(put_all(report, report_of(drawn.error())));
  ::_exit(EXIT_FAILURE);
}

Bytes read_report(int from) {
  std::array<std::uint8_t, kMostReportBytes> room{};
  std::size_t used = 0;
  while (used < room.size()) {
    const ssize_t got = ::read(from, room.data() + used, room.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    used += static_cast<std::size_t>(got);
  }
  return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(used)};
}

int wait_for(pid_t child) {
  int status = -1;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Result<void> write_share_card(const ShareFacts& facts, const shares::ShareWords& words,
                              int descriptor) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return error(Code::kStore, "no pipe for drawing a card: " + reason());
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return error(Code::kStore, "no process for drawing a card: " + reason());
  if (child == 0) draw_and_end(facts, words, descriptor, to.get());
  to.close();
  const Bytes report = read_report(from.get());
  const int status = wait_for(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) return {};
  if (report.empty())
    return error(Code::kStore, "the process that drew the card was ended; there is no card");
  return error(static_cast<Code>(report.front()), to_text(ByteView(report).subspan(1)));
}

}  // namespace pyx::ceremony
