#include "base/secret_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "base/file.h"
#include "base/reveal.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"
#include "tests/support/typist.h"

namespace pyx {
namespace secret_source_test {

namespace fs = std::filesystem;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

constexpr std::string_view kSecret = "s3cret-Passphrase";

std::string revealed(const Result<SecretBytes>& secret) {
  return to_text(secret.value().reveal(reveal()));
}

TEST(SecretSourceText, EachFormIsRead) {
  EXPECT_EQ(to_text(parse_secret_source("file:/run/pin").value()), "file:/run/pin");
  EXPECT_EQ(to_text(parse_secret_source("file:pin.txt").value()), "file:pin.txt");
  EXPECT_EQ(to_text(parse_secret_source("file:///run/pin").value()), "file:/run/pin");
  EXPECT_EQ(to_text(parse_secret_source("fd:0").value()), "fd:0");
  EXPECT_EQ(to_text(parse_secret_source("fd:17").value()), "fd:17");
  EXPECT_EQ(to_text(parse_secret_source("prompt:").value()), "prompt:");
}

// Found by tests/fuzz: file:////d:/pin came out as file://d:/pin, which is refused.
TEST(SecretSourceText, IsReadAsItIsWritten) {
  for (const std::string_view text : {"file:////d:/pin", "file://///pin", "file:/pin"}) {
    const std::string written = to_text(parse_secret_source(text).value());
    EXPECT_EQ(to_text(parse_secret_source(written).value()), written) << text;
  }
}

TEST(SecretSourceText, OtherFormsAreRefusedAndTheThreeFormsNamed) {
  for (const std::string_view text :
       {"", "file:", "file://", "file://host/pin", "fd:", "fd:-1", "fd:+1", "fd:1x", "fd: 1",
        "fd:99999999999", "prompt", "prompt:x", "env:PIN", "FILE:/pin", "/run/pin", " prompt:"}) {
    const auto parsed = parse_secret_source(text);
    EXPECT_THAT(parsed, FailsSaying(Code::kBadInput, "file:PATH, fd:NUMBER or prompt:")) << text;
  }
  EXPECT_THAT(parse_secret_source(std::string_view("file:/a\0b", 9)), FailsWith(Code::kBadInput));
}

// Trap 29: who types the PIN where its source belongs must not find it in the log.
TEST(SecretSourceText, TheRefusalDoesNotRepeatWhatWasTyped) {
  const auto parsed = parse_secret_source(kSecret);
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(describe(parsed.error()).find(kSecret), std::string::npos);
}

class SecretFile : public ::testing::Test {
 protected:
  void write(std::string_view text) {
    ASSERT_THAT(write_file(path_, as_bytes(text), Overwrite::kYes), IsOk());
  }
  Result<SecretBytes> read() const { return read_secret({SecretSource::File{path_}}, "PIN"); }
  testing::TempFolder folder_;
  fs::path path_ = folder_.path() / "pin";
};

TEST_F(SecretFile, ItsFirstLineIsTheSecret) {
  write(std::string(kSecret) + "\nsecond line\n");
  EXPECT_EQ(revealed(read()), kSecret);
}

TEST_F(SecretFile, TheLineEndIsNoPartOfIt) {
  for (const auto* end : {"", "\n", "\r\n"}) {
    write(std::string(kSecret) + end);
    EXPECT_EQ(revealed(read()), kSecret);
  }
}

TEST_F(SecretFile, SpacesAndBytesAboveAsciiAreKept) {
  write(" p\xc3\xa4ss \r \n");
  EXPECT_EQ(revealed(read()), " p\xc3\xa4ss \r ");
}

TEST_F(SecretFile, AnEmptyFirstLineIsRefused) {
  for (const auto* text : {"", "\n", "\r\n", "\nsecret\n"}) {
    write(text);
    EXPECT_THAT(read(), FailsSaying(Code::kBadInput, "empty"));
  }
}

TEST_F(SecretFile, TheLongestSecretIsRead) {
  write(std::string(1024, 'x') + "\r\n");
  EXPECT_EQ(revealed(read()), std::string(1024, 'x'));
  write(std::string(1024, 'x'));
  EXPECT_EQ(revealed(read()), std::string(1024, 'x'));
}

TEST_F(SecretFile, ALongerOneIsRefused) {
  for (const std::string& text :
       {std::string(1025, 'x'), std::string(1025, 'x') + "\n", std::string(5000, 'x')}) {
    write(text);
    EXPECT_THAT(read(), FailsSaying(Code::kBadInput, "longer than 1024 bytes"));
  }
}

TEST_F(SecretFile, OpenToGroupOrOthersIsRefused) {
  write(kSecret);
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0644U, 0610U}) {
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    EXPECT_THAT(read(), FailsSaying(Code::kBadInput, "open to group or others")) << mode;
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0400), 0);
  EXPECT_THAT(read(), IsOk());
}

TEST_F(SecretFile, ThatIsNotThereIsNotFound) { EXPECT_THAT(read(), FailsWith(Code::kNotFound)); }

TEST_F(SecretFile, ThatIsAFolderIsRefused) {
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0700), 0);
  EXPECT_THAT(read_secret({SecretSource::File{folder_.path()}}, "PIN"), FailsWith(Code::kBadInput));
}

