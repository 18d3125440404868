#include "pkcs11/token_random.h"

#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace token_random_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class TokenRandom : public OnSession {};

TEST_F(TokenRandom, GivesAsManyBytesAsWereAskedFor) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{32}, std::size_t{1024}}) {
    const auto bytes = generate_random(session_, size);
    ASSERT_THAT(bytes, IsOk());
    EXPECT_EQ(bytes->size_bytes(), size);
  }
}
TEST_F(TokenRandom, NeverGivesTheSameTwice) {
  EXPECT_FALSE(
      equal_ct(generate_random(session_, 32).value(), generate_random(session_, 32).value()));
}
TEST_F(TokenRandom, NoBytesAndTooManyAreRefused) {
  EXPECT_THAT(generate_random(session_, 0), FailsWith(Code::kBadInput));
  EXPECT_THAT(generate_random(session_, 1025), FailsWith(Code::kBadInput));
}

}  // namespace token_random_test
}  // namespace pyx::pkcs11
