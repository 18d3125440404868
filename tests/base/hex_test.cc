#include "base/hex.h"

#include "tests/matchers.h"

namespace pyx {
namespace hex_test {

using testing::FailsSaying;

// RFC 4648, section 10.
TEST(Hex, WritesTheVectorOfTheStandardInLowerCase) {
  EXPECT_EQ(to_hex(as_bytes("foobar")), "666f6f626172");
  EXPECT_EQ(to_hex(as_bytes("")), "");
}

TEST(Hex, ReadsEitherCase) {
  EXPECT_EQ(from_hex("666F6F626172").value(), to_bytes("foobar"));
  EXPECT_EQ(from_hex("666f6f626172").value(), to_bytes("foobar"));
  EXPECT_EQ(from_hex("").value(), Bytes());
}

TEST(Hex, EachByteComesBack) {
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(from_hex(to_hex(all)).value(), all);
}

TEST(Hex, AnOddNumberOfDigitsIsRefused) {
  EXPECT_THAT(from_hex("abc"), FailsSaying(Code::kBadInput, "odd"));
}

TEST(Hex, WhatIsNoDigitIsRefusedByPosition) {
  EXPECT_THAT(from_hex("0g"), FailsSaying(Code::kBadInput, "position 1"));
  EXPECT_THAT(from_hex("00 0"), FailsSaying(Code::kBadInput, "position 2"));
  EXPECT_THAT(from_hex("0x00"), FailsSaying(Code::kBadInput, "position 1"));
  EXPECT_THAT(from_hex("/:"), FailsSaying(Code::kBadInput, "position 0"));
}

}  // namespace hex_test
}  // namespace pyx
