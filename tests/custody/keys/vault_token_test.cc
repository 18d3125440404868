#include "custody/keys/vault_token.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/custody_fixture.h"
#include "tests/support/scripted_token.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace vault_token_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TokenStub;
using ::testing::ElementsAre;

constexpr unsigned long kDeviceRemoved = 0x32;
constexpr unsigned long kPinIncorrect = 0xA0;

Error device_removed() {
  return Error{Code::kRetry, "the token is not there", kDeviceRemoved, "C_Sign", {}, {}};
}
Error pin_incorrect() {
  return Error{Code::kAskPerson, "the token refused the PIN", kPinIncorrect, "C_Login", {}, {}};
}

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
        "pkcs11:serial=1", binding_);
  }

  const TokenBinding binding_ = pyx::testing::MemoryVault().books().binding;
  TokenStub token_{binding_.token(), binding_.marker};
  std::optional<Error> failure_;
  std::vector<std::string> asked_;
};

TEST_F(VaultTokenTest, IsOpenedByItsUriWhenItIsFirstNeededAndThenKept) {
  VaultToken token = vault_token();
  EXPECT_TRUE(token.can_open());
  EXPECT_TRUE(asked_.empty());
  EXPECT_EQ(must(token.get())->identity().serial, binding_.token().serial);
  const auto first = must(token.direct());
  EXPECT_EQ(must(token.direct()), first);
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
  VaultToken token(nullptr, "pkcs11:serial=1", binding_);
  EXPECT_FALSE(token.can_open());
  EXPECT_THAT(token.get(), FailsWith(Code::kAskPerson));
}
TEST_F(VaultTokenTest, AFailedOpeningIsReportedAfterOneTry) {
  failure_ = device_removed();
  VaultToken token = vault_token();
  EXPECT_THAT(token.get(), FailsWith(Code::kRetry));
  EXPECT_EQ(asked_.size(), 1U);
  failure_.reset();
  EXPECT_THAT(token.get(), IsOk());
}
// Trap 17: a retry loop on a wrong PIN locks the token.
TEST_F(VaultTokenTest, AfterARefusedPinNobodyTriesAgain) {
  failure_ = pin_incorrect();
  VaultToken token = vault_token();
  EXPECT_THAT(token.get(), FailsWithCkr(kPinIncorrect));
  failure_.reset();
  EXPECT_THAT(token.get(), FailsWithCkr(kPinIncorrect));
  EXPECT_THAT(token.direct(), FailsWithCkr(kPinIncorrect));
  EXPECT_EQ(asked_.size(), 1U);
}
TEST_F(VaultTokenTest, ThatIsGoneIsOpenedAnewWhenItIsNeededNext) {
  VaultToken token = vault_token();
  must(token.get());
  token.failed(device_removed());
  EXPECT_THAT(token.get(), IsOk());
  EXPECT_EQ(asked_.size(), 2U);
}

