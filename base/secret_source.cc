#include "base/secret_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

#include "base/descriptor.h"
#include "base/reveal.h"

namespace pyx {
namespace {

constexpr std::size_t kMostBytes = 1024;
constexpr std::size_t kLineEndBytes = 2;

// No message in this file holds anything that was read, nor the text of a source that is not
// understood: it may be the secret itself, typed in the wrong place.

std::string reason() { return std::generic_category().message(errno); }

// The signal that came while the echo was off; only a handler can tell us.
volatile std::sig_atomic_t caught_signal = 0;
constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

// Holds the signals back that would end or stop the process with the terminal's echo off; they are
// raised again once it is on. They arrive only inside ppoll() with mask_before(): one that came
// between a look at `caught_signal` and a plain read() would wait for the next key.
// Threads: the calling one only; a prompt stands before any other is started.
class SignalsHeld {
 public:
  SignalsHeld() {
    caught_signal = 0;
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal : kSignals) ::sigaddset(&held, signal);
    ::pthread_sigmask(SIG_BLOCK, &held, &mask_before_);
    struct sigaction note {};
    note.sa_handler = [](int signal) { caught_signal = signal; };
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &note, &before_[i]);
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  ~SignalsHeld() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &before_[i], nullptr);
    }
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    if (caught_signal != 0) std::raise(caught_signal);
  }
  const sigset_t& mask_before() const { return mask_before_; }

 private:
  std::array<struct sigaction, kSignals.size()> before_{};
  sigset_t mask_before_{};
};

class EchoOff {
 public:
  explicit EchoOff(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
    silent.c_lflag |= ICANON;
    off_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() {
    if (off_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  bool off() const { return off_; }

 private:
  int terminal_;
  termios before_{};
  bool off_ = false;
};

Result<void> wait_for_input(int terminal, const sigset_t& mask) {
  pollfd input{terminal, POLLIN, 0};
  while (::ppoll(&input, 1, nullptr, &mask) < 0) {
    if (caught_signal != 0) return error(Code::kAskPerson, "interrupted");
    if (errno != EINTR) return error(Code::kBadInput, "cannot read the terminal: " + reason());
  }
  return {};
}

// One line, read straight into locked memory. `name` is where it comes from, for messages; a
// terminal comes with the signal mask to wait under.
Result<SecretBytes> read_line(int fd, const std::string& name, const sigset_t* mask = nullptr) {
  PYX_ASSIGN(SecretBytes line, SecretBytes::zeroed(kMostBytes + kLineEndBytes));
  const std::span<std::uint8_t> room = line.reveal_mutable(reveal());
  std::size_t used = 0;
  const auto line_end = [&] { return std::ranges::find(room.first(used), '\n'); };
  while (used < room.size() && line_end() == room.begin() + static_cast<std::ptrdiff_t>(used)) {
    if (mask != nullptr) PYX_TRY(wait_for_input(fd, *mask));
    const ssize_t got = ::read(fd, room.data() + used, room.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error(Code::kBadInput, "cannot read " + name + ": " + reason());
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  std::size_t size = static_cast<std::size_t>(line_end() - room.begin());
  if (size < used && size > 0 && room[size - 1] == '\r') --size;
  if (size == 0) return error(Code::kBadInput, "the secret from " + name + " is empty");
  if (size > kMostBytes) {
    return error(Code::kBadInput, "the secret from " + name + " is longer than " +
                                      std::to_string(kMostBytes) + " bytes");
  }
  line.shrink(size);
  return line;
}

Result<SecretBytes> read_from(const SecretSource::File& file) {
  const std::string name = file.path.string();
  const Descriptor opened(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!opened.open()) {
    return error(errno == ENOENT ? Code::kNotFound : Code::kBadInput,
                 "cannot open " + name + ": " + reason());
  }
  struct stat facts {};
  if (::fstat(opened.get(), &facts) != 0) {
    return error(Code::kBadInput, "cannot read " + name + ": " + reason());
  }
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return error(Code::kBadInput, name + " is open to group or others; chmod 600 it");
  }
  return read_line(opened.get(), name);
}

Result<SecretBytes> read_from(const SecretSource::Descriptor& from) {
  const Descriptor owned(from.fd);
  return read_line(owned.get(), "fd:" + std::to_string(from.fd));
}

// A token's label may stand in `what`: it must not send commands to the terminal.
std::string printable(std::string_view what) {
  std::string text(what);
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

void show(int terminal, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(terminal, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return;  // who cannot see the question does not answer it
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

Result<SecretBytes> prompt(std::string_view question) {
  const Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.open()) return error(Code::kAskPerson, "there is no terminal to ask at");
  const SignalsHeld held;
  const EchoOff echo(terminal.get());
  if (!echo.off()) return error(Code::kAskPerson, "the terminal's echo cannot be switched off");
  show(terminal.get(), printable(question) + ": ");
  auto line = read_line(terminal.get(), "the terminal", &held.mask_before());
  show(terminal.get(), "\n");
  return line;
}

Result<SecretBytes> prompt_twice(std::string_view what) {
  PYX_ASSIGN(SecretBytes first, prompt("new " + std::string(what)));
  PYX_ASSIGN(const SecretBytes second, prompt("the same again"));
  if (!equal_ct(first, second)) return error(Code::kAskPerson, "the two entries differ");
  return first;
}

}  // namespace

Result<SecretSource> parse_secret_source(std::string_view text) {
  const auto bad = [] {
    return error(Code::kBadInput, "a secret comes from file:PATH, fd:NUMBER or prompt:");
  };
  if (text == "prompt:") return SecretSource{SecretSource::Prompt{}};
  if (text.starts_with("fd:")) {
    const std::string_view digits = text.substr(3);
    int fd = -1;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), fd);
    if (failure != std::errc() || end != digits.data() + digits.size() || fd < 0) return bad();
    return SecretSource{SecretSource::Descriptor{fd}};
  }
  if (!text.starts_with("file:")) return bad();
  std::string_view path = text.substr(5);
  if (path.starts_with("//")) path.remove_prefix(2);  // an empty host, RFC 8089
  const bool other_host = text.starts_with("file://") && !path.starts_with('/');
  if (path.empty() || other_host || path.find('\0') != std::string_view::npos) return bad();
  // More than one slash in front would be read as a host when the source is written and read again.
  while (path.starts_with("//")) path.remove_prefix(1);
  return SecretSource{SecretSource::File{path}};
}

std::string to_text(const SecretSource& source) {
  if (const auto* file = std::get_if<SecretSource::File>(&source.where)) {
    return "file:" + file->path.string();
  }
  if (const auto* from = std::get_if<SecretSource::Descriptor>(&source.where)) {
    return "fd:" + std::to_string(from->fd);
  }
  return "prompt:";
}

Result<SecretBytes> read_secret(const SecretSource& source, std::string_view what, Ask ask) {
  if (const auto* file = std::get_if<SecretSource::File>(&source.where)) return read_from(*file);
  if (const auto* from = std::get_if<SecretSource::Descriptor>(&source.where)) {
    return read_from(*from);
  }
  return ask == Ask::kTwice ? prompt_twice(what) : prompt(what);
}

}  // namespace pyx
