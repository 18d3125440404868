#include "ceremony/throw_away_process.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace throw_away_process_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

class ThrowAway : public ::testing::Test {
 protected:
  // A program that does what the lines of shell say; its one argument is $1.
  std::filesystem::path script(const std::string& lines) {
    const auto path = folder_.path() / "program";
    if (!write_file(path, as_bytes("#!/bin/sh\n" + lines + "\n"), Overwrite::kYes)) std::abort();
    ::chmod(path.c_str(), 0700);
    return path;
  }
  pyx::testing::TempFolder folder_;
};

TEST_F(ThrowAway, TheChildFindsItsSocketAtStandardInput) {
  // It answers with what it was sent, since a socket goes both ways.
  auto process = ThrowAwayProcess::start(script("head -c 7 >&0"), "word", milliseconds(5000));
  ASSERT_THAT(process, IsOk());
  ASSERT_THAT((*process)->socket().send(4, as_bytes("hi")), IsOk());
  const auto answer = (*process)->socket().receive();
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(to_text(answer->bytes), "hi");
}

TEST_F(ThrowAway, ItIsStartedWithTheOneWord) {
  const auto seen = folder_.path() / "seen";
  {
    auto process = ThrowAwayProcess::start(script("echo \"$#:$1\" > " + seen.string()), "--hold",
                                           milliseconds(5000));
    ASSERT_THAT(process, IsOk());
    EXPECT_THAT((*process)->socket().receive(), FailsWith(Code::kRetry));
  }
  EXPECT_EQ(to_text(*read_file(seen)), "1:--hold\n");
}

TEST_F(ThrowAway, HowItEndedIsSaid) {
  auto ended = ThrowAwayProcess::start(script("exit 3"), "x", milliseconds(5000));
  ASSERT_THAT(ended, IsOk());
  EXPECT_THAT((*ended)->end_words(), HasSubstr("exit code 3"));
  auto killed = ThrowAwayProcess::start(script("kill -SEGV $$"), "x", milliseconds(5000));
  ASSERT_THAT(killed, IsOk());
  EXPECT_THAT((*killed)->end_words(), HasSubstr("signal 11"));
}

TEST_F(ThrowAway, OneThatHangsIsEnded) {
  auto hung = ThrowAwayProcess::start(script("exec sleep 600"), "x", milliseconds(50));
  ASSERT_THAT(hung, IsOk());
  EXPECT_THAT((*hung)->socket().receive(), FailsWith(Code::kRetry));
  EXPECT_EQ((*hung)->end_words(), "it was ended");
}

TEST_F(ThrowAway, AProgramThatIsNotThereIsNotStarted) {
  EXPECT_THAT(ThrowAwayProcess::start(folder_.path() / "nothing", "x", milliseconds(1)),
              FailsWith(Code::kRetry));
}

}  // namespace throw_away_process_test
}  // namespace pyx::ceremony
