// Somebody at a pseudo-terminal on which a child process sits: types and sees what a person would.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pyx::testing {

class Typist {
 public:
  Typist() = default;
  Typist(const Typist&) = delete;
  Typist& operator=(const Typist&) = delete;
  // A child whose terminal is closed gets SIGHUP.
  ~Typist() {
    if (child_ > 0) static_cast<void>(status());
  }

  // The child's exit code is what `work` returns.
  void sit(const std::function<int()>& work) {
    fresh_.clear();
    all_.clear();
    child_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
    ASSERT_GE(child_, 0);
    if (child_ == 0) ::_exit(work());
  }
  // `words[0]` is the program's path.
  void start(std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    sit([&] {
      ::execv(pointers[0], pointers.data());
      return 127;
    });
  }

  // Waits for the question, since what is typed before the echo is off is thrown away.
  void type_after(std::string_view question, std::string_view text) {
    await(question);
    type(text);
  }
  void type(std::string_view text) {
    ASSERT_EQ(::write(terminal_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void await(std::string_view question) { ASSERT_TRUE(sees(question)) << all_; }
  // Lost if the child has ended meanwhile.
  void press(std::string_view keys) {
    if (::write(terminal_, keys.data(), keys.size()) < 0) return;
  }
  // Whether it came, before the child ended, fell silent or went on too long without it.
  bool sees(std::string_view question) {
    const auto ends = std::chrono::steady_clock::now() + kPatience;
    std::size_t at = 0;
    while ((at = fresh_.find(question)) == std::string::npos) {
      if (std::chrono::steady_clock::now() > ends || !see()) return false;
    }
    // What came behind it may be waited for next.
    fresh_.erase(0, at + question.size());
    return true;
  }
  // Once the child has ended, as waitpid() has it.
  int status() {
    while (see()) continue;
    ::close(terminal_);
    int status = 0;
    ::waitpid(std::exchange(child_, -1), &status, 0);
    return status;
  }
  // Its exit code; -1 if a signal ended it.
  int answer() {
    const int ended = status();
    return WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  }

  pid_t child() const { return child_; }
  const std::string& seen() const { return all_; }  // since it sat down

 private:
  static constexpr std::chrono::seconds kPatience{60};
  static constexpr int kSilenceMs = 20000;

  bool see() {
    pollfd ready{terminal_, POLLIN, 0};
    char part[512];
    if (::poll(&ready, 1, kSilenceMs) != 1) return false;
    const ssize_t got = ::read(terminal_, part, sizeof part);
    if (got <= 0) return false;
    fresh_.append(part, static_cast<std::size_t>(got));
    all_.append(part, static_cast<std::size_t>(got));
    return true;
  }

  int terminal_ = -1;
  pid_t child_ = -1;
  std::string fresh_;  // behind the last question
  std::string all_;
};

}  // namespace pyx::testing
