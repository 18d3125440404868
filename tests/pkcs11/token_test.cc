#include "pkcs11/token.h"

#include <gtest/gtest.h>

namespace pyx::pkcs11 {
namespace {

TEST(Token, SerialModelAndManufacturerMakeTheIdentityAndTheLabelDoesNot) {
  const TokenIdentity one{"1", "m", "f", "label"};
  EXPECT_TRUE(same_token(one, {"1", "m", "f", "another label"}));
  EXPECT_FALSE(same_token(one, {"2", "m", "f", "label"}));
  EXPECT_FALSE(same_token(one, {"1", "n", "f", "label"}));
  EXPECT_FALSE(same_token(one, {"1", "m", "g", "label"}));
}

}  // namespace
}  // namespace pyx::pkcs11
