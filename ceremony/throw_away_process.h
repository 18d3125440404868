// A second process of the same program that lives for one piece of work, at the other end of a pair
// of sockets. It ends with its starter.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "ceremony/message_socket.h"

namespace pyx::ceremony {

// Where the child finds its end: standard input. What its modules print goes to standard error.
inline constexpr int kChildSocket = 0;

class ThrowAwayProcess {
 public:
  // Starts `program` with the one argument. Nothing secret passes in argument or environment; no
  // other descriptor is handed on. Errors: kRetry with the system's reason.
  static Result<std::unique_ptr<ThrowAwayProcess>> start(const std::filesystem::path& program,
                                                         const std::string& argument,
                                                         std::chrono::milliseconds patience);
  ThrowAwayProcess(const ThrowAwayProcess&) = delete;
  ThrowAwayProcess& operator=(const ThrowAwayProcess&) = delete;
  ~ThrowAwayProcess();  // waits a moment for its end, then kills it

  MessageSocket& socket() { return *socket_; }
  // After a message failed: how it ended, or that it was made to. "it was killed by signal 11".
  std::string end_words();

 private:
  ThrowAwayProcess(pid_t pid, std::unique_ptr<MessageSocket> socket)
      : pid_(pid), socket_(std::move(socket)) {}
  bool wait_for_end(std::chrono::milliseconds most);
  void kill_it();

  pid_t pid_;
  int status_ = 0;
  std::unique_ptr<MessageSocket> socket_;
};

// The child's part, after harden_process(): it holds nothing but its socket, and dies with its
// starter. Errors: kBug.
Result<void> become_throw_away();

}  // namespace pyx::ceremony
