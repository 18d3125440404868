#include "custody/keys/vault_token.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/custody_fixture.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TokenStub;
using ::testing::ElementsAre;

class VaultTokenTest : public ::testing::Test {
 protected:
  // Of one that opens `token_`, or fails with `failure_`.
  VaultToken vault_token() {
    return VaultToken(
        [this](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
          asked_.push_back(uri);
          if (failure_) return *failure_;
          return std::unique_ptr<pkcs11::Token>(std::make_unique<TokenStub>(token_));
        },
        "pkcs11:serial=1", founding_);
  }

  const FoundingStatement founding_ = pyx::testing::MemoryVault().books().founding;
  TokenStub token_{founding_.token, founding_.nonce};
  std::optional<Error> failure_;
  std::vector<std::string> asked_;
};

TEST_F(VaultTokenTest, IsOpenedByItsUriWhenItIsFirstNeededAndThenKept) {
  VaultToken token = vault_token();
  EXPECT_TRUE(token.can_open());
  EXPECT_TRUE(asked_.empty());
  pkcs11::Token* const first = must(token.get());
  EXPECT_EQ(first->identity().serial, founding_.token.serial);
  EXPECT_EQ(must(token.get()), first);
  EXPECT_THAT(asked_, ElementsAre("pkcs11:serial=1"));
}
TEST_F(VaultTokenTest, IsOpenedOnceByManyThreads) {
  VaultToken token = vault_token();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_THAT(token.get(), IsOk()); });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(asked_.size(), 1U);
}
TEST_F(VaultTokenTest, WithoutAnOpenerAPersonIsAsked) {
  VaultToken token(nullptr, "pkcs11:serial=1", founding_);
  EXPECT_FALSE(token.can_open());
  EXPECT_THAT(token.get(), FailsWith(Code::kAskPerson));
}
// FIELD trap 17: a retry loop on a wrong PIN locks the token.
TEST_F(VaultTokenTest, AFailedOpeningIsReportedAfterOneTry) {
  failure_ = error(Code::kAskPerson, "wrong PIN");
  VaultToken token = vault_token();
  EXPECT_THAT(token.get(), FailsWith(Code::kAskPerson));
  EXPECT_EQ(asked_.size(), 1U);
  failure_.reset();
  EXPECT_THAT(token.get(), IsOk());
}

// Control TOKEN-BOUND.
TEST_F(VaultTokenTest, OfAnotherSerialModelOrManufacturerIsRefused) {
  for (std::string pkcs11::TokenIdentity::*const part :
       {&pkcs11::TokenIdentity::serial, &pkcs11::TokenIdentity::model,
        &pkcs11::TokenIdentity::manufacturer}) {
    pkcs11::TokenIdentity other = founding_.token;
    other.*part += "x";
    TokenStub stub(other, founding_.nonce);
    EXPECT_THAT(check_token_bound(stub, founding_), RefusedBy("TOKEN-BOUND"));
    other.*part = "";
    TokenStub empty(other, founding_.nonce);
    EXPECT_THAT(check_token_bound(empty, founding_), RefusedBy("TOKEN-BOUND"));
  }
}
// FIELD trap 15: a label is no identity.
TEST_F(VaultTokenTest, OfAnotherLabelIsTheSameToken) {
  pkcs11::TokenIdentity relabelled = founding_.token;
  relabelled.label = "other";
  TokenStub stub(relabelled, founding_.nonce);
  EXPECT_THAT(check_token_bound(stub, founding_), IsOk());
}
TEST_F(VaultTokenTest, WithoutTheMarkerOrWithAnotherIsRefused) {
  const auto with_marker = [this](std::optional<Bytes> marker) {
    TokenStub stub(founding_.token, std::move(marker));
    return check_token_bound(stub, founding_);
  };
  EXPECT_THAT(with_marker({}), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(with_marker(Bytes()), RefusedBy("TOKEN-BOUND"));
  Bytes other = founding_.nonce;
  other.back() ^= 1U;
  EXPECT_THAT(with_marker(other), RefusedBy("TOKEN-BOUND"));
  other = founding_.nonce;
  other.pop_back();
  EXPECT_THAT(with_marker(other), RefusedBy("TOKEN-BOUND"));
  other = founding_.nonce;
  other.push_back(0);
  EXPECT_THAT(with_marker(other), RefusedBy("TOKEN-BOUND"));
}
// FAIL-CLOSED.
TEST_F(VaultTokenTest, WhoseMarkerCannotBeReadIsNotGivenOut) {
  token_.read_fails = error(Code::kToken, "device error");
  VaultToken token = vault_token();
  EXPECT_THAT(token.get(), FailsWith(Code::kToken));
}
TEST_F(VaultTokenTest, ThatWasRefusedIsNotKept) {
  token_.marker.reset();
  VaultToken token = vault_token();
  EXPECT_THAT(token.get(), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(token.get(), RefusedBy("TOKEN-BOUND"));
  EXPECT_EQ(asked_.size(), 2U);
}

}  // namespace
}  // namespace pyx::custody
