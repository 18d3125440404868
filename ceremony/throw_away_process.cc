#include "ceremony/throw_away_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

namespace pyx::ceremony {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFarewell(2000);
// Above those that the child's own are put to.
constexpr int kLeastDescriptor = 10;

Error system_error(const std::string& what, int number) {
  return error(Code::kRetry, what + ": " + std::generic_category().message(number));
}

struct FileActions {
  FileActions() { ::posix_spawn_file_actions_init(&actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions); }
  posix_spawn_file_actions_t actions{};
};

}  // namespace

Result<std::unique_ptr<ThrowAwayProcess>> ThrowAwayProcess::start(
    const std::filesystem::path& program, const std::string& argument, milliseconds patience) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return system_error("cannot make a pair of sockets", errno);
  auto socket = std::make_unique<MessageSocket>(Descriptor(ends[0]), patience);
  const Descriptor made(ends[1]);
  const Descriptor theirs(::fcntl(made.get(), F_DUPFD_CLOEXEC, kLeastDescriptor));
  if (!theirs.open()) return system_error("cannot keep a socket", errno);
  FileActions files;
  ::posix_spawn_file_actions_adddup2(&files.actions, theirs.get(), kChildSocket);
  ::posix_spawn_file_actions_adddup2(&files.actions, STDERR_FILENO, STDOUT_FILENO);
  std::string name = program.string();
  std::string word = argument;
  const std::array<char*, 3> words = {name.data(), word.data(), nullptr};
  pid_t pid = -1;
  const int failed =
      ::posix_spawn(&pid, program.c_str(), &files.actions, nullptr, words.data(), environ);
  if (failed != 0) return system_error("cannot start " + name, failed);
  return std::unique_ptr<ThrowAwayProcess>(new ThrowAwayProcess(pid, std::move(socket)));
}

bool ThrowAwayProcess::wait_for_end(milliseconds most) {
  constexpr milliseconds kStep(5);
  for (milliseconds waited(0); pid_ > 0; waited += kStep) {
    const pid_t ended = ::waitpid(pid_, &status_, WNOHANG);
    if (ended == pid_ || (ended < 0 && errno == ECHILD)) {
      pid_ = -1;
      return true;
    }
    if (waited >= most) return false;
    std::this_thread::sleep_for(kStep);
  }
  return true;
}

void ThrowAwayProcess::kill_it() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
}

std::string ThrowAwayProcess::end_words() {
  if (!wait_for_end(kFarewell)) {
    kill_it();
    return "it was ended";
  }
  if (WIFSIGNALED(status_)) return "it was killed by signal " + std::to_string(WTERMSIG(status_));
  return "it ended with exit code " + std::to_string(WEXITSTATUS(status_));
}

ThrowAwayProcess::~ThrowAwayProcess() {
  socket_.reset();  // its end shows to the child
  if (!wait_for_end(kFarewell)) kill_it();
}

Result<void> become_throw_away() {
  // A starter that is gone already shows as the end of the socket.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
    return error(Code::kBug, "cannot be ended with the process that started this one");
  // What the starter had open, whatever module opened it: its store's lock among them.
  if (::close_range(STDERR_FILENO + 1, ~0U, 0) != 0)
    return error(Code::kBug, "cannot close what the starter had open");
  return {};
}

}  // namespace pyx::ceremony
