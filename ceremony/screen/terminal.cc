#include "ceremony/screen/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "ceremony/share_page.h"

namespace pyx::ceremony::screen {
namespace {

constexpr std::string_view kEmptied = "\x1b[0m\x1b[H\x1b[2J";
constexpr std::string_view kNoWrap = "\x1b[?7l";
constexpr std::string_view kLines = "\x1b[?7h\x1b[?25h\x1b[0m";  // as programs of lines expect it
constexpr std::string_view kLeave = "\x1b[H\x1b[2J\x1b[?1049l";

constexpr std::array kEnding = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT, SIGABRT,
                                SIGSEGV, SIGBUS,  SIGFPE, SIGILL};

// What a handler needs. Written before the handlers are there; afterwards only `lent` changes.
struct Held {
  int terminal = -1;
  termios before{};
  termios keys{};
  volatile std::sig_atomic_t lent = 0;
};
Held held;

// Everything below that handlers call is async-signal-safe (POSIX.1-2017, XSH 2.4.3).

void put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(held.terminal, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // it is gone
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void enter() {
  ::tcsetattr(held.terminal, TCSAFLUSH, &held.keys);
  put(kOpenScreen);
  put(kNoWrap);
}

// What was typed and not read goes too: it may have been the half of a secret.
void leave() {
  put(kLines);
  put(held.lent != 0 ? kCloseScreen : kLeave);
  ::tcsetattr(held.terminal, TCSAFLUSH, &held.before);
}

void on_end(int signal) {
  leave();
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // comes when the handler has returned
}

void on_stop(int signal) {
  if (held.lent != 0) return;
  const int kept = errno;
  leave();
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  struct sigaction ours {};
  ::sigaction(signal, &by_default, &ours);
  sigset_t open;
  sigset_t before;
  ::sigemptyset(&open);
  ::sigaddset(&open, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &open, &before);
  std::raise(signal);  // it stops here
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ::sigaction(signal, &ours, nullptr);
  enter();
  errno = kept;
}

void on_continue(int) {
  const int kept = errno;
  if (held.lent == 0) enter();
  errno = kept;
}

void on_resize(int) {}  // only ends the wait for a key

// Not those that somebody has taken already, or that are ignored (nohup).
void take_signal(int signal, void (*handler)(int)) {
  struct sigaction before {};
  if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return;
  struct sigaction ours {};
  ours.sa_handler = handler;
  ours.sa_flags = SA_RESTART;
  ::sigaction(signal, &ours, nullptr);
}

void give_back_signal(int signal, void (*handler)(int)) {
  struct sigaction now {};
  if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == handler)
    std::signal(signal, SIG_DFL);
}

void take_signals() {
  for (const int signal : kEnding) take_signal(signal, on_end);
  take_signal(SIGTSTP, on_stop);
  take_signal(SIGCONT, on_continue);
  take_signal(SIGWINCH, on_resize);
}

void give_back_signals() {
  for (const int signal : kEnding) give_back_signal(signal, on_end);
  give_back_signal(SIGTSTP, on_stop);
  give_back_signal(SIGCONT, on_continue);
  give_back_signal(SIGWINCH, on_resize);
}

}  // namespace

Result<std::unique_ptr<Terminal>> Terminal::open() {
  Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.open() || ::tcgetattr(terminal.get(), &held.before) != 0)
    return error(Code::kAskPerson, "there is no terminal to show anything on");
  held.terminal = terminal.get();
  held.lent = 0;
  held.keys = held.before;
  held.keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ECHOE | ECHOK | ECHONL | IEXTEN);
  held.keys.c_lflag |= ISIG;  // Ctrl-C and Ctrl-Z are signals, whatever the program is busy with
  held.keys.c_iflag &= ~static_cast<tcflag_t>(IXON);
  held.keys.c_cc[VMIN] = 1;
  held.keys.c_cc[VTIME] = 0;
  take_signals();
  enter();
  return std::unique_ptr<Terminal>(new Terminal(std::move(terminal)));
}

Terminal::~Terminal() {
  leave();
  give_back_signals();
}

Size Terminal::size() const {
  winsize window{};
  if (::ioctl(terminal_.get(), TIOCGWINSZ, &window) != 0 || window.ws_row == 0 ||
      window.ws_col == 0)
    return {};
  return {window.ws_row, window.ws_col};
}

void Terminal::write(std::string_view bytes) { put(bytes); }

void Terminal::forget_typed() { ::tcflush(terminal_.get(), TCIFLUSH); }

std::optional<std::string> Terminal::wait(Duration patience) {
  pollfd input{terminal_.get(), POLLIN, 0};
  const int ready = ::poll(&input, 1, static_cast<int>(patience.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return std::string();
  std::array<char, 256> typed{};
  const ssize_t got = ready < 0 ? -1 : ::read(terminal_.get(), typed.data(), typed.size());
  if (got < 0 && errno == EINTR) return std::string();
  if (got <= 0) return std::nullopt;
  return std::string(typed.data(), static_cast<std::size_t>(got));
}

void Terminal::lend() {
  held.lent = 1;
  put(kLines);
  put(kEmptied);
  ::tcsetattr(terminal_.get(), TCSAFLUSH, &held.before);
}

void Terminal::take() {
  // What somebody left on the ordinary screen goes with it, and what scrolled away there.
  put(kCloseScreen);
  enter();
  held.lent = 0;
}

}  // namespace pyx::ceremony::screen
