#include "pkcs11/new_pin.h"

#include <gmock/gmock.h>
#include <p11-kit/pkcs11.h>

#include "tests/matchers.h"
#include "tests/support/revealed.h"

namespace pyx::pkcs11 {
namespace new_pin_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::revealed;
using pyx::testing::secret;
using ::testing::MatchesRegex;

std::string text_of(const Result<Pin>& pin) { return to_text(revealed(pin.value().bytes())); }

// Python: base64.b32encode(b"foobarfoobarfoob").decode().lower(); its first nine characters are
// those of RFC 4648, section 10.
TEST(NewPin, IsTheSecretInBase32FromItsBegin) {
  const SecretBytes some = secret(to_bytes("foobarfoobarfoob"));
  EXPECT_EQ(text_of(pin_of(some, 26)), "mzxw6ytbojtg633cmfzgm33pmi");
  EXPECT_EQ(text_of(pin_of(some, 9)), "mzxw6ytbo");
  EXPECT_EQ(text_of(pin_of(some, 8)), "mzxw6ytb");
}
// docs/formats/shares.md
TEST(NewPin, IsThatOfThePageOfFormats) {
  Bytes counted;
  for (std::uint8_t byte = 0; byte < 16; ++byte) counted.push_back(byte);
  EXPECT_EQ(text_of(pin_of(secret(std::move(counted)), 26)), "aaaqeayeaudaocajbifqydiob4");
}
TEST(NewPin, OfAllBitsUsesTheWholeAlphabet) {
  Bytes high;
  for (int byte = 0xf0; byte < 0x100; ++byte) high.push_back(static_cast<std::uint8_t>(byte));
  EXPECT_EQ(text_of(pin_of(secret(std::move(high)), 26)), "6dy7f47u6x3pp6hz7l57z7p674");
}
TEST(NewPin, OfAnotherSecretOrLengthIsRefused) {
  const SecretBytes some = secret(to_bytes("foobarfoobarfoob"));
  EXPECT_THAT(pin_of(some, 7), FailsWith(Code::kBadInput));
  EXPECT_THAT(pin_of(some, 27), FailsWith(Code::kBadInput));
  EXPECT_THAT(pin_of(secret(Bytes(15, 1)), 8), FailsWith(Code::kBadInput));
  EXPECT_THAT(pin_of(secret(Bytes(17, 1)), 8), FailsWith(Code::kBadInput));
}

TEST(NewPin, IsAsLongAsTheTokenTakesIt) {
  EXPECT_EQ(pin_characters({4, 255}).value(), 26U);
  EXPECT_EQ(pin_characters({4, 26}).value(), 26U);
  EXPECT_EQ(pin_characters({4, 25}).value(), 25U);
  EXPECT_EQ(pin_characters({4, 8}).value(), 8U);
}
TEST(NewPin, OfATokenThatSaysNothingIsLong) {
  EXPECT_EQ(pin_characters({0, 0}).value(), 26U);
  EXPECT_EQ(pin_characters({CK_UNAVAILABLE_INFORMATION, CK_UNAVAILABLE_INFORMATION}).value(), 26U);
}
TEST(NewPin, OfATokenThatTakesOnlyShorterOnesIsRefused) {
  EXPECT_THAT(pin_characters({4, 7}), FailsSaying(Code::kBadInput, "PINs of 7 characters at most"));
}
TEST(NewPin, OfATokenThatWantsLongerOnesIsRefused) {
  EXPECT_EQ(pin_characters({26, 64}).value(), 26U);
  EXPECT_THAT(pin_characters({27, 64}), FailsSaying(Code::kBadInput, "27 characters or more"));
}

TEST(NewPin, IsAnotherEachTime) {
  const std::string one = text_of(random_pin({4, 255}));
  EXPECT_THAT(one, MatchesRegex("[a-z2-7]{26}"));
  EXPECT_NE(one, text_of(random_pin({4, 255})));
  EXPECT_THAT(text_of(random_pin({4, 8})), MatchesRegex("[a-z2-7]{8}"));
  EXPECT_THAT(random_pin({4, 6}), FailsWith(Code::kBadInput));
}

}  // namespace new_pin_test
}  // namespace pyx::pkcs11
