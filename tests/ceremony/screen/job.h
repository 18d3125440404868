// A shell with one job on a terminal: it looks at the terminal's settings before and after.
#pragma once

#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <functional>
#include <iterator>
#include <string_view>

namespace pyx::ceremony::screen::testing {

inline constexpr std::string_view kAsBefore = "<the terminal is as before>";
inline constexpr std::string_view kOther = "<the terminal is another one>";

inline pid_t& the_job() {
  static pid_t pid = -1;
  return pid;
}

inline void tell_settings(const termios& before) {
  termios now{};
  ::tcgetattr(STDIN_FILENO, &now);
  const bool same = now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag &&
                    now.c_oflag == before.c_oflag && now.c_cflag == before.c_cflag &&
                    std::equal(std::begin(now.c_cc), std::end(now.c_cc), before.c_cc);
  const std::string_view text = same ? kAsBefore : kOther;
  if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) ::_exit(99);
}

// In the child of a Typist: its exit code is that of the job, or 128 and the number of the signal
// that ended it. SIGTERM and SIGHUP are handed on; a job that was stopped goes on at once.
inline int run_job(const std::function<int()>& work) {
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  std::signal(SIGTTOU, SIG_IGN);
  const pid_t job = ::fork();
  if (job == 0) {
    ::setpgid(0, 0);
    ::tcsetpgrp(STDIN_FILENO, ::getpid());
    std::signal(SIGTTOU, SIG_DFL);
    ::_exit(work());
  }
  the_job() = job;
  for (const int signal : {SIGTERM, SIGHUP})
    std::signal(signal, [](int number) { ::kill(the_job(), number); });
  ::setpgid(job, job);
  ::tcsetpgrp(STDIN_FILENO, job);
  for (;;) {
    int status = 0;
    const pid_t ended = ::waitpid(job, &status, WUNTRACED);
    if (ended < 0 && errno == EINTR) continue;
    if (ended < 0) return 98;
    tell_settings(before);
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    ::tcsetpgrp(STDIN_FILENO, job);
    ::kill(job, SIGCONT);
  }
}

}  // namespace pyx::ceremony::screen::testing
