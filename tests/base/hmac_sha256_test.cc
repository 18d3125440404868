#include "base/hmac_sha256.h"

#include "base/hex.h"
#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx {
namespace hmac_sha256_test {

using testing::FailsWith;
using testing::hex_bytes;
using testing::IsOk;

std::string code_of(HmacSha256& hmac, std::initializer_list<ByteView> parts) {
  Bytes code(kHmacBytes);
  EXPECT_THAT(hmac.code(parts, code), IsOk());
  return to_hex(code);
}

// RFC 4231, test cases 1, 2 and 6.
TEST(HmacSha256, GivesTheStandardsCodes) {
  HmacSha256 first = HmacSha256::under(Bytes(20, 0x0b)).value();
  EXPECT_EQ(code_of(first, {as_bytes("Hi There")}),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  HmacSha256 second = HmacSha256::under(as_bytes("Jefe")).value();
  EXPECT_EQ(code_of(second, {as_bytes("what do ya want for nothing?")}),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  HmacSha256 sixth = HmacSha256::under(Bytes(131, 0xaa)).value();
  EXPECT_EQ(code_of(sixth, {as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")}),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, BeginsAnewEachTime) {
  HmacSha256 hmac = HmacSha256::under(as_bytes("Jefe")).value();
  const std::string once = code_of(hmac, {as_bytes("a")});
  EXPECT_NE(code_of(hmac, {as_bytes("b")}), once);
  EXPECT_EQ(code_of(hmac, {as_bytes("a")}), once);
}

TEST(HmacSha256, IsOfThePartsOneAfterAnother) {
  HmacSha256 hmac = HmacSha256::under(as_bytes("Jefe")).value();
  EXPECT_EQ(code_of(hmac, {as_bytes("what do ya "), {}, as_bytes("want for nothing?")}),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, MayWriteOverItsOwnInput) {
  HmacSha256 hmac = HmacSha256::under(as_bytes("Jefe")).value();
  Bytes apart(kHmacBytes);
  Bytes same(kHmacBytes, 7);
  const Bytes before = same;
  EXPECT_THAT(hmac.code({before}, apart), IsOk());
  EXPECT_THAT(hmac.code({same}, same), IsOk());
  EXPECT_EQ(same, apart);
}

// By Python: hmac.new(b"", b"", "sha256").
TEST(HmacSha256, TakesAnEmptyKey) {
  HmacSha256 hmac = HmacSha256::under({}).value();
  EXPECT_EQ(code_of(hmac, {}), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(HmacSha256, WritesToThirtyTwoBytesOnly) {
  HmacSha256 hmac = HmacSha256::under({}).value();
  Bytes shorter(kHmacBytes - 1);
  Bytes longer(kHmacBytes + 1);
  EXPECT_THAT(hmac.code({}, shorter), FailsWith(Code::kBug));
  EXPECT_THAT(hmac.code({}, longer), FailsWith(Code::kBug));
}

// RFC 4231, test case 2.
TEST(HmacSha256, OnceGivesTheSameAsASecret) {
  const auto code =
      hmac_sha256(as_bytes("Jefe"), {as_bytes("what do ya want "), as_bytes("for nothing?")});
  ASSERT_THAT(code, IsOk());
  Bytes expected = hex_bytes("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_TRUE(equal_ct(code.value(), SecretBytes::take(expected).value()));
}

}  // namespace hmac_sha256_test
}  // namespace pyx
