#include "pkcs11/wrap_session.h"

#include "pkcs11/attribute.h"
#include "pkcs11/objects.h"
#include "tests/pkcs11/on_backup.h"

namespace pyx::pkcs11 {
namespace wrap_session_test {

class WrapSessionOnSoftHsm : public OnBackup {
 protected:
  KeySpec made() {
    KeySpec spec = split_spec(KeyType::kP256, Purpose::kSign);
    must(open()->generate(spec));
    return spec;
  }
  Result<WrapSession> open_for(const KeySpec& spec) {
    return WrapSession::open(softhsm_token_.uri(), softhsm_token_.so_pin(), softhsm_token_.pin(),
                             wrap_key_, {&spec, 1});
  }
};

TEST_F(WrapSessionOnSoftHsm, TheUserWrapsUnderAKeyThatTheSoMade) {
  const KeySpec spec = made();
  const WrapSession opened = must(open_for(spec));
  EXPECT_EQ(opened.wrap_key_maker(), WrapKeyMaker::kSo);
  EXPECT_EQ(opened.mechanism(), "CKM_AES_KEY_WRAP_PAD");
  EXPECT_EQ(opened.session().user_is_logged_in().value(), true);
  const KeyObjects key = must(find_key(opened.session(), spec.id));
  const Bytes wrapped = must(opened.wrap(key.private_key->value, spec));
  EXPECT_THAT(aes_kwp_unwrap(wrap_key_, wrapped), IsOk());
}
TEST_F(WrapSessionOnSoftHsm, OnceItIsClosedItsWrapKeyIsGoneAndNobodyLoggedIn) {
  const KeySpec spec = made();
  {
    WrapSession opened = must(open_for(spec));
    EXPECT_THAT(opened.close(), IsOk());
  }
  const auto token = open();  // refused while anybody is logged in
  EXPECT_EQ(must(token->objects()).size(), 2U);
}
TEST_F(WrapSessionOnSoftHsm, OneThatIsThrownAwayLeavesAsLittle) {
  const KeySpec spec = made();
  must(open_for(spec));
  EXPECT_EQ(must(open()->objects()).size(), 2U);
}
TEST_F(WrapSessionOnSoftHsm, AKeyOfAnotherSizeThanItsTypeIsNotHandedOut) {
  const KeySpec spec = made();
  const WrapSession opened = must(open_for(spec));
  const KeyObjects key = must(find_key(opened.session(), spec.id));
  KeySpec secret = split_spec(KeyType::kGenericSecret, Purpose::kMac);
  EXPECT_THAT(opened.wrap(key.private_key->value, secret),
              FailsSaying(Code::kToken, secret.id.text()));
}
TEST_F(WrapSessionOnSoftHsm, AWrapKeyOfAnotherLengthIsRefused) {
  const KeySpec spec = made();
  wrap_key_ = must(SecretBytes::random(kWrapKeyBytes + 1));
  EXPECT_THAT(open_for(spec), FailsWith(Code::kBadInput));
}

}  // namespace wrap_session_test
}  // namespace pyx::pkcs11
