// Fixtures on a fresh SoftHSM2 token: the open token, and the layers under it.
#pragma once

#include <gtest/gtest.h>
#include <p11-kit/pkcs11.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/uuid.h"
#include "pkcs11/key_generation.h"
#include "pkcs11/login.h"
#include "pkcs11/module.h"
#include "pkcs11/open_token.h"
#include "pkcs11/slot.h"
#include "tests/matchers.h"
#include "tests/pkcs11/softhsm_fixture.h"

namespace pyx::pkcs11 {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(result).value();
}

inline Uuid new_id() { return Uuid::v7(SystemClock().now()); }
inline KeySpec spec_of(KeyType type, Purpose purpose) {
  return {new_id(), type, purpose, "a key of a test"};
}

class OnSoftHsm : public ::testing::Test {
 protected:
  // By default SoftHSM2 itself; a faulty module in front of it for the tests that need one.
  std::unique_ptr<Token> open(const std::filesystem::path& module = pyx::testing::kSoftHsmModule,
                              unsigned signing_sessions = 2) {
    TokenUri uri = softhsm_token_.uri();
    uri.module_path = module;
    return must(open_token(uri, softhsm_token_.pin(), {signing_sessions}));
  }

  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken softhsm_token_ = softhsm_.make_token();
};

// A module and one logged-in read-write session, without a Token around them.
class OnSession : public OnSoftHsm {
 protected:
  // A token key as Token::generate makes it.
  Result<KeyFacts> generate(const KeySpec& spec) {
    return generate_key(session_, spec, [this] { return login_.open_session(Access::kReadWrite); });
  }

  Module module_ = must(Module::load(pyx::testing::kSoftHsmModule));
  TokenIdentity identity_ = must(slots_with_tokens(module_)).front().identity;
  CK_SLOT_ID slot_ = must(slot_of(module_, identity_));
  Login login_{module_, identity_, softhsm_token_.pin()};
  Session session_ = must(login_.first_session(Access::kReadWrite));
};

}  // namespace pyx::pkcs11
