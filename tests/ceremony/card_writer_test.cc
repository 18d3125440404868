#include "ceremony/card_writer.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/descriptor.h"
#include "ceremony/share_card.h"
#include "tests/ceremony/drawn_card.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace card_writer_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::into;
using pyx::testing::IsOk;
using shares::testing::text_of;
using shares::testing::words_of;
using ::testing::HasSubstr;
using ::testing::Not;

class CardOfBob : public ::testing::Test {
 protected:
  Bytes drawn() const {
    Bytes pdf;
    EXPECT_THAT(draw_share_card(facts_, words_, into(pdf)), IsOk());
    return pdf;
  }
  shares::testing::Backup backup_;
  shares::testing::Splitting made_ = backup_.two_of_three();
  shares::ShareWords words_ = words_of(made_.shares[0][1]);
  ShareFacts facts_ = facts_of("Example mint", made_.set, sha256("record"), words_).value();
};

Bytes all_of(int file) {
  Bytes bytes(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)));
  EXPECT_EQ(::pread(file, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  return bytes;
}

TEST_F(CardOfBob, GoesToTheDescriptorWhole) {
  const Descriptor memory(::memfd_create("card", MFD_CLOEXEC));
  ASSERT_TRUE(memory.open());
  ASSERT_THAT(write_share_card(facts_, words_, memory.get()), IsOk());
  EXPECT_EQ(all_of(memory.get()), drawn());
}

TEST_F(CardOfBob, LeavesNoProcessBehind) {
  const Descriptor memory(::memfd_create("card", MFD_CLOEXEC));
  ASSERT_THAT(write_share_card(facts_, words_, memory.get()), IsOk());
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

// Issue: printer failure after the split.
TEST_F(CardOfBob, ADescriptorThatTakesNoMoreIsTold) {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full.open());
  EXPECT_THAT(write_share_card(facts_, words_, full.get()),
              FailsSaying(Code::kStore, "the card cannot be written: No space left"));
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  ::close(ends[0]);
  const Descriptor broken(ends[1]);
  EXPECT_THAT(write_share_card(facts_, words_, broken.get()), FailsWith(Code::kStore));
}

TEST_F(CardOfBob, WhatDrawingSaysIsPassedOnWithItsCode) {
  const Descriptor memory(::memfd_create("card", MFD_CLOEXEC));
  EXPECT_THAT(write_share_card(facts_, words_of("deal keyboard"), memory.get()),
              FailsSaying(Code::kBadInput, "no share has 2 words"));
  facts_.holder = "\xe9\x8a\x80";
  EXPECT_THAT(write_share_card(facts_, words_, memory.get()),
              FailsSaying(Code::kNotFound, "fonts-dejavu-core"));
}

// How often words of six letters and more stand in the ordinary heap of this process.
std::size_t words_in_heap(const shares::ShareWords& words) {
  std::ifstream maps("/proc/self/maps");
  const Descriptor self(::open("/proc/self/mem", O_RDONLY | O_CLOEXEC));
  std::size_t found = 0;
  for (std::string line; std::getline(maps, line);) {
    if (line.find("[heap]") == std::string::npos) continue;
    const std::size_t from = std::stoull(line, nullptr, 16);
    const std::size_t to = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
    // Mapped, so that the copy is not found the next time.
    void* const room =
        ::mmap(nullptr, to - from, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT_EQ(::pread(self.get(), room, to - from, static_cast<off_t>(from)),
              static_cast<ssize_t>(to - from));
    const std::string_view heap(static_cast<const char*>(room), to - from);
    for (const std::string_view word : shares::words_in(as_text(words.text().reveal(reveal())))) {
      for (std::size_t at = heap.find(word); word.size() >= 6 && at != std::string_view::npos;
           at = heap.find(word, at + 1)) {
        ++found;
      }
    }
    ::munmap(room, to - from);
  }
  return found;
}

// SECRET-NEVER: this process keeps the words in SecretBytes alone. One card that was drawn in it
// left up to 16 words.
TEST_F(CardOfBob, LeavesNoWordInTheHeapOfThisProcess) {
  const Descriptor memory(::memfd_create("card", MFD_CLOEXEC));
  for (int round = 0; round < 5; ++round) {
    const auto made = backup_.two_of_three();
    const shares::ShareWords words = words_of(made.shares[0][1]);
    const std::size_t before = words_in_heap(words);
    ASSERT_THAT(write_share_card(facts_, words, memory.get()), IsOk());
    EXPECT_EQ(words_in_heap(words), before);
  }
}

}  // namespace card_writer_test
}  // namespace pyx::ceremony
