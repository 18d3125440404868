// Trap 16: what a mechanism's number means is the module's affair; which one is RFC 5649 is found
// out by doing.
#include "pkcs11/rfc5649_mechanism.h"

#include "base/aes_kwp.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/wrap_key.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace rfc5649_mechanism_test {

constexpr std::array kAllKinds = {KeyType::kGenericSecret, KeyType::kRsa2048, KeyType::kP256,
                                  KeyType::kP384};

Result<CK_MECHANISM_TYPE> wrapping_of(const Session& session,
                                      std::span<const KeyType> types = kAllKinds) {
  const SecretBytes bytes = must(SecretBytes::random(kWrapKeyBytes));
  PYX_ASSIGN(const ThrowAway wrap_key,
             put_wrap_key(session, bytes, WrapKeyUse::kWrap, WrapKeyMaker::kUser));
  return find_wrapping_mechanism(session, wrap_key.get(), bytes, types);
}
Result<CK_MECHANISM_TYPE> unwrapping_of(const Session& session) {
  const SecretBytes bytes = must(SecretBytes::random(kWrapKeyBytes));
  PYX_ASSIGN(const ThrowAway wrap_key,
             put_wrap_key(session, bytes, WrapKeyUse::kUnwrap, WrapKeyMaker::kUser));
  return find_unwrapping_mechanism(session, wrap_key.get(), bytes);
}
std::size_t objects_of(const Session& session) {
  Template anything;
  return must(find_objects(session, anything)).size();
}

class Rfc5649MechanismOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  Login login_{module_, must(slots_with_tokens(module_)).front().identity, softhsm_token_.pin()};
  Session session_ = must(login_.first_session(Access::kReadWrite));
};

TEST_F(Rfc5649MechanismOnSoftHsm, Is0x210aAndNothingIsLeftBehind) {
  EXPECT_EQ(must(wrapping_of(session_)), CKM_AES_KEY_WRAP_PAD);
  EXPECT_EQ(must(unwrapping_of(session_)), CKM_AES_KEY_WRAP_PAD);
  EXPECT_EQ(objects_of(session_), 0U);
}

TEST_F(Rfc5649MechanismOnSoftHsm, OnlyKindsThatAreAskedForAreTried) {
  faulty_.forget_calls();
  EXPECT_THAT(wrapping_of(session_, std::array{KeyType::kGenericSecret}), IsOk());
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 0U);
  EXPECT_THAT(wrapping_of(session_, std::array{KeyType::kP384}), IsOk());
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 1U);
}

TEST_F(Rfc5649MechanismOnSoftHsm, ATokenWithNoneSaysWhatEachOfThemGave) {
  faulty_.fail("C_WrapKey", CKR_MECHANISM_INVALID, 2, 0);
  const auto found = wrapping_of(session_);
  // CKM_AES_KEY_WRAP is left: RFC 3394.
  EXPECT_THAT(found, FailsSaying(Code::kToken, "CKM_AES_KEY_WRAP: gives bytes that are not"));
  EXPECT_THAT(found, FailsSaying(Code::kToken, "CKM_AES_KEY_WRAP_KWP"));
  EXPECT_THAT(found, FailsSaying(Code::kToken, "CKR_MECHANISM_INVALID"));
  faulty_.fail("C_UnwrapKey", CKR_MECHANISM_INVALID, 2, 0);
  EXPECT_THAT(unwrapping_of(session_), FailsSaying(Code::kToken, "unwraps by RFC 5649 with none"));
  EXPECT_EQ(objects_of(session_), 0U);
}

TEST_F(Rfc5649MechanismOnSoftHsm, ATokenThatGoesAwayIsNotTakenForOneWithoutTheMechanism) {
  faulty_.fail("C_WrapKey", CKR_DEVICE_REMOVED);
  EXPECT_THAT(wrapping_of(session_), FailsWithCkr(CKR_DEVICE_REMOVED));
  faulty_.fail("C_UnwrapKey", CKR_DEVICE_REMOVED);
  EXPECT_THAT(unwrapping_of(session_), FailsWithCkr(CKR_DEVICE_REMOVED));
}

// CKR_OK, and a wrong key.
TEST_F(Rfc5649MechanismOnSoftHsm, AMechanismThatMakesAnotherKeyIsNotTaken) {
  faulty_.script("C_Sign flip from=2");
  EXPECT_THAT(unwrapping_of(session_), FailsSaying(Code::kToken, "makes another key of them"));
}

class Rfc5649MechanismOnNss : public OnNss {};

TEST_F(Rfc5649MechanismOnNss, Is0x210bWhereas0x210aIsSomethingElse) {
  EXPECT_EQ(must(wrapping_of(session_)), kAesKeyWrapKwp);
  EXPECT_EQ(must(unwrapping_of(session_)), kAesKeyWrapKwp);
  EXPECT_EQ(objects_of(session_), 0U);
}

}  // namespace rfc5649_mechanism_test
}  // namespace pyx::pkcs11
