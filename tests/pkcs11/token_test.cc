#include "pkcs11/token.h"

#include <gtest/gtest.h>

#include "tests/support/token_stub.h"

namespace pyx::pkcs11 {
namespace {

TEST(Token, SerialModelAndManufacturerMakeTheIdentityAndTheLabelDoesNot) {
  const TokenIdentity one{"1", "m", "f", "label"};
  EXPECT_TRUE(same_token(one, {"1", "m", "f", "another label"}));
  EXPECT_FALSE(same_token(one, {"2", "m", "f", "label"}));
  EXPECT_FALSE(same_token(one, {"1", "n", "f", "label"}));
  EXPECT_FALSE(same_token(one, {"1", "m", "g", "label"}));
}

TEST(Token, ThatStandsForNoDeviceIsNotMeasured) {
  pyx::testing::TokenStub stub({});
  const auto lines =
      stub.bench({KeyType::kP256, Purpose::kSign, {1}, std::chrono::milliseconds(10)});
  ASSERT_FALSE(lines.ok());
  EXPECT_EQ(lines.error().code, Code::kBadInput);
}

}  // namespace
}  // namespace pyx::pkcs11
