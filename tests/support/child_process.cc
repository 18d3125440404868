#include "tests/support/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace pyx::testing {
namespace {

int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

[[noreturn]] void become(char* const* words, const char* out, const char* err) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int out_fd = ::open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const int err_fd = ::open(err, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out_fd >= 0 && err_fd >= 0 && ::dup2(out_fd, STDOUT_FILENO) >= 0 &&
      ::dup2(err_fd, STDERR_FILENO) >= 0) {
    ::execv(words[0], words);
  }
  ::_exit(127);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& words,
                                         const std::filesystem::path& out,
                                         const std::filesystem::path& err) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) become(pointers.data(), out.c_str(), err.c_str());
  if (pid < 0) return error(Code::kStore, "cannot start " + words.front());
  return ChildProcess(pid);
}

ChildProcess::~ChildProcess() {
  if (pid_ >= 0) end(SIGTERM);
}

int ChildProcess::end(int signal) {
  ::kill(pid_, signal);
  return wait();
}

int ChildProcess::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return exit_code(status);
}

bool ChildProcess::is_running() {
  if (pid_ < 0) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

Result<double> ChildProcess::cpu_seconds() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  std::string line;
  std::getline(file, line);
  // The second field is the program's name in brackets and may hold blanks.
  const std::size_t end_of_name = line.rfind(')');
  if (end_of_name == std::string::npos) return error(Code::kNotFound, "the process is gone");
  std::istringstream rest(line.substr(end_of_name + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  double user = 0;
  double system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Result<std::string> ChildProcess::status(const std::string& name) const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return error(Code::kNotFound, "no line " + name + " of the process: it is gone, or has none");
}

}  // namespace pyx::testing
