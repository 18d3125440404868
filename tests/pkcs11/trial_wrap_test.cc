#include "pkcs11/trial_wrap.h"

#include "tests/pkcs11/on_bench.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace trial_wrap_test {

class TrialWrapOnSoftHsm : public OnBench {
 protected:
  ThrowAway wrap_key() {
    Template asked;
    asked.flag(CKA_WRAP, true).flag(CKA_UNWRAP, true).flag(CKA_EXTRACTABLE, false);
    return must(make_throw_away_secret(bench_, CKM_AES_KEY_GEN, asked));
  }
  ThrowAway secret(bool extractable) {
    Template asked;
    asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, extractable);
    return must(make_throw_away_secret(bench_, CKM_GENERIC_SECRET_KEY_GEN, asked));
  }
};

TEST_F(TrialWrapOnSoftHsm, AKeyGoesOutAndComesBack) {
  const ThrowAway under = wrap_key();
  const ThrowAway key = secret(true);
  Bytes wrapped = must(wrap_in_trial(bench_, kWrapWays[0], under.get(), key.get()));
  EXPECT_EQ(wrapped.size(), 40U);  // RFC 3394: 32 bytes and 8
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, CKK_GENERIC_SECRET);
  EXPECT_THAT(unwrap_in_trial(bench_, kWrapWays[0], under.get(), wrapped, asked), IsOk());
}

TEST_F(TrialWrapOnSoftHsm, AKeyThatIsNotExtractableStays) {
  const ThrowAway under = wrap_key();
  EXPECT_THAT(wrap_in_trial(bench_, kWrapWays[0], under.get(), secret(false).get()),
              FailsWithCkr(CKR_KEY_UNEXTRACTABLE));
}

class TrialWrapOnNss : public OnNss {};

// Trap 16: 0x210A is RFC 5649 on SoftHSM2, and RFC 3394 after a padding of its own here; both
// bring the key back, so that only the bytes tell.
TEST_F(TrialWrapOnNss, TheNumberOfAMechanismDoesNotTellTheFormatOfItsBytes) {
  Template of_wrap_key;
  of_wrap_key.flag(CKA_WRAP, true).flag(CKA_UNWRAP, true).flag(CKA_EXTRACTABLE, false);
  const ThrowAway under = must(make_throw_away_secret(bench_, CKM_AES_KEY_GEN, of_wrap_key));
  Template of_secret;
  of_secret.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, true);
  const ThrowAway key = must(make_throw_away_secret(bench_, CKM_GENERIC_SECRET_KEY_GEN, of_secret));
  constexpr WrapWay kPad{CKM_AES_KEY_WRAP_PAD, 0};
  Bytes wrapped = must(wrap_in_trial(bench_, kPad, under.get(), key.get()));
  EXPECT_EQ(wrapped.size(), 48U);  // 32 bytes, 8 of padding, 8 of RFC 3394; RFC 5649 makes 40
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, CKK_GENERIC_SECRET);
  EXPECT_THAT(unwrap_in_trial(bench_, kPad, under.get(), wrapped, asked), IsOk());
}

}  // namespace trial_wrap_test
}  // namespace pyx::pkcs11
