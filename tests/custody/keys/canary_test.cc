#include "custody/keys/canary.h"

#include <gmock/gmock.h>

#include "base/ecdsa_signature.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/scripted_token.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace canary_test {

using pyx::testing::device_error;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::ScriptedToken;
using pyx::testing::TokenStub;

constexpr unsigned long kDeviceError = 0x30;

class Canary : public ::testing::Test {
 protected:
  Result<void> sing() {
    ScriptedToken token(script_, std::make_unique<TokenStub>(pkcs11::TokenIdentity{}));
    return sign_canary(token, {Uuid::v7(Time{}), key_.public_key()}, sha256("vault"), Time{});
  }
  pyx::testing::TokenScript script_;
  const pyx::testing::TestKey key_{KeyType::kP256};
};

// 64 bytes r || s, as a token gives them.
Bytes raw(const pyx::testing::TestKey& key, std::string_view message) {
  return must(ecdsa_der_to_p1363(key.sign(as_bytes(message)), 32));
}

TEST_F(Canary, PassesWhenTheTokenSignsTheVaultAndTheTime) {
  const std::string message = "pyx/canary/v1 " + to_hex(sha256("vault")) + " " + to_rfc3339(Time{});
  script_.sign = [&](std::span<const pkcs11::SignJob> jobs) -> Result<std::vector<Bytes>> {
    EXPECT_TRUE(std::ranges::equal(jobs.front().input, sha256(message)));
    return std::vector<Bytes>{raw(key_, message)};
  };
  EXPECT_THAT(sing(), IsOk());
}
TEST_F(Canary, DoesNotPassWithASignatureOnSomethingElse) {
  script_.sign = [&](auto) -> Result<std::vector<Bytes>> {
    return std::vector<Bytes>{raw(key_, "pyx/canary/v1 ")};
  };
  EXPECT_THAT(sing(), FailsSaying(Code::kToken, "wrong canary signature"));
}
TEST_F(Canary, TellsWhatTheTokenAnswered) {
  script_.sign = [](auto) { return device_error("C_Sign"); };
  EXPECT_THAT(sing(), FailsWithCkr(kDeviceError));
}

}  // namespace canary_test
}  // namespace pyx::custody
