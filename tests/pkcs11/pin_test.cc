#include "pkcs11/pin.h"

#include "base/bytes.h"
#include "tests/matchers.h"

namespace pyx::pkcs11 {
namespace pin_test {

using pyx::testing::IsOk;

Pin pin_of(std::string_view text) {
  Bytes bytes = to_bytes(text);
  return Pin(SecretBytes::take(bytes).value());
}

TEST(Pin, AnotherIsTheSameInBytesOfItsOwn) {
  const Pin pin = pin_of("123456");
  auto first = another(pin);
  ASSERT_THAT(first, IsOk());
  EXPECT_TRUE(equal_ct(first->bytes(), pin.bytes()));
  EXPECT_FALSE(equal_ct(first->bytes(), pin_of("123457").bytes()));
  { const Pin gone = std::move(first).value(); }
  EXPECT_TRUE(equal_ct(pin.bytes(), pin_of("123456").bytes()));
}
TEST(Pin, AnotherOfOneThatIsTypedOnTheTokenIsThat) {
  const auto made = another(Pin::entered_on_the_token());
  ASSERT_THAT(made, IsOk());
  EXPECT_TRUE(made->bytes().empty());
}

}  // namespace pin_test
}  // namespace pyx::pkcs11
