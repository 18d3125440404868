#include "base/base64.h"

#include "tests/matchers.h"

namespace pyx {
namespace base64_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

struct Vector {
  std::string_view plain;
  std::string_view padded;
  std::string_view bare;
};
// RFC 4648, section 10.
constexpr std::array kVectors = {
    Vector{"", "", ""},
    Vector{"f", "Zg==", "Zg"},
    Vector{"fo", "Zm8=", "Zm8"},
    Vector{"foo", "Zm9v", "Zm9v"},
    Vector{"foob", "Zm9vYg==", "Zm9vYg"},
    Vector{"fooba", "Zm9vYmE=", "Zm9vYmE"},
    Vector{"foobar", "Zm9vYmFy", "Zm9vYmFy"},
};

TEST(Base64, WritesTheVectorsOfTheStandard) {
  for (const Vector& vector : kVectors) {
    EXPECT_EQ(to_base64(as_bytes(vector.plain)), vector.padded);
    EXPECT_EQ(to_base64url(as_bytes(vector.plain)), vector.bare);
  }
}

TEST(Base64, ReadsTheVectorsOfTheStandard) {
  for (const Vector& vector : kVectors) {
    EXPECT_EQ(from_base64(vector.padded).value(), to_bytes(vector.plain));
    EXPECT_EQ(from_base64url(vector.bare).value(), to_bytes(vector.plain));
  }
}

TEST(Base64, EachByteComesBackInEachPlace) {
  for (unsigned value = 0; value < 256; ++value) {
    for (std::size_t place = 0; place < 3; ++place) {
      Bytes bytes(3, 0xa5);
      bytes[place] = static_cast<std::uint8_t>(value);
      EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
      EXPECT_EQ(from_base64url(to_base64url(bytes)).value(), bytes);
    }
  }
}

TEST(Base64, TheTwoAlphabetsAreNotMixed) {
  const Bytes bytes = {0xfb, 0xff, 0xbf};
  EXPECT_EQ(to_base64(bytes), "+/+/");
  EXPECT_EQ(to_base64url(bytes), "-_-_");
  EXPECT_THAT(from_base64("-_-_"), FailsSaying(Code::kBadInput, "position 0"));
  EXPECT_THAT(from_base64url("-_+_"), FailsSaying(Code::kBadInput, "position 2"));
}

TEST(Base64, WhiteSpaceAndForeignCharactersAreRefusedByPosition) {
  EXPECT_THAT(from_base64("Zm9v\nYg="), FailsSaying(Code::kBadInput, "position 4"));
  EXPECT_THAT(from_base64url(" Zm9vYg"), FailsSaying(Code::kBadInput, "position 0"));
  EXPECT_THAT(from_base64(std::string_view("Zg\0=", 4)), FailsWith(Code::kBadInput));
  EXPECT_THAT(from_base64("Zm9\xc3"), FailsSaying(Code::kBadInput, "position 3"));
}

TEST(Base64, PaddingIsNeededInOneFormAndRefusedInTheOther) {
  EXPECT_THAT(from_base64("Zg"), FailsSaying(Code::kBadInput, "padding"));
  EXPECT_THAT(from_base64("Zg="), FailsSaying(Code::kBadInput, "padding"));
  EXPECT_THAT(from_base64url("Zg=="), FailsSaying(Code::kBadInput, "position 2"));
}

TEST(Base64, PaddingInTheMiddleOrTooMuchOfItIsRefused) {
  for (const auto* text : {"=", "====", "Z===", "Zg==Zg==", "=Zg="}) {
    EXPECT_THAT(from_base64(text), FailsWith(Code::kBadInput)) << text;
  }
}

TEST(Base64, ASingleTrailingCharacterIsRefused) {
  EXPECT_THAT(from_base64url("Z"), FailsSaying(Code::kBadInput, "cut short"));
  EXPECT_THAT(from_base64url("Zm9vY"), FailsSaying(Code::kBadInput, "cut short"));
}

// One text for one value: a second text of the same bytes would pass for another request.
TEST(Base64, StrayBitsInTheLastCharacterAreRefused) {
  EXPECT_THAT(from_base64("Zh=="), FailsSaying(Code::kBadInput, "stray bits at position 1"));
  EXPECT_THAT(from_base64url("Zm9"), FailsSaying(Code::kBadInput, "stray bits at position 2"));
  EXPECT_THAT(from_base64url("Zm8"), IsOk());
}

}  // namespace base64_test
}  // namespace pyx