// Trap 29.
TEST_F(SecretFile, NoFailureSaysTheSecret) {
  std::string text;
  while (text.size() < 2000) text += kSecret;
  write(text);
  const auto too_long = read();
  write(kSecret);
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  const auto open_to_all = read();
  ASSERT_FALSE(too_long.ok() || open_to_all.ok());
  EXPECT_EQ(describe(too_long.error()).find(kSecret), std::string::npos);
  EXPECT_EQ(describe(open_to_all.error()).find(kSecret), std::string::npos);
}

class SecretDescriptor : public ::testing::Test {
 protected:
  SecretDescriptor() { EXPECT_EQ(::pipe(ends_), 0); }
  ~SecretDescriptor() override { ::close(ends_[1]); }
  void put(std::string_view text) const {
    ASSERT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  Result<SecretBytes> read() const {
    return read_secret({SecretSource::Descriptor{ends_[0]}}, "PIN");
  }
  int ends_[2] = {-1, -1};
};

TEST_F(SecretDescriptor, IsReadToTheEndOfItsFirstLine) {
  put(std::string(kSecret) + "\n");  // the writing end stays open
  EXPECT_EQ(revealed(read()), kSecret);
}

TEST_F(SecretDescriptor, IsReadInPieces) {
  put("s3cret");
  const pid_t child = ::fork();
  if (child == 0) {
    ::usleep(50000);
    _exit(::write(ends_[1], "-Passphrase\n", 12) == 12 ? 0 : 1);
  }
  EXPECT_EQ(revealed(read()), kSecret);
  ::waitpid(child, nullptr, 0);
}

TEST_F(SecretDescriptor, IsClosedAfterwards) {
  put("x\n");
  ASSERT_THAT(read(), IsOk());
  EXPECT_EQ(::fcntl(ends_[0], F_GETFD), -1);
}

TEST_F(SecretDescriptor, ThatIsNotOpenIsRefused) {
  ::close(ends_[0]);
  EXPECT_THAT(read(), FailsWith(Code::kBadInput));
}

// A child on a pseudo-terminal of its own asks; this side types and sees what a person would see.
class SecretPrompt : public ::testing::Test {
 protected:
  enum Answer { kSame = 10, kOther = 11, kFailed = 20 };  // kFailed + the code of the error

  void ask(Ask how) {
    typist_.sit([how] {
      const auto secret = read_secret({SecretSource::Prompt{}}, "PIN of token \x1b[2Jmint", how);
      termios after{};
      const bool echoes = ::tcgetattr(0, &after) == 0 && (after.c_lflag & ECHO) != 0;
      if (!echoes) return 1;
      if (!secret) return kFailed + static_cast<int>(secret.error().code);
      return as_text(secret->reveal(reveal())) == kSecret ? int{kSame} : int{kOther};
    });
  }

  testing::Typist typist_;
};

TEST_F(SecretPrompt, WhatIsTypedIsReadAndNotShown) {
  ask(Ask::kOnce);
  typist_.type_after("mint: ", std::string(kSecret) + "\n");
  EXPECT_EQ(typist_.answer(), kSame);
  EXPECT_EQ(typist_.seen().find(kSecret), std::string::npos);
}

TEST_F(SecretPrompt, ALabelCannotCommandTheTerminal) {
  ask(Ask::kOnce);
  typist_.type_after("mint: ", "x\n");
  EXPECT_EQ(typist_.answer(), kOther);
  EXPECT_NE(typist_.seen().find("PIN of token ?[2Jmint: "), std::string::npos);
}

TEST_F(SecretPrompt, ANewSecretIsTypedTwice) {
  ask(Ask::kTwice);
  typist_.type_after("mint: ", std::string(kSecret) + "\n");
  typist_.type_after("again: ", std::string(kSecret) + "\n");
  EXPECT_EQ(typist_.answer(), kSame);
}

TEST_F(SecretPrompt, TwoThatDifferAreRefusedAndNotAskedAgain) {
  ask(Ask::kTwice);
  typist_.type_after("mint: ", std::string(kSecret) + "\n");
  typist_.type_after("again: ", "other\n");
  EXPECT_EQ(typist_.answer(), kFailed + static_cast<int>(Code::kAskPerson));
}

TEST_F(SecretPrompt, AnEmptyAnswerIsRefused) {
  ask(Ask::kOnce);
  typist_.type_after("mint: ", "\n");
  EXPECT_EQ(typist_.answer(), kFailed + static_cast<int>(Code::kBadInput));
}

TEST_F(SecretPrompt, AnInterruptEndsTheProcess) {
  ask(Ask::kOnce);
  typist_.type_after("mint: ", "\x03");
  const int ended = typist_.status();
  ASSERT_TRUE(WIFSIGNALED(ended));
  EXPECT_EQ(WTERMSIG(ended), SIGINT);
}

TEST(SecretPromptAlone, WithoutATerminalAPersonIsNeeded) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();  // leaves the terminal, if there was one
    const auto secret = read_secret({SecretSource::Prompt{}}, "PIN");
    _exit(!secret && secret.error().code == Code::kAskPerson ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace secret_source_test
}  // namespace pyx