// Control TOKEN-BOUND.
TEST_F(VaultTokenTest, OfAnotherSerialModelOrManufacturerIsRefused) {
  for (std::string pkcs11::TokenIdentity::*const part :
       {&pkcs11::TokenIdentity::serial, &pkcs11::TokenIdentity::model,
        &pkcs11::TokenIdentity::manufacturer}) {
    pkcs11::TokenIdentity other = binding_.token();
    other.*part += "x";
    TokenStub stub(other, binding_.marker);
    EXPECT_THAT(check_token_bound(stub, binding_), RefusedBy("TOKEN-BOUND"));
    other.*part = "";
    TokenStub empty(other, binding_.marker);
    EXPECT_THAT(check_token_bound(empty, binding_), RefusedBy("TOKEN-BOUND"));
  }
}
// The token that a vault has left says where the vault went, and by which act.
TEST_F(VaultTokenTest, OfAVaultThatMovedIsToldByWhichActItDid) {
  TokenBinding moved = binding_;
  moved.findings.token.serial = "fedcba";
  moved.act = Uuid::v7(Time{});
  moved.left_serial = binding_.serial();
  TokenStub old(binding_.token(), binding_.marker);
  EXPECT_THAT(check_token_bound(old, moved), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(check_token_bound(old, moved), FailsSaying(Code::kRefused, moved.act->text()));
}
TEST_F(VaultTokenTest, ThatTheVaultMovesToIsTheOneThatIsGivenOutAndOpenedFromThenOn) {
  VaultToken token = vault_token();
  ASSERT_THAT(token.get(), IsOk());
  TokenBinding moved = binding_;
  moved.findings.token.serial = "fedcba";
  moved.marker = Bytes(32, 7);
  const auto open = [&](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
    asked_.push_back(uri);
    return std::unique_ptr<pkcs11::Token>(std::make_unique<TokenStub>(moved.token(), moved.marker));
  };
  std::shared_ptr<pkcs11::Token> there = must(open("pkcs11:serial=2"));
  ASSERT_THAT(token.move_to(open, "pkcs11:serial=2", moved, there), IsOk());
  EXPECT_EQ(token.uri(), "pkcs11:serial=2");
  EXPECT_EQ(must(token.get())->identity().serial, "fedcba");
  EXPECT_THAT(asked_, ElementsAre("pkcs11:serial=1", "pkcs11:serial=2"));
  there.reset();
  must(token.close());
  EXPECT_EQ(must(token.get())->identity().serial, "fedcba");
  EXPECT_THAT(asked_, ElementsAre("pkcs11:serial=1", "pkcs11:serial=2", "pkcs11:serial=2"));
}
TEST_F(VaultTokenTest, ThatSomebodyUsesIsNotMovedFrom) {
  VaultToken token = vault_token();
  const auto held = must(token.direct());
  EXPECT_THAT(token.move_to(nullptr, "pkcs11:serial=2", binding_, nullptr),
              FailsWith(Code::kConflict));
  EXPECT_EQ(token.uri(), "pkcs11:serial=1");
}
// Trap 15: a label is no identity.
TEST_F(VaultTokenTest, OfAnotherLabelIsTheSameToken) {
  pkcs11::TokenIdentity relabelled = binding_.token();
  relabelled.label = "other";
  TokenStub stub(relabelled, binding_.marker);
  EXPECT_THAT(check_token_bound(stub, binding_), IsOk());
}
TEST_F(VaultTokenTest, WithoutTheMarkerOrWithAnotherIsRefused) {
  const auto with_marker = [this](std::optional<Bytes> marker) {
    TokenStub stub(binding_.token(), std::move(marker));
    return check_token_bound(stub, binding_);
  };
  EXPECT_THAT(with_marker({}), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(with_marker(Bytes()), RefusedBy("TOKEN-BOUND"));
  Bytes other = binding_.marker;
  other.back() ^= 1U;
  EXPECT_THAT(with_marker(other), RefusedBy("TOKEN-BOUND"));
  other = binding_.marker;
  other.pop_back();
  EXPECT_THAT(with_marker(other), RefusedBy("TOKEN-BOUND"));
  other = binding_.marker;
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

// A token in care: tried again until it is well. The opener is called by the carer's thread.
class VaultTokenInCare : public ::testing::Test {
 protected:
  static TokenLimits quick() {
    TokenLimits limits;
    limits.answer = Duration(2000);
    limits.first_pause = Duration(5);
    limits.longest_pause = Duration(20);
    return limits;
  }
  Result<std::unique_ptr<pkcs11::Token>> open() {
    const std::lock_guard lock(mutex_);
    ++opened_;
    if (failure_) return *failure_;
    return std::unique_ptr<pkcs11::Token>(std::make_unique<TokenStub>(identity_, binding_.marker));
  }
  TokenCare care() {
    TokenCare care;
    care.canary = [this](pkcs11::Token&) -> Result<void> {
      const std::lock_guard lock(mutex_);
      if (canary_) return *canary_;
      return {};
    };
    care.on_return = [this] {
      const std::lock_guard lock(mutex_);
      ++returned_;
    };
    care.on_change = [this](const std::optional<Error>& trouble) {
      const std::lock_guard lock(mutex_);
      told_.push_back(trouble ? trouble->message : "well");
    };
    return care;
  }
  void say(std::optional<Error> opening, std::optional<Error> canary = {}) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(opening);
    canary_ = std::move(canary);
  }
  template <class Wanted>
  void wait_until(Wanted wanted) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!wanted() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    EXPECT_TRUE(wanted());
  }
  unsigned opened() {
    const std::lock_guard lock(mutex_);
    return opened_;
  }
  unsigned returned() {
    const std::lock_guard lock(mutex_);
    return returned_;
  }

  const TokenBinding binding_ = pyx::testing::MemoryVault().books().binding;
  std::mutex mutex_;
  pkcs11::TokenIdentity identity_ = binding_.token();
  std::optional<Error> failure_;
  std::optional<Error> canary_;
  unsigned opened_ = 0;
  unsigned returned_ = 0;
  std::vector<std::string> told_;
  VaultToken token_{[this](const std::string&) { return open(); }, "pkcs11:serial=1", binding_,
                    quick()};
};

// Trap 14
TEST_F(VaultTokenInCare, ThatIsAwayAtFirstIsTakenInWhenItComes) {
  say(device_removed());
  ASSERT_THAT(token_.care(care()), IsOk());
  EXPECT_THAT(token_.get(), FailsWithCkr(kDeviceRemoved));
  ASSERT_TRUE(token_.trouble());
  wait_until([&] { return opened() >= 3; });
  say({});
  wait_until([&] { return returned() == 1; });
  EXPECT_FALSE(token_.trouble());
  EXPECT_THAT(token_.get(), IsOk());
  EXPECT_THAT(told_, ElementsAre("the token is not there", "well"));
}
// Trap 12
TEST_F(VaultTokenInCare, ThatIsPulledOutFailsFastAndIsOpenedAndCheckedAnew) {
  ASSERT_THAT(token_.care(care()), IsOk());
  must(token_.get());
  say(device_removed());
  token_.failed(device_removed());
  EXPECT_THAT(token_.direct(), FailsWithCkr(kDeviceRemoved));
  EXPECT_THAT(token_.get(), FailsWithCkr(kDeviceRemoved));
  // Another token in its place is refused, and ours is taken back. TOKEN-BOUND
  {
    const std::lock_guard lock(mutex_);
    failure_.reset();
    identity_.serial += "x";
  }
  wait_until([&] { return token_.trouble() && token_.trouble()->control == "TOKEN-BOUND"; });
  EXPECT_THAT(token_.direct(), RefusedBy("TOKEN-BOUND"));
  {
    const std::lock_guard lock(mutex_);
    identity_ = binding_.token();
  }
  wait_until([&] { return returned() == 1; });
  EXPECT_THAT(token_.direct(), IsOk());
}
// Trap 17
TEST_F(VaultTokenInCare, ARefusedPinIsNeverTriedAgain) {
  ASSERT_THAT(token_.care(care()), IsOk());
  say(pin_incorrect());
  token_.failed(device_removed());
  wait_until([&] { return token_.trouble() && token_.trouble()->ckr == kPinIncorrect; });
  const unsigned tries = opened();
  say({});
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(opened(), tries);
  EXPECT_EQ(tries, 2U);
  EXPECT_THAT(token_.get(), FailsWithCkr(kPinIncorrect));
}
TEST_F(VaultTokenInCare, WhatWaitingWillNotMendIsToldAtOnce) {
  for (const Error& why :
       {pin_incorrect(), error(Code::kNotFound, "no such module"),
        error(Code::kBadInput, "no such scheme"), refused("TOKEN-BOUND", "another token")}) {
    say(why);
    VaultToken token([this](const std::string&) { return open(); }, "pkcs11:serial=1", binding_,
                     quick());
    EXPECT_THAT(token.care(care()), FailsWith(why.code));
  }
  VaultToken without(nullptr, "pkcs11:serial=1", binding_, quick());
  EXPECT_THAT(without.care(care()), FailsWith(Code::kAskPerson));
}
TEST_F(VaultTokenInCare, ThatFailsInARowIsTakenBackOnlyWhenItsCanaryPasses) {
  ASSERT_THAT(token_.care(care()), IsOk());
  const Error failure = pyx::testing::device_error("C_Sign");
  say({}, failure);
  for (unsigned i = 1; i < quick().most_failures; ++i) token_.failed(failure);
  token_.worked();
  for (unsigned i = 1; i < quick().most_failures; ++i) token_.failed(failure);
  EXPECT_FALSE(token_.trouble());
  token_.failed(failure);
  EXPECT_THAT(token_.get(), FailsWith(Code::kRetry));
  wait_until([&] { return opened() >= 3; });  // first tried as it is, then opened anew
  EXPECT_TRUE(token_.trouble());
  say({});
  wait_until([&] { return returned() == 1; });
  EXPECT_THAT(token_.get(), IsOk());
}
// Trap 19
TEST_F(VaultTokenInCare, ThatHungIsTakenBackWithoutBeingOpenedAnew) {
  ASSERT_THAT(token_.care(care()), IsOk());
  say({}, error(Code::kRetry, "no answer"));
  token_.hung(no_answer(Duration(10)));
  EXPECT_THAT(token_.direct(), FailsWith(Code::kRetry));
  say({});
  wait_until([&] { return returned() == 1; });
  EXPECT_EQ(opened(), 1U);
}
TEST_F(VaultTokenInCare, WithTooManyHungCallsIsAskedNothingMore) {
  ASSERT_THAT(token_.care(care()), IsOk());
  token_.hung_calls()->now = quick().most_hung;
  token_.hung(no_answer(Duration(10)));
  wait_until([&] {
    const auto trouble = token_.trouble();
    return trouble && trouble->message.find("calls hang") != std::string::npos;
  });
  EXPECT_EQ(returned(), 0U);
  token_.hung_calls()->now = 0;
  wait_until([&] { return returned() == 1; });
  EXPECT_THAT(token_.get(), IsOk());
}

}  // namespace vault_token_test
}  // namespace pyx::custody
