#include "mint/program_run.h"

#include <unistd.h>

#include <array>
#include <stdexcept>

#include "tests/matchers.h"

namespace pyx::mint {
namespace program_run_test {

using ::testing::StartsWith;

const Program kProgram{"door",
                       1,
                       "opens a door",
                       {"a description"},
                       {{"--check", "", "only look"}},
                       {"0  done", "2  usage"},
                       {"room(5)"}};

// What is written into it, read once everything was.
class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends_) ::close(end);
  }
  int in() const { return ends_[1]; }
  std::string text() {
    ::close(std::exchange(ends_[1], -1));
    std::string all(65536, '\0');
    all.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(ends_[0], all.data(), 65536))));
    return all;
  }

 private:
  std::array<int, 2> ends_{};
};

class RunProgram : public ::testing::Test {
 protected:
  int run(const std::vector<std::string_view>& words, const Result<void>& outcome = {}) {
    const auto parse = [](std::span<const std::string_view> given) {
      return parse_flags(kProgram, given);
    };
    const auto work = [&](const GivenFlags& flags) {
      ++runs_;
      checks_ = flags.contains("--check");
      return outcome;
    };
    return run_program({kProgram, parse, work}, words, {out_.in(), err_.in()});
  }

  Pipe out_;
  Pipe err_;
  unsigned runs_ = 0;
  bool checks_ = false;
};

TEST_F(RunProgram, DoesItsWorkWithTheFlagsThatWereGivenAndSaysNothing) {
  EXPECT_EQ(run({"--check"}), 0);
  EXPECT_EQ(runs_, 1U);
  EXPECT_TRUE(checks_);
  EXPECT_EQ(out_.text(), "");
  EXPECT_EQ(err_.text(), "");
}
TEST_F(RunProgram, AskedAboutItselfItAnswersAndDoesNothing) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(runs_, 0U);
  EXPECT_THAT(out_.text(), StartsWith("usage: door"));
  EXPECT_EQ(err_.text(), "");
}
TEST_F(RunProgram, WordsThatMakeNoSenseAreUsageAndNothingIsDone) {
  EXPECT_EQ(run({"--speed"}), 2);
  EXPECT_EQ(runs_, 0U);
  EXPECT_EQ(out_.text(), "");
  EXPECT_THAT(err_.text(), StartsWith("door: unknown flag --speed"));
}
TEST_F(RunProgram, WhatFailedIsToldBehindItsName) {
  EXPECT_EQ(run({}, error(Code::kNotFound, "there is no door")), 1);
  EXPECT_THAT(err_.text(), StartsWith("door: there is no door"));
}
TEST_F(RunProgram, WhatAControlRefusedHasACodeOfItsOwn) {
  EXPECT_EQ(run({}, refused("SIGN-BUDGET", "it is locked")), 3);
  EXPECT_EQ(run({}, error(Code::kFrozen, "it is frozen")), 3);
  EXPECT_EQ(run({}, error(Code::kRetry, "come back later")), 1);
}

}  // namespace program_run_test
}  // namespace pyx::mint
