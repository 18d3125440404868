#include "base/secret_bytes.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <type_traits>

#include "base/reveal.h"
#include "tests/matchers.h"

#if defined(__SANITIZE_ADDRESS__)
#define PYX_UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PYX_UNDER_ASAN 1
#endif
#endif

namespace pyx {
namespace secret_bytes_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);
static_assert(!std::is_default_constructible_v<RevealToken>);

constexpr std::size_t kSize = 256;
// OpenSSL's heap keeps two pointers of its own at the front of a free block.
constexpr std::size_t kFreeListBytes = 2 * sizeof(void*);

// Looks at memory that was given back: legal only since the secure heap's arena stays mapped.
bool is_wiped(const std::uint8_t* from, std::size_t size) {
  const volatile std::uint8_t* const memory = from;
  for (std::size_t i = 0; i < size; ++i) {
    if (memory[i] != 0) return false;
  }
  return true;
}

SecretBytes secret_of(std::string text) {
  return SecretBytes::take({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}).value();
}

// The VmFlags line of the mapping that holds `address`.
std::string flags_of_mapping(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::istringstream range(line);
    if (range >> std::hex >> begin >> dash >> end && dash == '-') {
      const auto wanted = reinterpret_cast<std::uintptr_t>(address);
      inside = begin <= wanted && wanted < end;
    }
    if (inside && line.starts_with("VmFlags:")) return line + " ";
  }
  return {};
}

TEST(SecretBytesTest, AreOnTheSecureHeap) {
  const SecretBytes secret = SecretBytes::random(kSize).value();
  EXPECT_EQ(CRYPTO_secure_allocated(secret.reveal(reveal()).data()), 1);
}

TEST(SecretBytesTest, AreLockedAndLeftOutOfDumps) {
  const SecretBytes secret = SecretBytes::random(kSize).value();
  const std::string flags = flags_of_mapping(secret.reveal(reveal()).data());
  ASSERT_FALSE(flags.empty());
  EXPECT_NE(flags.find(" dd "), std::string::npos) << flags;
#ifndef PYX_UNDER_ASAN  // which turns mlock() into nothing
  EXPECT_NE(flags.find(" lo "), std::string::npos) << flags;
#endif
}

TEST(SecretBytesTest, AreWipedAtTheEnd) {
  const std::uint8_t* memory = nullptr;
  {
    const SecretBytes secret = SecretBytes::random(kSize).value();
    memory = secret.reveal(reveal()).data();
    ASSERT_FALSE(is_wiped(memory, kSize));
  }
  EXPECT_TRUE(is_wiped(memory + kFreeListBytes, kSize - kFreeListBytes));
}

TEST(SecretBytesTest, AreWipedAtTheEndWhenTheyWereShrunk) {
  const std::uint8_t* memory = nullptr;
  {
    SecretBytes secret = SecretBytes::random(kSize).value();
    memory = secret.reveal(reveal()).data();
    secret.shrink(100);
    EXPECT_EQ(secret.size_bytes(), 100U);
    EXPECT_TRUE(is_wiped(memory + 100, kSize - 100));
    EXPECT_FALSE(is_wiped(memory, 100));
  }
  EXPECT_TRUE(is_wiped(memory + kFreeListBytes, kSize - kFreeListBytes));
}

TEST(SecretBytesTest, AreWipedWhenOthersAreAssigned) {
  SecretBytes old = SecretBytes::random(kSize).value();
  const std::uint8_t* const memory = old.reveal(reveal()).data();
  SecretBytes fresh = SecretBytes::random(kSize).value();
  const std::uint8_t* const kept = fresh.reveal(reveal()).data();
  old = std::move(fresh);
  EXPECT_TRUE(is_wiped(memory + kFreeListBytes, kSize - kFreeListBytes));
  EXPECT_EQ(old.reveal(reveal()).data(), kept);
  EXPECT_TRUE(fresh.empty());  // NOLINT: what a moved-from secret holds is what is tested
}

TEST(SecretBytesTest, MovedBytesStayInOnePlace) {
  SecretBytes from = SecretBytes::random(kSize).value();
  const std::uint8_t* const memory = from.reveal(reveal()).data();
  const SecretBytes to = std::move(from);
  EXPECT_EQ(to.reveal(reveal()).data(), memory);
  EXPECT_TRUE(from.empty());  // NOLINT: what a moved-from secret holds is what is tested
}

TEST(SecretBytesTest, TakingWipesTheSource) {
  std::string text = "correct horse";
  const auto taken = SecretBytes::take({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(as_text(taken->reveal(reveal())), "correct horse");
  EXPECT_EQ(text, std::string(text.size(), '\0'));
}

TEST(SecretBytesTest, TakingWipesTheSourceEvenWhenItFails) {
  std::string text(1U << 22U, 'x');
  EXPECT_THAT(SecretBytes::take({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}),
              FailsWith(Code::kBug));
  EXPECT_EQ(text, std::string(text.size(), '\0'));
}

TEST(SecretBytesTest, OfZeroesAreZeroEvenInUsedMemory) {
  { const SecretBytes used = SecretBytes::random(kSize).value(); }
  const SecretBytes secret = SecretBytes::zeroed(kSize).value();
  EXPECT_TRUE(is_wiped(secret.reveal(reveal()).data(), kSize));
}

TEST(SecretBytesTest, RandomOnesDiffer) {
  EXPECT_FALSE(equal_ct(SecretBytes::random(32).value(), SecretBytes::random(32).value()));
}

TEST(SecretBytesTest, AreComparedByLengthAndByteWithoutAnEarlyEnd) {
  EXPECT_TRUE(equal_ct(secret_of("pin"), secret_of("pin")));
  EXPECT_FALSE(equal_ct(secret_of("pin"), secret_of("pim")));
  EXPECT_FALSE(equal_ct(secret_of("pin"), secret_of("Pin")));
  EXPECT_FALSE(equal_ct(secret_of("pin"), secret_of("pi")));
  EXPECT_TRUE(equal_ct(SecretBytes(), SecretBytes()));
  EXPECT_FALSE(equal_ct(SecretBytes(), secret_of("p")));
}

TEST(SecretBytesTest, OfNoBytesAreEmpty) {
  EXPECT_TRUE(SecretBytes::zeroed(0).value().empty());
  EXPECT_TRUE(SecretBytes::random(0).value().empty());
}

TEST(SecretBytesTest, AFullHeapIsAnErrorAndNotOrdinaryMemory) {
  EXPECT_THAT(SecretBytes::zeroed(1U << 22U), FailsSaying(Code::kBug, "full"));
}

}  // namespace secret_bytes_test
}  // namespace pyx
