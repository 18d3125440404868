#include "base/pem_block.h"

#include <openssl/err.h>

#include "tests/matchers.h"

namespace pyx {
namespace pem_block_test {

// "hello" and "other" in base64.
constexpr std::string_view kHello = "-----BEGIN THING-----\naGVsbG8=\n-----END THING-----\n";
constexpr std::string_view kOther = "-----BEGIN OTHER-----\nb3RoZXI=\n-----END OTHER-----\n";

std::optional<PemBlock> thing_in(std::string text) {
  return first_pem_block(as_bytes(text), "THING");
}

TEST(PemBlock, OfTheWantedLabelIsReadWhole) {
  const auto block = thing_in(std::string(kHello));
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(block->label, "THING");
  EXPECT_EQ(to_text(block->der), "hello");
  EXPECT_TRUE(block->is_alone);
}

TEST(PemBlock, MayHaveOtherTextAroundIt) {
  const auto block = thing_in("a note\n" + std::string(kHello) + "another\n");
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(to_text(block->der), "hello");
  EXPECT_TRUE(block->is_alone);
}

// SECRET-NEVER: it may be a private key in the clear.
TEST(PemBlock, OfAnotherLabelIsNotKept) {
  const auto block = thing_in(std::string(kOther));
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(block->label, "OTHER");
  EXPECT_TRUE(block->der.empty());
}

TEST(PemBlock, IsNotAloneBeforeABlockOfAnyLabel) {
  EXPECT_FALSE(thing_in(std::string(kHello) + std::string(kOther))->is_alone);
  EXPECT_FALSE(thing_in(std::string(kHello) + std::string(kHello))->is_alone);
}

TEST(PemBlock, IsNotFoundWhereNoneIsWhole) {
  EXPECT_FALSE(thing_in(""));
  EXPECT_FALSE(thing_in("text"));
  EXPECT_FALSE(thing_in(std::string(kHello.substr(0, kHello.size() - 8))));
  EXPECT_FALSE(thing_in("-----BEGIN THING-----\n*\n-----END THING-----\n"));
}

TEST(PemBlock, LeavesNoErrorOfOpensslBehind) {
  static_cast<void>(thing_in("text"));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace pem_block_test
}  // namespace pyx
